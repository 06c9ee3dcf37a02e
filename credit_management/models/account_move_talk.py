from odoo import models


class AccountMove(models.Model):
    """Who writes about an invoice has it: the step that asks whether it arrived is done."""

    _inherit = 'account.move'

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        author = message.sudo().author_id
        if author and author.partner_share and self.is_sale_document():
            self.env['credit.rpm.event'].sudo()._note_by_company('move', self)
        return res
