from odoo import fields, models
from odoo.exceptions import UserError


class CreditLimitSuggestion(models.Model):
    """Accepted, amended with a reason, or declined: a limit request follows, or none."""

    _inherit = 'credit.limit.suggestion'

    def action_accept(self):
        """Ask for what is suggested."""
        self.ensure_one()
        found = self._to_decide()
        if found['amount'] is None:
            raise UserError(self.env._(
                "Nothing is known yet that a limit could be suggested from. Add what you know, or"
                " amend it with a reason."))
        return self._ask(found, 'accepted', found['amount'])

    def action_amend(self):
        """Ask for another limit; the reason stays beside the suggestion."""
        self.ensure_one()
        found = self._to_decide()
        self._check_reason()
        return self._ask(found, 'amended', self.wanted_limit)

    def action_decline(self):
        """Ask for nothing; the reason is kept."""
        self.ensure_one()
        found = self._to_decide()
        self._check_reason()
        self._decide(found, 'declined')
        return True

    def _to_decide(self):
        self.check_access('write')
        if self.state != 'draft':
            raise UserError(self.env._("It was decided on, so it stays as it is. Make a new one."))
        return self._worked_out()

    def _check_reason(self):
        if not (self.reason or '').strip():
            raise UserError(self.env._("Say why it differs from the suggestion: the log keeps it."))

    def _ask(self, found, state, limit):
        """Make the limit request in the reader's name; others agree to it."""
        words = self.reason if state == 'amended' else self.env._(
            "As suggested by %(methods)s.", methods=', '.join(sorted(found['used'])))
        request = self.env['credit.limit.request'].create({
            'profile_id': self.profile_id.id, 'requested_limit': limit, 'reason': words})
        self._decide(found, state, request)
        return {
            'type': 'ir.actions.act_window', 'res_model': request._name, 'res_id': request.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _decide(self, found, state, request=None):
        self.sudo().write({
            'kept': found, 'state': state, 'decided_by_id': self.env.uid,
            'decided_at': fields.Datetime.now(), 'request_id': request and request.id,
        })
        self.env['credit.decision'].sudo()._log(
            'score', profile=self.profile_id.sudo(), payload={
                'action': f'suggestion {state}', 'suggested': found['amount'], 'by': found['by'],
                'limit': request.requested_limit if request else None,
                'reason': (self.reason or '').strip() or None,
            }, res_model=self._name, res_id=self.id)
