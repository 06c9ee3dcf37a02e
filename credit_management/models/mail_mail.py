from odoo import models


class MailMail(models.Model):
    _inherit = 'mail.mail'

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False,
                                  failure_type=None):
        """A letter to a customer is out when the mail server took it, not before."""
        letters = self.filtered(lambda mail: mail.model == 'credit.letter')
        if letters:
            failure = (failure_reason or failure_type) if failure_type else None
            self.env['credit.letter'].sudo()._mails_done(letters, failure)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type)
