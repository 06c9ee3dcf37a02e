from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 46


class CreditTask(models.Model):
    """Customers for whom scores propose a worse grade than they have."""

    _inherit = 'credit.task'

    _depends = {'credit.grade.proposal': ['state', 'is_worse', 'user_id', 'decide_by']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('grade_proposal', self.env._("Worse grade proposed"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_grade_proposal()]

    def _task_source_grade_proposal(self):
        deadline = SQL("t.decide_by")
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id,
                      COALESCE(t.present, '–') || ' → ' || t.wanted AS name,
                      'grade_proposal' AS kind, 'credit.grade.proposal' AS res_model,
                      t.id AS res_id, t.profile_id, p.partner_id, t.company_id, c.currency_id,
                      p.credit_limit AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_grade_proposal t
                 JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.state = 'open' AND t.is_worse""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _grade_proposals(self):
        """Return the proposals behind the lines that are some."""
        return self.env['credit.grade.proposal'].browse(
            [task.res_id for task in self if task.kind == 'grade_proposal'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        proposals = {proposal.id: proposal for proposal in self._grade_proposals()}
        for task in self.filtered(lambda task: task.kind == 'grade_proposal'):
            proposal = proposals[task.res_id]
            task.why = self.env._(
                "%(points)s points, %(coverage)s %% known.", points=f'{proposal.points:g}',
                coverage=f'{proposal.coverage:g}') + (
                    f' {proposal.caps_text}' if proposal.caps_text else '')

    def action_apply_grade(self):
        return self._grade_proposals().action_apply()

    def action_keep_grade(self):
        return self._grade_proposals()[:1].action_keep_dialog()

    def _brief(self):
        """Add the buttons of whoever may decide."""
        brief = super()._brief()
        if self.kind == 'grade_proposal' and self._grade_proposals().may_decide:
            brief['buttons'] = [
                {'method': 'action_apply_grade', 'text': self.env._("Take Over"), 'main': True},
                {'method': 'action_keep_grade', 'text': self.env._("Keep Present…"), 'main': False},
            ]
        return brief
