from odoo import api, fields, models

#: What is said with a day.
WITH_DAY = {'action_told', 'action_keep', 'action_object'}


class CreditBlacklistSay(models.TransientModel):
    """Ask for the words, and the day, of what becomes of an entry of the blacklist."""

    _name = 'credit.blacklist.say'
    _description = "Say about a Blacklist Entry"

    blacklist_id = fields.Many2one('credit.blacklist', required=True, readonly=True)
    method = fields.Selection('_selection_method', required=True, readonly=True)
    note = fields.Text(string="In Words", required=True)
    has_day = fields.Boolean(compute='_compute_has_day')
    day = fields.Date(help="When it was said; of a look, by when it is looked at again.")

    @api.model
    def _titles(self):
        """Return ``{method of the entry: title}``."""
        return {
            'action_refuse': self.env._("Refuse"),
            'action_ask_removal': self.env._("Ask for Removal"),
            'action_told': self.env._("He Was Told"),
            'action_keep': self.env._("Looked At: It Stays"),
            'action_object': self.env._("He Objects"),
            'action_dismiss_objection': self.env._("Answer: It Stays"),
            'action_uphold_objection': self.env._("Answer: He Is Right"),
        }

    @api.model
    def _selection_method(self):
        return list(self._titles().items())

    @api.depends('method')
    def _compute_has_day(self):
        for wizard in self:
            wizard.has_day = wizard.method in WITH_DAY

    def action_apply(self):
        self.ensure_one()
        more = {'day': str(self.day)} if self.has_day and self.day else {}
        getattr(self.blacklist_id, self.method)(self.note, **more)
        return {'type': 'ir.actions.act_window_close'}
