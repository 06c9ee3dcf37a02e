from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..facts.bank_calendar import bank_calendars
from ..tools.touches import OUTCOMES, again_on

#: So long ago somebody may have done what he notes now.
BACK = timedelta(days=7)


class CreditRpmStepComplete(models.TransientModel):
    """A step is done by hand, or to be tried again: what came of it, in one's own words."""

    _name = 'credit.rpm.step.complete'
    _description = "Complete a Monitoring Step"

    step_id = fields.Many2one('credit.rpm.step', required=True, readonly=True, ondelete='cascade')
    outcome = fields.Selection(
        [('done', "Done"), ('no_answer', "No answer"), ('call_back', "Call back")],
        required=True, default='done',
        help="What else comes of a contact is noted in call mode, where it opens what follows.")
    day = fields.Date(
        string="Done On", required=True, default=lambda self: self.env.company._credit_today())
    note = fields.Char()

    @api.constrains('outcome', 'note')
    def _check_note(self):
        for wizard in self:
            step_sudo = wizard.step_id.sudo()
            if wizard.outcome != 'done' or (wizard.note or '').strip():
                continue
            if step_sudo.is_demand:
                raise UserError(self.env._(
                    "%(step)s is a demand: say in the note how it reached the customer, with the"
                    " consignment number. Or write its letter here.", step=step_sudo.display_name))
            own = step_sudo.plan_step_id
            shown = step_sudo.item_id.is_first_sale and own.first_evidence_ids or own.evidence_ids
            if shown:
                raise UserError(self.env._(
                    "%(step)s is done when one of these is there: %(evidence)s. Say in the note"
                    " which, and where it is kept.", step=step_sudo.display_name,
                    evidence=', '.join(shown.mapped('name'))))

    @api.constrains('day')
    def _check_day(self):
        for wizard in self:
            today = wizard.step_id.company_id.sudo()._credit_today()
            if wizard.day > today:
                raise UserError(self.env._(
                    "%(day)s is still to come. Give the day on which it was done.",
                    day=format_date(self.env, wizard.day)))
            earliest = today - BACK
            if wizard.day < earliest:
                raise UserError(self.env._(
                    "%(day)s is too long ago: what was done is noted within a week, from"
                    " %(first)s on.", day=format_date(self.env, wizard.day),
                    first=format_date(self.env, earliest)))

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
