from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .credit_task import SLOTS

#: Numbers of the sources; they are part of a row's id and stay.
WRITE_OFF, MANDATE = 23, 24


class CreditTask(models.Model):
    """Write-offs that wait for approval or their entry, and agencies that remit late."""

    _inherit = 'credit.task'

    _depends = {
        'credit.write.off': [
            'state', 'user_id', 'requester_id', 'move_id', 'decide_by', 'amount', 'name'],
        'credit.mandate': ['state', 'next_remit_on', 'until', 'name', 'user_id'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(), ('write_off', self.env._("Write-off")),
            ('mandate', self.env._("Mandate")),
        ]

    def _task_sources(self):
        return [
            *super()._task_sources(), self._task_source_write_off(), self._task_source_mandate()]

    def _task_source_write_off(self):
        return self._recovery_fragment(
            WRITE_OFF, 'write_off', 'credit.write.off', SQL(
                # Whoever deletes the draft leaves it to who asked: it is drafted again.
                "(t.state IN ('waiting', 'approved') OR t.state = 'entry' AND t.move_id IS NULL)"),
            SQL("t.decide_by"),
            SQL("CASE t.state WHEN 'entry' THEN t.requester_id ELSE t.user_id END"))

    def _task_source_mandate(self):
        """What should have been here yesterday is late, a mandate that ran out is nobody's any more:
        its owner is the customer's officer.
        """
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        return self._recovery_fragment(
            MANDATE, 'mandate', 'credit.mandate', SQL(
                "(t.next_remit_on < %(today)s OR t.state = 'active' AND t.until < %(today)s)",
                today=today),
            self._evening_sql(
                SQL("LEAST(t.next_remit_on, CASE WHEN t.state = 'active' THEN t.until END)"),
                SQL("t.company_id")),
            SQL("COALESCE(p.user_id, t.user_id)"))

    def _recovery_fragment(self, number, kind, model, where, deadline, owner):
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, t.name, %(kind)s AS kind,
                      %(model)s AS res_model, t.id AS res_id, t.profile_id, p.partner_id,
                      t.company_id, c.currency_id, t.amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, %(owner)s AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM %(table)s t
                 JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE %(where)s""",
            slots=SLOTS, number=number, kind=kind, model=model, where=where, deadline=deadline,
            owner=owner, now=fields.Datetime.now(), table=SQL.identifier(self.env[model]._table),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        own = self.filtered(lambda task: task.kind in ('write_off', 'mandate'))
        records = {
            kind: {one.id: one for one in self.env[tasks[0].res_model].browse(tasks.mapped('res_id'))}
            for kind, tasks in own.grouped('kind').items()}
        for task in own:
            record = records[task.kind][task.res_id]
            if task.kind == 'mandate' and not record.late:
                task.why = self.env._(
                    "The mandate of %(agency)s ended on %(day)s: return it, or agree on a later day.",
                    agency=record.sudo().agency_id.display_name,
                    day=format_date(self.env, record.until))
            elif task.kind == 'mandate':
                task.why = self.env._(
                    "%(agency)s should have remitted %(amount)s.",
                    agency=record.sudo().agency_id.display_name,
                    amount=record.currency_id.format(record.late))
            elif record.state in ('approved', 'entry'):
                task.why = self.env._("Approved by two people: draft the entry.")
            else:
                task.why = self.env._(
                    "%(user)s: %(reason)s", user=record.requester_id.name, reason=record.reason)

    def action_approve_write_off(self):
        return self._write_offs().action_approve()

    def action_refuse_write_off(self):
        return self._write_offs()[:1].action_refuse_dialog()

    def _write_offs(self):
        return self.env['credit.write.off'].browse(
            [task.res_id for task in self if task.kind == 'write_off'])

    def _brief(self):
        """Add the buttons of whoever may approve."""
        brief = super()._brief()
        if self.kind == 'write_off' and self._write_offs().may_approve:
            brief['buttons'] = [
                {'method': 'action_approve_write_off', 'text': self.env._("Approve"), 'main': True},
                {'method': 'action_refuse_write_off', 'text': self.env._("Refuse…"), 'main': False},
            ]
        return brief
