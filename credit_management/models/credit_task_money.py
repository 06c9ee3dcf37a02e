from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 32


class CreditTask(models.Model):
    """Money that customers say they paid, until it is matched."""

    _inherit = 'credit.task'

    _depends = {'credit.touch': ['money_state', 'money_user_id', 'said_amount', 'next_on']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('money', self.env._("Match money"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_money()]

    def _task_source_money(self):
        """From the partial index on what is looked for; it is to be found before the next call."""
        zone = self.env['res.company']._credit_zone_sql(SQL("t.company_id"))
        deadline = SQL(
            "((COALESCE(t.next_on, t.done_on) + time '09:00') AT TIME ZONE %s AT TIME ZONE 'UTC')",
            zone)
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, p.name, 'money' AS kind,
                      'credit.touch' AS res_model, t.id AS res_id, t.profile_id, t.partner_id,
                      t.company_id, c.currency_id, t.said_amount AS amount,
                      NULL::timestamp AS ships_at, %(deadline)s AS decide_by,
                      t.money_user_id AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_touch t
                 JOIN res_company c ON c.id = t.company_id
                 JOIN res_partner p ON p.id = t.partner_id
                WHERE t.money_state = 'open'""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _money(self):
        """Return the contacts behind the lines that are some."""
        return self.env['credit.touch'].browse(
            [task.res_id for task in self if task.kind == 'money'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        touches_sudo = {touch.id: touch for touch in self._money().sudo()}
        for task in self.filtered(lambda task: task.kind == 'money'):
            touch_sudo = touches_sudo[task.res_id]
            task.why = self.env._(
                "Said by %(who)s to be paid on %(day)s, for %(documents)s",
                who=touch_sudo.contact_id.name or touch_sudo.partner_id.name,
                day=format_date(self.env, touch_sudo.said_on or touch_sudo.done_on),
                documents=', '.join(touch_sudo.line_ids.move_id.mapped('name')) or '–')

    def action_match_money(self):
        return self._money()[:1].action_match_money()

    def action_money_missing(self):
        return self._money().action_money_missing()

    def _brief(self):
        brief = super()._brief()
        if self.kind == 'money':
            brief['buttons'] = [
                {'method': 'action_match_money', 'text': self.env._("Match…"), 'main': True},
                {'method': 'action_money_missing', 'text': self.env._("Not there"), 'main': False},
            ]
        return brief
