from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 37
#: Kinds of lines that stand for a limit request.
KINDS = ('limit_request', 'vote')


class CreditTask(models.Model):
    """Limits that somebody asked for and that wait for whoever agrees."""

    _inherit = 'credit.task'

    _depends = {'credit.limit.request': ['state', 'user_id', 'decide_by', 'requested_limit']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('limit_request', self.env._("Limit asked for"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_limit_request()]

    def _task_source_limit_request(self):
        deadline = SQL("t.decide_by")
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, t.name, 'limit_request' AS kind,
                      'credit.limit.request' AS res_model, t.id AS res_id, t.profile_id,
                      p.partner_id, t.company_id, c.currency_id, t.requested_limit AS amount,
                      NULL::timestamp AS ships_at, %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_limit_request t
                 JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.state IN ('submitted', 'countered')
                  AND (t.committee_id IS NULL OR t.state = 'countered')""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _limit_requests(self):
        """Return the requests behind the lines that are some."""
        return self.env['credit.limit.request'].browse(
            [task.res_id for task in self if task.kind in KINDS])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        requests = {request.id: request for request in self._limit_requests()}
        for task in self.filtered(lambda task: task.kind in KINDS):
            request = requests[task.res_id]
            task.why = self.env._(
                "%(user)s: %(reason)s", user=request.requester_id.name, reason=request.reason)

    def action_approve_limit(self):
        return self._limit_requests().action_approve()

    def action_refuse_limit(self):
        return self._limit_requests()[:1].action_refuse_dialog()

    def _brief(self):
        """Add the buttons of whoever may decide."""
        brief = super()._brief()
        if self.kind in KINDS and self._limit_requests().may_approve:
            brief['buttons'] = [
                {'method': 'action_approve_limit', 'text': self.env._("Approve"), 'main': True},
                {'method': 'action_refuse_limit', 'text': self.env._("Refuse…"), 'main': False},
            ]
        return brief
