from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .credit_letter_send import CRON


class CreditLetter(models.Model):
    """A letter out of the house: by the mail queue or by a person; arrived, answered, failed.

    Steps of monitoring are done when it is out, not when it is approved.
    """

    _inherit = 'credit.letter'

    @api.model
    def _mails_done(self, mails, failure=None):
        """Note what the mail server said of `mails`: called in the queue, so it does no more."""
        letters = self.search([
            ('mail_id', 'in', mails.ids), ('state', 'in', ('approved', 'failed', 'sent'))])
        if failure:
            letters.filtered(lambda one: one.state == 'approved')._fail(failure)
            return
        for letter in letters.filtered(lambda one: one.state != 'sent'):
            letter.write({
                'state': 'sent', 'failure': False, 'sent_on': letter.company_id._credit_today(),
                'sent_by_id': letter.approved_by_id.id,
            })
        if letters:
            self.env.ref(CRON)._trigger()

    def _settle(self):
        """Do what follows of a letter that is out; extended by those who wait for it."""
        self.is_settled = True

    def action_sent_dialog(self):
        """Ask how it was posted or handed over."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Sent"),
            'res_model': 'credit.letter.sent', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_letter_id': self.id},
        }

    def _mark_sent(self, channel, values, files):
        """Note that a person sent this letter by `channel`; `values` and `files` are the evidence."""
        self.check_access('write')
        letter = self._lock_in('approved', 'failed').sudo()
        if not letter or (letter.channel == 'mail' and letter.state == 'approved'):
            raise UserError(self.env._(
                "%(letter)s is not one that waits to be posted. Approve it first.",
                letter=self.display_name))
        letter._print()
        letter.write({
            **values, 'channel': channel, 'state': 'sent', 'failure': False,
            'sent_by_id': self.env.uid, 'evidence_ids': [(4, file.id) for file in files],
        })
        if values.get('delivered_on') or channel == 'hand':
            letter.write({'state': 'delivered',
                          'delivered_on': values.get('delivered_on') or letter.sent_on})
        if not letter.is_settled:
            letter._settle()

    def _add_evidence(self, values, files):
        """Add what shows that a sent letter arrived."""
        self.check_access('write')
        letter = self._lock_in('sent', 'delivered', 'failed').sudo()
        if not letter:
            raise UserError(self.env._("Evidence belongs to a letter that was sent."))
        letter.write({**values, 'evidence_ids': [(4, file.id) for file in files]})
        if letter.delivered_on:
            letter.write({'state': 'delivered', 'failure': False})

    # === BOUNCED, ANSWERED === #

    def _message_receive_bounce(self, email, partner):
        """A mail that came back did not arrive."""
        super()._message_receive_bounce(email, partner)
        for letter in self.sudo().filtered(lambda one: one.state in ('approved', 'sent')):
            letter._fail(self.env._("The mail to %(address)s came back.", address=email))

    def _fail(self, failure):
        """Note that letters did not arrive; what was done by those that were out is to do again."""
        self.write({'state': 'failed', 'failure': failure})
        self.filtered('is_settled')._unsettle()

    def _unsettle(self):
        """Take back what followed of letters that did not arrive; extended as `_settle` is."""
        self.write({'is_settled': False})

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """An answer of the customer shows that the letter arrived; one of our own people none."""
        for letter in self.sudo():
            if letter.state == 'sent' and letter._is_answered_by(msg_dict):
                letter.write({
                    'state': 'delivered', 'delivered_on': letter.company_id._credit_today()})
        return super().message_update(msg_dict, update_vals=update_vals)

    def _is_answered_by(self, msg_dict):
        """Return whether an incoming mail is of the customer, or from where the letter went."""
        author = self.env['res.partner'].browse(msg_dict.get('author_id') or [])
        if author:
            return author.commercial_partner_id == self.profile_id.partner_id
        sender = email_normalize(msg_dict.get('email_from') or '')
        return bool(sender) and sender in (
            email_normalize(self.email or ''), self.profile_id.partner_id.email_normalized)

    def action_send_again(self):
        """Let a failed letter go by mail once more, to the address of today."""
        self.check_access('write')
        failed = self._lock_in('failed').sudo()
        if not failed:
            raise UserError(self.env._("Only a letter that failed is sent again."))
        for letter in failed:
            contact = letter.partner_id
            letter.write({
                'state': 'approved', 'channel': 'mail', 'queued_at': False, 'mail_id': False,
                'failure': False, 'approved_by_id': self.env.uid,
                'email': contact.email_normalized
                or letter.profile_id.partner_id.email_normalized,
            })
        self.env.ref(CRON)._trigger()
        return True
