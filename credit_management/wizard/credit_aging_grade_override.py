from odoo import api, fields, models

from ..models.credit_profile_aging_decision import BY_DAYS, CAUSES
from ..tools.aging_grades import rank


class CreditAgingGradeOverride(models.TransientModel):
    """The dialog in which an officer sets another aging grade."""

    _name = 'credit.aging.grade.override'
    _description = "Set Aging Grade"

    profile_id = fields.Many2one('credit.profile', required=True, readonly=True)
    by_days = fields.Selection(selection='_selection_grade', compute='_compute_grades')
    current = fields.Selection(
        selection='_selection_grade', compute='_compute_grades', string="Grade Now"
    )
    cause = fields.Selection(CAUSES, required=True, default='judgement')
    grade = fields.Selection(selection='_selection_grade', string="New Grade")
    reason = fields.Char(required=True)
    is_better = fields.Boolean(compute='_compute_is_better')

    @api.model
    def _selection_grade(self):
        return [
            *self.env['credit.aging.grade']._selection_grade(), (BY_DAYS, self.env._("By days again"))
        ]

    @api.depends('profile_id')
    def _compute_grades(self):
        # Any officer may put any customer's number into the dialog.
        self.profile_id.check_access('read')
        for wizard in self:
            wizard.by_days = wizard.profile_id.aging_grade
            wizard.current = wizard.profile_id.effective_aging_grade

    @api.depends('grade', 'cause', 'current', 'by_days')
    def _compute_is_better(self):
        for wizard in self:
            wanted = wizard.by_days if wizard.grade == BY_DAYS else wizard.grade
            wizard.is_better = bool(wizard.grade and wizard.cause == 'judgement' and (
                rank(wanted) < rank(wizard.current)
                or wizard.grade == BY_DAYS and wizard.profile_id._worse_grade()
            ))

    def action_apply(self):
        self.ensure_one()
        request = self.profile_id._set_aging_grade(self.grade, self.reason, self.cause)
        close = {'type': 'ir.actions.act_window_close'}
        if not request:
            return close
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'info', 'next': close, 'message': self.env._(
                    "It counts when a second person agrees: %(user)s was asked.",
                    user=request.user_id.name or self.env._("a credit manager"),
                ),
            },
        }
