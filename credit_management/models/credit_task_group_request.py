from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 51


class CreditTask(models.Model):
    """More for a group that somebody asked for and that waits for whoever agrees."""

    _inherit = 'credit.task'

    _depends = {'credit.group.request': ['state', 'user_id', 'decide_by', 'pool_limit']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('group_request', self.env._("More for a group"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_group_request()]

    def _task_source_group_request(self):
        none, deadline = SQL("NULL::timestamp"), SQL("t.decide_by")
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, g.name, 'group_request' AS kind,
                      'credit.group.request' AS res_model, t.id AS res_id, NULL::int AS profile_id,
                      g.head_id AS partner_id, t.company_id, g.currency_id, t.pool_limit AS amount,
                      %(none)s AS ships_at, %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_group_request t JOIN credit_group g ON g.id = t.group_id
                WHERE t.state = 'waiting'""",
            slots=SLOTS, number=NUMBER, none=none, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, none, SQL("t.company_id")),
        )

    def _group_requests(self):
        """Return the requests behind the lines that are some."""
        return self.env['credit.group.request'].browse(
            [task.res_id for task in self if task.kind == 'group_request'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        requests = {request.id: request for request in self._group_requests()}
        for task in self.filtered(lambda task: task.kind == 'group_request'):
            request = requests[task.res_id]
            task.why = self.env._(
                "%(user)s: %(reason)s", user=request.requester_id.name, reason=request.reason)

    def action_approve_group_request(self):
        return self._group_requests().action_approve()

    def _brief(self):
        """Add the button of whoever may decide."""
        brief = super()._brief()
        if self.kind == 'group_request' and self._group_requests().may_approve:
            brief['buttons'] = [{
                'method': 'action_approve_group_request', 'text': self.env._("Approve"),
                'main': True}]
        return brief
