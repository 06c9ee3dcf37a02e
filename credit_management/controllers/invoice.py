from odoo.addons.account.controllers.portal import PortalAccount
from odoo.http import request, route


class InvoicePortal(PortalAccount):
    """Who opens his invoice with his own login has it. A link that anybody may open proves nothing."""

    @route()
    def portal_my_invoice_detail(self, invoice_id, access_token=None, **kw):
        response = super().portal_my_invoice_detail(invoice_id, access_token=access_token, **kw)
        if request.env.user._is_portal():
            request.env['account.move'].browse(invoice_id)._credit_opened_by(request.env.user)
        return response
