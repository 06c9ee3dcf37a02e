from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..values import id_of

#: What Odoo works out and exposure or a release reads. Screens show it, RPC could type it.
ORDER_FIGURES = {
    'amount_tax', 'amount_total', 'amount_untaxed', 'credit_closed_remainder', 'currency_rate',
    'invoice_status',
}
LINE_FIGURES = {
    'credit_unit_price', 'invoice_status', 'price_reduce_taxexcl', 'price_reduce_taxinc',
    'price_subtotal', 'price_tax', 'price_total', 'qty_invoiced',
}
#: Changing one of these on an order whose remainder is closed opens it again.
REOPENING = {'product_id', 'product_uom_id', 'product_uom_qty'}
#: Writing one of these can make goods look like a down payment.
DISGUISE = {'display_type', 'is_downpayment', 'price_unit', 'product_id', 'product_uom_qty'}


def refuse_typed(records, figures, vals_list):
    """Raise when a user types what the server works out."""
    typed = figures & set().union(*vals_list) if vals_list else set()
    if typed and not records.env.su:
        raise AccessError(records.env._(
            "%(fields)s is worked out by Odoo and is not typed.",
            fields=', '.join(sorted(records._fields[name].string for name in typed)),
        ))


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    @api.model_create_multi
    def create(self, vals_list):
        refuse_typed(self, ORDER_FIGURES, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        refuse_typed(self, ORDER_FIGURES, [vals])
        res = super().write(vals)
        self._credit_written(set(vals))
        return res

    def _credit_written(self, names):
        """Let those know who rest on the fields `names`; the gate was asked already."""

    def action_close_remainder(self):
        """Only what really will not come is closed: open transfers are cancelled first."""
        for order in self:
            moves_sudo = order.sudo().order_line.move_ids
            if any(move.state not in ('done', 'cancel') for move in moves_sudo):
                raise UserError(self.env._(
                    "%(order)s still has open transfers. Cancel them first; then the remainder"
                    " can be closed.", order=order.name,
                ))
        return super().action_close_remainder()

    def _credit_refuse_reopening(self):
        """Raise when a user orders more on an order that was declared finished."""
        closed = not self.env.su and self.sudo().filtered('credit_closed_remainder')[:1]
        if closed:
            raise UserError(self.env._(
                "The remainder of %(order)s is closed. Reopen it first.", order=closed.name,
            ))


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    @api.model_create_multi
    def create(self, vals_list):
        refuse_typed(self, LINE_FIGURES, vals_list)
        orders = {
            id_of(vals.get('order_id')) for vals in vals_list if vals.get('product_uom_qty', 1)
        }
        self.env['sale.order'].browse(orders - {None, False})._credit_refuse_reopening()
        lines = super().create(vals_list)
        lines._credit_refuse_disguise()
        return lines

    def write(self, vals):
        refuse_typed(self, LINE_FIGURES, [vals])
        if REOPENING & set(vals):
            self.order_id._credit_refuse_reopening()
        res = super().write(vals)
        if DISGUISE & set(vals):
            self._credit_refuse_disguise()
        return res

    def _credit_refuse_disguise(self):
        """A down payment takes off, so goods under its name would be a way round the limit."""
        for line in self.browse() if self.env.su else self:
            if line.is_downpayment and not line.display_type and line.product_uom_qty and (
                line.product_id or line.price_unit
            ):
                raise ValidationError(self.env._(
                    "A down payment orders nothing: leave the quantity of %(line)s at 0.",
                    line=line.name,
                ))
