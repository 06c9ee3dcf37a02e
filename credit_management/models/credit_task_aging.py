from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 2


class CreditTask(models.Model):
    """Better aging grades that wait for a second person."""

    _inherit = 'credit.task'

    _depends = {'credit.aging.grade.request': ['state', 'user_id', 'decide_by']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('aging_grade', self.env._("Better grade"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_aging_grade()]

    def _task_source_aging_grade(self):
        deadline = SQL("t.decide_by")
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id,
                      COALESCE(t.current, '–') || ' → '
                          || CASE t.wanted WHEN 'days' THEN '…' ELSE t.wanted END AS name,
                      'aging_grade' AS kind, 'credit.aging.grade.request' AS res_model,
                      t.id AS res_id, t.profile_id, p.partner_id, t.company_id, c.currency_id,
                      NULL::numeric AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_aging_grade_request t
                 JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.state = 'open'""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _aging_requests(self):
        """Return the requests behind the lines that are some."""
        return self.env['credit.aging.grade.request'].browse(
            [task.res_id for task in self if task.kind == 'aging_grade'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        requests = {request.id: request for request in self._aging_requests()}
        for task in self.filtered(lambda task: task.kind == 'aging_grade'):
            request = requests[task.res_id]
            task.why = self.env._(
                "%(user)s: %(reason)s", user=request.requester_id.name, reason=request.reason)

    def action_approve_grade(self):
        return self._aging_requests().action_approve()

    def action_refuse_grade(self):
        return self._aging_requests()[:1].action_refuse_dialog()

    def _brief(self):
        """Add the buttons of whoever may decide."""
        brief = super()._brief()
        if self.kind == 'aging_grade' and self._aging_requests().may_decide:
            brief['buttons'] = [
                {'method': 'action_approve_grade', 'text': self.env._("Approve"), 'main': True},
                {'method': 'action_refuse_grade', 'text': self.env._("Refuse…"), 'main': False},
            ]
        return brief
