from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..facts.bank_calendar import bank_calendars
from ..tools.touches import OUTCOMES, again_on


class CreditRpmStepComplete(models.TransientModel):
    """A step is done by hand, or to be tried again: what came of it, in one's own words."""

    _name = 'credit.rpm.step.complete'
    _description = "Complete a Monitoring Step"

    step_id = fields.Many2one('credit.rpm.step', required=True, readonly=True, ondelete='cascade')
    outcome = fields.Selection(
        [('done', "Done"), ('will_pay', "Will pay"), ('disputes', "Disputes it"),
         ('has_paid', "Says it is paid"), ('wants_papers', "Wants papers"),
         ('cannot_pay', "Cannot pay"), ('refuses', "Refuses"), ('no_answer', "No answer"),
         ('call_back', "Call back")], required=True, default='done')
    day = fields.Date(
        string="Done On", required=True, default=lambda self: self.env.company._credit_today())
    note = fields.Char()

    @api.constrains('outcome', 'note')
    def _check_note(self):
        for wizard in self:
            if wizard.outcome == 'done' and wizard.step_id.is_demand and not (
                    wizard.note or '').strip():
                raise UserError(self.env._(
                    "%(step)s is a demand: say in the note how it reached the customer, with the"
                    " consignment number. Or write its letter here.",
                    step=wizard.step_id.display_name))

    @api.constrains('day')
    def _check_day(self):
        for wizard in self:
            if wizard.day > wizard.step_id.company_id.sudo()._credit_today():
                raise UserError(self.env._(
                    "%(day)s is still to come. Give the day on which it was done.",
                    day=format_date(self.env, wizard.day)))

    def action_complete(self):
        """Write it down; who was not reached is tried again on the next working day."""
        self.ensure_one()
        self.step_id.check_access('read')
        follow = OUTCOMES.get(self.outcome)
        if follow and not follow.closes:
            company = self.step_id.company_id
            rest = bank_calendars(self.env, self.env.cr, [company.id])[company.id]
            self.step_id._again(again_on(self.outcome, self.day, rest))
        else:
            self.step_id._complete(self.outcome, note=self.note, day=self.day)
        return {'type': 'ir.actions.act_window_close'}
