from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .credit_blacklist import ACTS
from .credit_limit_proposal import MANAGER


class CreditBlacklistObjection(models.Model):
    """What somebody who is listed says against it, and what was answered; it stays as it is."""

    _name = 'credit.blacklist.objection'
    _inherit = ['credit.by.server']
    _description = "Objection to a Blacklist Entry"
    _order = 'id DESC'
    _rec_name = 'text'

    blacklist_id = fields.Many2one(
        'credit.blacklist', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='blacklist_id.company_id', store=True, index=True)
    date = fields.Date(required=True, readonly=True)
    text = fields.Text(string="What He Says", required=True, readonly=True)
    state = fields.Selection(
        [('open', "To Answer"), ('dismissed', "The entry stays"), ('upheld', "He is right")],
        required=True, readonly=True, default='open', index=True)
    answer = fields.Text(readonly=True)
    user_id = fields.Many2one('res.users', string="Answered By", readonly=True)
    answered_on = fields.Date(readonly=True)

    @api.model
    def _by_server_words(self):
        words = self.env._(
            "An objection is noted and answered by the buttons of its entry, and stays.")
        return dict.fromkeys(('create', 'write', 'unlink'), words)


class CreditBlacklist(models.Model):
    _inherit = 'credit.blacklist'

    def action_object(self, note, day=None):
        """Note what he says against it; a manager answers who did not ask for the entry."""
        note, day = self._said(note), self.env['credit.asked']._day('day', day)
        self.check_access('write')
        for entry in self:
            entry_sudo = entry._locked(ACTS)
            if entry_sudo._open_objection():
                raise UserError(self.env._("Answer the objection that is there first."))
            entry_sudo.objection_ids.create({
                'blacklist_id': entry.id, 'text': note,
                'date': day or entry_sudo.company_id._credit_today()})
            entry._log('objected', note=note)
        return True

    def action_dismiss_objection(self, note):
        """Answer him that the entry stays."""
        return self._answer('dismissed', note)

    def action_uphold_objection(self, note):
        """Answer him that he is right, and ask for the removal of the entry."""
        self._answer('upheld', note)
        for entry in self.filtered(lambda entry: entry.state == 'in_force'):
            entry.action_ask_removal(note)
        return True

    def _answer(self, state, note):
        note = self._said(note)
        self.check_access('write')
        for entry in self:
            entry_sudo = entry._locked(ACTS)
            if not self.env.user.has_group(MANAGER) or (
                self.env.user in entry._authors()
                and not entry_sudo.company_id.credit_single_approver
            ):
                raise AccessError(self.env._(
                    "A credit manager answers who did not write this entry."))
            objection = entry_sudo._open_objection()
            if not objection:
                raise UserError(self.env._("No objection waits for an answer."))
            objection.write({
                'state': state, 'answer': note, 'user_id': self.env.uid,
                'answered_on': entry_sudo.company_id._credit_today()})
            entry._log('objection', note=note, act=state)
        return True

    def _open_objection(self):
        return self.objection_ids.filtered(lambda objection: objection.state == 'open')
