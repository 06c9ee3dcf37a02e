from odoo import fields, models
from odoo.exceptions import UserError

from .credit_dispute_life import OFFICER

#: A promise's words for the ways of a touch.
CHANNELS = {'email': 'mail', 'letter': 'letter', 'visit': 'visit'}


class CreditPromise(models.Model):
    """The contact in which it was taken."""

    _inherit = 'credit.promise'

    touch_id = fields.Many2one(
        'credit.touch', readonly=True, copy=False, index='btree_not_null', ondelete='set null')


class CreditDispute(models.Model):
    """The contact in which it was raised."""

    _inherit = 'credit.dispute'

    touch_id = fields.Many2one(
        'credit.touch', readonly=True, copy=False, index='btree_not_null', ondelete='set null')


class CreditTouch(models.Model):
    """An outcome opens what it says: a promise, disputes."""

    _inherit = 'credit.touch'

    def _call_extras(self):
        reasons = self.env['credit.dispute.reason'].sudo().search([
            ('company_id', 'in', (False, self.sudo().company_id.id))])
        return {**super()._call_extras(),
                'reasons': [{'id': one.id, 'name': one.name} for one in reasons]}

    def _follow_lines(self, values):
        """Return the lines that were talked about and are still open, the oldest first."""
        lines = self.env['account.move.line'].sudo().browse(values.get('line_ids') or [])
        return lines.filtered(lambda line: line.amount_residual > 0).sorted(
            lambda line: (line.date_maturity or line.date, line.id))

    def _follow_promise(self, values):
        """Take the promise; it takes the place of an earlier one about the same lines."""
        super()._follow_promise(values)
        sudo = self.sudo()
        self.env['credit.promise'].sudo()._make(
            sudo.profile_id, values['amount'], values['said_on'], self._follow_lines(values),
            instead=True, source='touch', channel=CHANNELS.get(sudo.channel, 'phone'),
            contact_id=sudo.contact_id.id, note=values.get('note'), touch_id=sudo.id)

    def _follow_dispute(self, values):
        """Raise disputes about the amount, the oldest line first; without a reason it is a note."""
        super()._follow_dispute(values)
        reason = self.env['credit.dispute.reason'].sudo().browse(
            self.env['credit.asked']._id('reason_id', values.get('reason_id')) or []).exists()
        left = values.get('amount') or 0.0
        if not reason:
            return
        # In sudo mode everybody is an officer; who closes the contact need not be one.
        disputes_sudo = self.env['credit.dispute'].sudo()
        is_officer = self.env.user.has_group(OFFICER)
        for line in self._follow_lines(values):
            amount = min(left, disputes_sudo._undisputed_of(line))
            if self.currency_id.compare_amounts(amount, 0.0) > 0:
                dispute = disputes_sudo._raise(
                    line, amount, reason, values.get('note'), is_officer=is_officer)
                dispute.sudo().touch_id = self.id
                left -= amount

    def _unfollow(self):
        """Refuse to take back what opened something that others rely on already.

        A promise or a dispute is taken out by its own way, by who may.
        """
        super()._unfollow()
        promise = self.env['credit.promise'].sudo().search(
            [('touch_id', '=', self.id), ('state', 'not in', ('cancelled', 'replaced'))], limit=1)
        if promise:
            raise UserError(self.env._(
                "The promise %(promise)s came of this contact. Let a manager cancel it first, then"
                " take the outcome back.", promise=promise.display_name))
        dispute = self.env['credit.dispute'].sudo().search(
            [('touch_id', '=', self.id), ('state', '=', 'open')], limit=1)
        if dispute:
            raise UserError(self.env._(
                "The dispute %(dispute)s came of this contact. Let its owner settle it first, then"
                " take the outcome back.", dispute=dispute.display_name))
