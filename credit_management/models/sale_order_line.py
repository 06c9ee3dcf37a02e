from odoo import api, fields, models

from ..values import id_of

#: Writing one of these can make a confirmed order cost us more.
CREDIT_FIELDS = {
    'product_uom_qty', 'price_unit', 'discount', 'tax_ids', 'product_uom_id', 'product_id',
    'order_id',
}


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    credit_unit_price = fields.Float(
        string="Price for Credit", digits=0, compute='_compute_credit_unit_price', store=True,
        precompute=True, groups='base.group_user',
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

    # === CRUD: growth of confirmed orders === #

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env['sale.order'].browse(
            {id_of(vals['order_id']) for vals in vals_list if vals.get('order_id')}
        )
        before = orders._credit_before_growth()
        with orders._credit_refusal_undoes(before):
            lines = super().create(vals_list)
            lines.order_id._credit_note_actors([])
            if before:
                orders._credit_after_growth(before, by_system=lines._credit_by_system())
        return lines

    def write(self, vals):
        orders = self.order_id
        if 'qty_delivered' in vals:
            orders._credit_mark_changed()
        if not CREDIT_FIELDS & set(vals):
            return super().write(vals)
        before = orders._credit_before_growth()
        by_system = self._credit_by_system()
        with orders._credit_refusal_undoes(before):
            res = super().write(vals)
            orders._credit_note_actors([])
            if before:
                orders._credit_after_growth(before, by_system=by_system)
        return res

    def unlink(self):
        """Taking a discount line away is growth too."""
        orders = self.order_id
        before = orders._credit_before_growth()
        with orders._credit_refusal_undoes(before):
            res = super().unlink()
            if before:
                orders._credit_after_growth(before)
        return res

    def _credit_by_system(self):
        """Tell whether these lines come from deliveries, expenses or down payments.

        Such an increase is saved and marks the order held; the next delivery stops. So a forged
        flag ships nothing.
        """
        return bool(self) and all(
            line.is_expense or line.is_downpayment or line.currency_id.is_zero(line.product_uom_qty)
            for line in self
        )
