from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables import unbilled

#: A row's id: of its delivery, or of its order line, twice, so that neither hides the other.
_ID = SQL("COALESCE(l.move_id::bigint * 2, l.line_id::bigint * 2 + 1)")


class CreditUnbilledReport(models.Model):
    """One delivery's part of what is on no invoice yet, of the companies one works in, now."""

    _name = 'credit.unbilled.report'
    _description = "Delivered, not invoiced"
    _auto = False
    _order = 'date, id'
    _rec_name = 'order_id'

    order_id = fields.Many2one('sale.order', readonly=True)
    picking_id = fields.Many2one('stock.picking', string="Delivery", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    categ_id = fields.Many2one('product.category', string="Product Category", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    branch_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    date = fields.Date(
        string="Delivered On", readonly=True,
        help="The day of the delivery; of the order, for what needs none.",
    )
    days = fields.Integer(readonly=True, aggregator=None)
    amount = fields.Monetary(
        readonly=True, help="With tax, in company currency at the rate of the order."
    )
    currency_id = fields.Many2one('res.currency', readonly=True)

    @property
    def _table_query(self):
        receivable = self.env['credit.receivable']
        roots_sudo, root_sudo = self.env.companies.sudo().root_id, self.env.company.sudo().root_id
        day = root_sudo._credit_today()
        scope = self.env['credit.aging.report']._unbilled_scope(
            receivable._question(roots_sudo, day)
        )
        rows = unbilled.rows(scope, root_sudo._credit_zone().key) if scope else unbilled.NOTHING
        return SQL(
            """SELECT %(id)s AS id, l.order_id, move.picking_id, sol.product_id, template.categ_id,
                      split_part(branch.parent_path, '/', 1)::int AS company_id,
                      so.company_id AS branch_id, contact.commercial_partner_id AS partner_id,
                      %(salesperson)s AS user_id, l.date, %(day)s - l.date AS days, l.amount,
                      branch.currency_id
                 FROM (%(rows)s) l
                 JOIN sale_order so ON so.id = l.order_id
                 JOIN sale_order_line sol ON sol.id = l.line_id
                 JOIN res_company branch ON branch.id = so.company_id
                 JOIN res_partner contact ON contact.id = so.partner_invoice_id
            LEFT JOIN res_partner customer ON customer.id = contact.commercial_partner_id
            LEFT JOIN stock_move move ON move.id = l.move_id
            LEFT JOIN product_product variant ON variant.id = sol.product_id
            LEFT JOIN product_template template ON template.id = variant.product_tmpl_id""",
            id=_ID, day=day, rows=rows, salesperson=unbilled.GROUPS['salesperson'],
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        self.env.flush_all()
        self.env['credit.exposure']._plan_plainly()
        return super()._search(domain, *args, **kwargs)

    def action_open(self):
        """Open the order; Odoo checks there whether this user may."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'sale.order',
            'res_id': self.order_id.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }
