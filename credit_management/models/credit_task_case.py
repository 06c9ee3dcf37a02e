from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 20


class CreditTask(models.Model):
    """Cases about which something has to be done today."""

    _inherit = 'credit.task'

    _depends = {'credit.case': ['state', 'user_id', 'next_action_on', 'amount', 'profile_id']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('case', self.env._("Case"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_case()]

    def _task_source_case(self):
        """A day is over when it ends by the company's clock."""
        zone = self.env['res.company']._credit_zone_sql(SQL("t.company_id"))
        deadline = SQL(
            "((t.next_action_on + 1)::timestamp AT TIME ZONE %s AT TIME ZONE 'UTC'"
            " - interval '1 second')", zone)
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, t.name, 'case' AS kind,
                      'credit.case' AS res_model, t.id AS res_id, t.profile_id, t.partner_id,
                      t.company_id, c.currency_id, t.amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, t.user_id,
                      %(deadline)s < %(now)s AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_case t
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.state = 'open' AND t.next_action_on <= %(today)s""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(), today=today,
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        own = self.filtered(lambda task: task.kind == 'case')
        cases = {case.id: case for case in self.env['credit.case'].browse(own.mapped('res_id'))}
        for task in own:
            task.why = cases[task.res_id]._why()


class CreditCase(models.Model):
    _inherit = 'credit.case'

    def _why(self):
        """Return why the case waits, in the reader's words."""
        self.ensure_one()
        if self.is_route_due:
            return self.env._(
                "%(days)s d late, %(reason)s; %(route)s is the next route", days=self.days,
                reason=self._reason_word(), route=self._route_word(self.proposed_route))
        return self.env._("%(days)s d late, %(reason)s", days=self.days, reason=self._reason_word())

    def _reason_word(self):
        words = dict(self._fields['next_action']._description_selection(self.env))
        return words.get(self.next_action, '–').lower()
