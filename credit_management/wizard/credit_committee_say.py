from odoo import api, fields, models


class CreditCommitteeSay(models.TransientModel):
    """Ask for the words of a vote, of minutes, or of the end of a vote."""

    _name = 'credit.committee.say'
    _description = "Say in a Credit Committee"

    request_id = fields.Many2one('credit.limit.request', required=True, readonly=True)
    method = fields.Selection('_selection_method', required=True, readonly=True)
    note = fields.Text(string="In Words")

    @api.model
    def _titles(self):
        """Return ``{code: title}``; a code is a vote or a method of the request."""
        return {
            'yes': self.env._("Agree"), 'no': self.env._("Vote Against"),
            'abstain': self.env._("Abstain"),
            'action_close_vote': self.env._("Close the Vote"),
            'action_write_minutes': self.env._("Minutes"),
        }

    @api.model
    def _selection_method(self):
        return list(self._titles().items())

    def action_apply(self):
        self.ensure_one()
        if self.method.startswith('action_'):
            getattr(self.request_id, self.method)(self.note or '')
        else:
            self.request_id.action_vote(self.method, self.note or '')
        return {'type': 'ir.actions.act_window_close'}
