from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CreditAuthorization(models.Model):
    """Draft, verified by somebody else, revoked by a notice; a renewal takes its place."""

    _inherit = 'credit.authorization'

    def action_verify(self):
        """Say that somebody other than who wrote it holds the signed letter and compared it."""
        for letter in self:
            letter._check_moves('draft')
            letter._check_other_person()
            letter._check_complete()
            letter.sudo().write({'state': 'verified', 'verifier_id': self.env.uid})
            letter._end_old_letter()
            letter._log('verified')
            letter._changed()
        return True

    def action_revoke(self, day, reason):
        """Note that notice came on `day` that it binds no more; what was dated before stays."""
        reason = self.env['credit.asked']._text('reason', reason or '').strip()
        day = self.env['credit.asked']._day('day', day)
        if not reason or not day:
            raise UserError(self.env._("Say on which day the notice came, and why."))
        for letter in self:
            letter._check_moves('verified')
            if day > letter.company_id._credit_today():
                raise UserError(self.env._("The day of the notice is still to come."))
            letter._revoke(day, reason)
        return True

    def action_revoke_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Revoke"),
            'res_model': 'credit.paper.end', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_authorization_id': self.id},
        }

    def action_renew(self):
        """Open a draft that takes this letter's place once it is verified."""
        self.ensure_one()
        self.check_access('write')
        if self.state == 'draft':
            raise UserError(self.env._("It is a draft still: change it itself."))
        today = self.company_id._credit_today()
        begins = today
        if self.date_to and self.state == 'verified':
            begins = max(today, fields.Date.add(self.date_to, days=1))
        length = self.date_to and self.date_to - self.date_from
        draft_sudo = self.sudo().copy({
            'replaces_id': self.id, 'date_from': begins, 'date_to': length and begins + length,
            'has_original': False, 'user_id': self.env.uid, 'editor_id': self.env.uid,
        })
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': draft_sudo.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === WHAT HAS TO BE TRUE === #

    def _check_other_person(self):
        """Nor the agent."""
        super()._check_other_person()
        if self.env.user == self.sudo().agent_user_id:
            raise AccessError(self.env._("You are the agent, so somebody else checks it."))

    def _check_complete(self):
        """What the law wants of a letter: agent, matter, term, signature of the principal."""
        missing = [name for name, value in (
            (self.env._("what the agent may do"), self.scope_ids),
            (self.env._("until when"), self.date_to),
            (self.env._("the signed letter"), self.file),
        ) if not value]
        if missing:
            raise UserError(self.env._(
                "It does not bind yet. Missing: %(missing)s.", missing=', '.join(missing)))

    # === WHAT FOLLOWS === #

    def _end_old_letter(self):
        """The old letter ends where the new one begins; if it ends before anyway, it is left."""
        old_sudo = self.sudo().replaces_id
        if old_sudo.state == 'verified' and (
            not old_sudo.date_to or old_sudo.date_to >= self.date_from
        ):
            old_sudo._revoke(max(self.date_from, old_sudo.date_from), self.env._(
                "replaced by %(letter)s", letter=self.name))

    def _revoke(self, day, reason):
        self.sudo().write({'state': 'revoked', 'revoked_on': day, 'revoke_reason': reason})
        self._log('revoked', day=str(day), reason=reason)
        self._look_again(day)
        self._changed()

    def _look_again(self, day):
        """The notice may be entered later than it came: what was dated since rests on it no more."""
        self.env['credit.delivery.proof'].sudo().search([
            ('authorization_id', '=', self.id), ('date', '>=', day), ('withdrawn_at', '=', False),
        ])._check_receiver()
        for statement_sudo in self.env['credit.statement'].sudo().search([
            ('authorization_id', '=', self.id), ('answered_on', '>=', day),
        ]):
            if statement_sudo.signer_right == self.display_name:
                statement_sudo.signer_right = False
            statement_sudo._check_signer()

    def _changed(self):
        """Let held orders be looked at again, and proofs that this letter ratifies count."""
        self_sudo = self.sudo()
        self_sudo.proof_id._check_receiver()
        if self_sudo.profile_id:
            self.env['credit.profile'].sudo()._notify(
                'papers_changed', self_sudo.profile_id, 'authorization')

    def _log(self, action, **more):
        self_sudo = self.sudo()
        self.env['credit.decision'].sudo()._log(
            'authorization', profile=self_sudo.profile_id or None, company=self_sudo.company_id,
            payload={
                'action': action, 'authorization': self.id, 'direction': self.direction,
                'scopes': self_sudo.scope_ids.mapped('code'), 'single': self.max_single,
                'cumulative': self.max_cumulative, 'from': str(self.date_from),
                'until': str(self.date_to or ''), **more,
            }, res_model=self._name, res_id=self.id)

    # === REMINDERS === #

    def _ending_domain(self, root, today):
        return [('state', '=', 'verified'), ('company_id', '=', root.id), ('date_to', '>=', today),
                ('reminded_for', '=', False)]

    def _remind_owner(self):
        self.env['credit.contract']._tell_end(self, self.user_id or self.profile_id.user_id)
