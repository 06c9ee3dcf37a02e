from odoo import models

FAILED = ('bounce', 'exception')


class MailNotification(models.Model):
    """What becomes of a mail says whether the customer has the invoice that it carried."""

    _inherit = 'mail.notification'

    def write(self, vals):
        told = self.browse()
        if status := vals.get('notification_status'):
            # Called in the mail queue, so nothing is done for the many that simply go.
            told = self if status in FAILED else self.filtered(
                lambda one: one.notification_status in FAILED)
        res = super().write(vals)
        invoices = told.mail_message_id.filtered(lambda one: one.model == 'account.move')
        if invoices:
            sold_sudo = self.env['account.move'].sudo().browse(
                invoices.mapped('res_id')).exists().filtered(
                    lambda move: move.is_sale_document(include_receipts=True))
            self.env['credit.evidence.score'].sudo()._look_soon(sold_sudo)
        return res
