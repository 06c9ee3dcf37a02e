from odoo.addons.website_sale.controllers.main import WebsiteSale as WebsiteSaleBase
from odoo.http import request, route


class WebsiteSale(WebsiteSaleBase):

    def _get_shop_payment_errors(self, order):
        """Ask before taking money, not after."""
        errors = super()._get_shop_payment_errors(order)
        refusal = order.state == 'draft' and order._credit_shop_refusal()
        return [*errors, refusal] if refusal else errors

    @route()
    def shop_payment_validate(self, sale_order_id=None, **post):
        """An order that waits is placed, like a confirmed one: it is not checked once more."""
        last_id = request.session.get('sale_last_order_id')
        order_sudo = request.env['sale.order'].sudo().browse(last_id).exists()
        if order_sudo and order_sudo._credit_waiting_text():
            request.website.sale_reset()
            return request.redirect('/shop/confirmation')
        return super().shop_payment_validate(sale_order_id=sale_order_id, **post)
