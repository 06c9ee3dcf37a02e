from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 16


class CreditTask(models.Model):
    """Contacts of the day: what fits into it, in the queue of who makes them."""

    _inherit = 'credit.task'

    _depends = {
        'credit.touch': ['state', 'user_id', 'day', 'is_overflow', 'amount', 'codes', 'starts_at']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('touch', self.env._("Contact"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_touch()]

    def _task_source_touch(self):
        zone = self.env['res.company']._credit_zone_sql(SQL("t.company_id"))
        deadline = SQL(
            "COALESCE(t.starts_at, (t.day + time '17:00') AT TIME ZONE %s AT TIME ZONE 'UTC')", zone)
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id,
                      COALESCE(t.codes, t.purpose, '–') AS name, 'touch' AS kind,
                      'credit.touch' AS res_model, t.id AS res_id, t.profile_id, t.partner_id,
                      t.company_id, c.currency_id, t.amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_touch t
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.state = 'planned' AND t.is_overflow IS NOT TRUE
                  AND t.day <= %(today)s""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            today=self.env['res.company']._credit_today_sql(SQL("t.company_id")),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _touches(self):
        """Return the touches behind the lines that are some."""
        return self.env['credit.touch'].browse(
            [task.res_id for task in self if task.kind == 'touch'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        texts = self._touches()._briefs()
        for task in self.filtered(lambda task: task.kind == 'touch'):
            task.why = texts.get(task.res_id, '')

    def action_call(self):
        return self._touches()[:1].action_call()

    def action_hand_over(self):
        return self._touches().action_hand_over_dialog()

    def _brief(self):
        brief = super()._brief()
        if self.kind == 'touch':
            brief['buttons'] = [
                {'method': 'action_call', 'text': self.env._("Call mode"), 'main': True},
                {'method': 'action_hand_over', 'text': self.env._("Hand over…"), 'main': False},
            ]
        return brief
