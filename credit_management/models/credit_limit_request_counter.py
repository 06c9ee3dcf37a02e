from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CreditLimitRequest(models.Model):
    """Whoever may decide proposes less, or for a shorter time; who asked accepts or withdraws."""

    _inherit = 'credit.limit.request'

    counter_limit = fields.Monetary(string="Proposed Instead", readonly=True, copy=False)
    counter_until = fields.Date(string="Proposed Until", readonly=True, copy=False)
    counter_note = fields.Char(string="Why Less", readonly=True, copy=False)
    counter_by_id = fields.Many2one('res.users', string="Proposed By", readonly=True, copy=False)
    may_accept = fields.Boolean(compute='_compute_may_accept')

    def _compute_may_accept(self):
        for request in self:
            request.may_accept = (
                request.state == 'countered' and request.requester_id == self.env.user)

    def action_counter(self, limit, valid_until=None, note=''):
        """Propose a smaller limit or an earlier last day instead of what is asked for.

        :param float limit: the limit that would result; at most what is asked for
        :param valid_until: its last day, or None where it stays as it was asked
        """
        self.ensure_one()
        asked = self.env['credit.asked']
        note = asked._text('note', note or '').strip()
        day = asked._day('valid_until', valid_until) or self.valid_until
        limit = asked._number('limit', limit, 0, 1e15)
        request_sudo = self._checked_for_decision()
        if why := self._approval_refusal(self.env.user):
            raise AccessError(self._refusal_words(why))
        request_sudo._check_counter(limit, day, note)
        request_sudo.write({
            'state': 'countered', 'counter_limit': limit, 'counter_until': day,
            'counter_note': note, 'counter_by_id': self.env.uid,
            'user_id': request_sudo.requester_id.id,
            'decide_by': request_sudo.company_id._credit_decide_by()})
        request_sudo._log('countered', proposed=limit, note=note,
                          proposed_until=day and str(day) or None)
        request_sudo.message_post(
            body=self.env._("%(user)s proposes other terms: %(note)s Accept them, or withdraw.",
                            user=self.env.user.name, note=note),
            partner_ids=request_sudo.requester_id.partner_id.ids)
        return True

    def _check_counter(self, limit, day, note):
        compare = self.currency_id.compare_amounts
        more = compare(limit, self.requested_limit)
        longer = self.valid_until and (not day or day > self.valid_until)
        same = not more and day == self.valid_until
        if more > 0 or longer or same:
            raise UserError(self.env._(
                "Propose less than %(amount)s, or an earlier last day. More is asked for by somebody"
                " else.", amount=self.currency_id.format(self.requested_limit)))
        if not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        if day and day < self.company_id._credit_today():
            raise UserError(self.env._("%(day)s is over. Choose a later last day.", day=day))
        if self.kind == 'temporary' and compare(limit, self._base_limit() or 0.0) <= 0:
            raise UserError(self.env._(
                "A temporary limit is above the one that stays. Refuse it instead."))

    def action_accept_counter(self):
        """Whoever asked takes what was proposed: it goes back to those who agree."""
        for request in self:
            request.check_access('read')
            request_sudo = request.sudo()
            request_sudo.lock_for_update(allow_referencing=True)
            request_sudo.invalidate_recordset(['state'])
            if request_sudo.state != 'countered':
                raise UserError(self.env._("Nothing was proposed instead."))
            if request_sudo.requester_id != self.env.user:
                raise AccessError(self.env._("Whoever asked accepts, or withdraws."))
            request_sudo.write({
                'state': 'submitted', 'requested_limit': request_sudo.counter_limit,
                'valid_until': request_sudo.counter_until,
                'decide_by': request_sudo.company_id._credit_decide_by()})
            request_sudo._log('counter_accepted')
            request_sudo._ask_anew()
        return True

    def _ask_anew(self):
        """Ask those who agree about the other terms; who proposed them comes first."""
        # What a committee said was about more.
        self.vote_ids.filtered('vote').write({
            'vote': False, 'voter_id': False, 'note': False, 'date': False})
        self._note_need()
        self._check_approvers()
        self._next_turn()
        if self.counter_by_id in self._people():
            self.user_id = self.counter_by_id

    def action_counter_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Propose Instead"),
            'res_model': 'credit.limit.request.counter', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {
                'default_request_id': self.id, 'default_limit': self.requested_limit,
                'default_valid_until': self.valid_until and str(self.valid_until)},
        }
