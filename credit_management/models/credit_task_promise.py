from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 18
#: Hour of the company's clock at which a day's work is to be done.
EVENING = '18:00'


class CreditTask(models.Model):
    """Promises that are due today, and broken ones that nobody has dealt with."""

    _inherit = 'credit.task'

    _depends = {'credit.promise': ['state', 'day', 'ends_on', 'paid', 'missing', 'followed_on']}

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(), ('promise', self.env._("Promise due")),
            ('promise_broken', self.env._("Broken promise")),
        ]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_promise()]

    def _task_source_promise(self):
        """Two halves, each from its partial index."""
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        return SQL(" UNION ALL ").join((
            self._promise_fragment(
                'promise', SQL("t.state = 'open' AND t.day <= %s", today), SQL("t.ends_on"),
                SQL("t.missing")),
            self._promise_fragment(
                'promise_broken',
                SQL("t.state IN ('broken', 'partial') AND t.followed_on IS NULL"),
                SQL("t.decided_on"), SQL("t.amount - COALESCE(t.paid, 0)")),
        ))

    def _promise_fragment(self, kind, where, day, amount):
        deadline = self._evening_sql(day, SQL("t.company_id"))
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id,
                      COALESCE((SELECT MIN(l.move_name) FROM credit_promise_line_rel r
                                  JOIN account_move_line l ON l.id = r.move_line_id
                                 WHERE r.promise_id = t.id), to_char(t.day, 'YYYY-MM-DD')) AS name,
                      %(kind)s AS kind, 'credit.promise' AS res_model, t.id AS res_id,
                      t.profile_id, t.partner_id, t.company_id, c.currency_id,
                      %(amount)s AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, COALESCE(p.user_id, t.user_id) AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_promise t
                 JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE %(where)s""",
            slots=SLOTS, number=NUMBER, kind=kind, amount=amount, deadline=deadline,
            now=fields.Datetime.now(), where=where,
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _evening_sql(self, day, company):
        """Return SQL of the moment at which the work of a date is to be done."""
        zone = self.env['res.company']._credit_zone_sql(company)
        return SQL("((%s + %s::time) AT TIME ZONE %s AT TIME ZONE 'UTC')", day, EVENING, zone)

    def _promises(self):
        """Return the promises behind the lines that are some."""
        return self.env['credit.promise'].browse(
            [task.res_id for task in self if task.res_model == 'credit.promise'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        promises = self._behind('credit.promise')
        for task in self.filtered(lambda task: task.res_model == 'credit.promise'):
            task.why = promises[task.res_id]._why()

    def action_follow_promise(self):
        return self._promises().action_followed()

    def action_new_promise(self):
        return self._promises()[:1].action_replace()

    def _brief(self):
        brief = super()._brief()
        if self.res_model == 'credit.promise' and self._promises()._is_officer():
            brief['buttons'] = [
                {'method': 'action_new_promise', 'text': self.env._("New promise…"), 'main': True},
            ]
            if self.kind == 'promise_broken':
                brief['buttons'].append({
                    'method': 'action_follow_promise', 'text': self.env._("Dealt with"),
                    'main': False})
        return brief
