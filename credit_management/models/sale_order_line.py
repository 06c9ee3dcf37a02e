from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    credit_unit_price = fields.Float(
        string="Price for Credit", digits=0, compute='_compute_credit_unit_price', store=True,
        precompute=True, groups='base.group_system',
        help="Price of one unit with tax, for lines that have no ordered quantity to divide by.",
    )

    _credit_advance_idx = models.Index("(order_id) WHERE is_downpayment AND display_type IS NULL")

    @api.depends('product_uom_qty', 'price_unit', 'discount', 'tax_ids')
    def _compute_credit_unit_price(self):
        for line in self:
            plain = not (line.product_uom_qty or line.display_type or line.is_downpayment)
            line.credit_unit_price = line._credit_price_of_one() if plain else 0.0

    def _credit_price_of_one(self):
        """Return what one unit costs with tax and discount, by Odoo's own tax engine."""
        self.ensure_one()
        base_line = self._prepare_base_line_for_taxes_computation(quantity=1.0)
        self.env['account.tax']._add_tax_details_in_base_line(
            base_line, self.company_id or self.env.company
        )
        return base_line['tax_details']['raw_total_included_currency']
