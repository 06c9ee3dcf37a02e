from odoo import api, fields, models
from odoo.tools import SQL

#: What was sold with an invoice: lines of orders that its lines are linked to.
_SOLD = SQL(
    """account_move_line item
       JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = item.id
       JOIN sale_order_line sold ON sold.id = link.order_line_id"""
)


class CreditAgingReport(models.Model):
    """The papers behind a line, and how much of it is settled.

    Orders and deliveries are looked up for the lines that show them, not for those that are
    searched or added up.
    """

    _inherit = 'credit.aging.report'

    invoice_date = fields.Date(readonly=True)
    reference = fields.Char(string="Customer Reference", readonly=True)
    order_names = fields.Char(string="Orders", readonly=True)
    delivery_names = fields.Char(
        string="Delivery Notes", readonly=True, help="Deliveries of what is on the invoice.",
    )
    allocated = fields.Monetary(
        currency_field='company_currency_id', readonly=True,
        depends_context=('credit_as_of', 'company'),
        help="What was allocated by the day of the report.",
    )

    @api.model
    def _columns(self, asked):
        return {
            **super()._columns(asked),
            'invoice_date': SQL("entry.invoice_date"), 'reference': SQL("entry.ref"),
            'allocated': SQL("l.amount - l.open_amount"),
            'order_names': SQL(
                """(SELECT string_agg(DISTINCT so.name, ', ') FROM %s
                      JOIN sale_order so ON so.id = sold.order_id
                     WHERE item.move_id = l.move_id)""", _SOLD,
            ),
            'delivery_names': SQL(
                """(SELECT string_agg(DISTINCT transfer.name, ', ') FROM %s
                      JOIN stock_move goods ON goods.sale_line_id = sold.id
                      JOIN stock_location place ON place.id = goods.location_dest_id
                      JOIN stock_picking transfer ON transfer.id = goods.picking_id
                     WHERE item.move_id = l.move_id AND goods.state = 'done'
                       AND place.usage = 'customer')""", _SOLD,
            ),
        }
