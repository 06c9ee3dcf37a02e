from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    credit_may_close_remainder = fields.Boolean(
        compute='_compute_credit_may_close_remainder', groups='base.group_user'
    )

    @api.depends('state', 'order_line.qty_delivered', 'order_line.product_uom_qty')
    def _compute_credit_may_close_remainder(self):
        """Something was ordered that is not delivered, and a profile makes it matter."""
        partners = self.env['credit.profile']._of_partners(self.partner_invoice_id).partner_id
        for order in self:
            order.credit_may_close_remainder = order.state == 'sale' and any(
                line.qty_delivered < line.product_uom_qty
                for line in order.order_line if not line.display_type
            ) and order.partner_invoice_id.sudo().commercial_partner_id in partners
