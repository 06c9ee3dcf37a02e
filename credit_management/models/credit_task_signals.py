from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 25


class CreditTask(models.Model):
    """Alerts of danger signals that nobody has looked at: one a customer."""

    _inherit = 'credit.task'

    _depends = {'credit.signal': ['waits_since'], 'credit.profile': ['user_id']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('signal', self.env._("Danger signal"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_signal()]

    def _task_source_signal(self):
        deadline = SQL("t.waits_since + interval '1 day'")
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, t.code AS name, 'signal' AS kind,
                      'credit.signal' AS res_model, t.id AS res_id, t.profile_id, p.partner_id,
                      t.company_id, c.currency_id, NULL::numeric AS amount,
                      NULL::timestamp AS ships_at, %(deadline)s AS decide_by, p.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_signal t
                 JOIN credit_profile p ON p.id = t.profile_id AND p.active
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.waits_since IS NOT NULL""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _signals(self):
        """Return the signals behind the lines that are some."""
        return self.env['credit.signal'].browse(
            [task.res_id for task in self if task.kind == 'signal'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        signals = {signal.id: signal for signal in self._signals()}
        levels = dict(self.env['credit.profile']._fields['danger_level']._description_selection(
            self.env))
        for task in self.filtered(lambda task: task.kind == 'signal'):
            signal = signals[task.res_id]
            profile = signal.profile_id
            task.why = self.env._(
                "Danger %(score)s (%(level)s): %(why)s", score=profile.danger_score,
                level=levels[profile.danger_level], why=signal.why)

    def action_signal_seen(self):
        return self._signals().action_seen()

    def action_signal_acknowledge(self):
        return self._signals().action_acknowledge()

    def _brief(self):
        """Add the buttons of whoever deals with it."""
        brief = super()._brief()
        if self.kind == 'signal' and self.env.user.has_group(
            'credit_management.credit_management_group_officer'
        ):
            brief['buttons'] = [
                {'method': 'action_signal_seen', 'text': self.env._("Seen"), 'main': True},
                {'method': 'action_signal_acknowledge', 'text': self.env._("Dealt with…"),
                 'main': False},
            ]
        return brief
