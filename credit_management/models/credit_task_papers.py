from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Numbers of the sources; they are part of a row's id and stay.
CONTRACT, AUTHORIZATION = 34, 35


class CreditTask(models.Model):
    """Contracts to check, to sign, to renew; letters that are needed, or end soon."""

    _inherit = 'credit.task'

    _depends = {
        'credit.contract': [
            'state', 'date_to', 'notice_days', 'amount', 'name', 'user_id', 'profile_id'],
        'credit.authorization': [
            'state', 'need', 'date_to', 'notice_days', 'name', 'user_id', 'profile_id',
            'need_amount'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(), ('contract', self.env._("Contract")),
            ('authorization', self.env._("Letter of authority")),
        ]

    def _task_sources(self):
        return [
            *super()._task_sources(), self._task_source_contract(),
            self._task_source_authorization(),
        ]

    def _task_source_contract(self):
        """Two halves, each from its partial index: what goes on, and what ends soon."""
        return SQL(" UNION ALL ").join((
            self._paper_fragment(
                CONTRACT, 'contract', 'credit.contract', SQL("t.state IN ('draft', 'checked')"),
                SQL("t.amount"), SQL("NULL::date")),
            self._paper_fragment(
                CONTRACT, 'contract', 'credit.contract', self._ending('in_force', 'credit_contract'),
                SQL("t.amount"), SQL("t.date_to")),
        ))

    def _task_source_authorization(self):
        return SQL(" UNION ALL ").join((
            self._paper_fragment(
                AUTHORIZATION, 'authorization', 'credit.authorization',
                SQL("t.state = 'draft'"), SQL("t.need_amount"), SQL("NULL::date")),
            self._paper_fragment(
                AUTHORIZATION, 'authorization', 'credit.authorization',
                self._ending('verified', 'credit_authorization'), SQL("t.need_amount"),
                SQL("t.date_to")),
        ))

    def _ending(self, state, table):
        """Return SQL: it ends soon, and nobody has begun to renew it."""
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        return SQL(
            "t.state = %s AND t.date_to IS NOT NULL AND t.date_to >= %s"
            " AND t.date_to - t.notice_days <= %s"
            " AND NOT EXISTS (SELECT 1 FROM %s later WHERE later.replaces_id = t.id)",
            state, today, today, SQL.identifier(table))

    def _paper_fragment(self, number, kind, model, where, amount, day):
        deadline = self._evening_sql(day, SQL("t.company_id"))
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, t.name, %(kind)s AS kind,
                      %(model)s AS res_model, t.id AS res_id, t.profile_id,
                      COALESCE(p.partner_id, t.partner_id) AS partner_id, t.company_id,
                      c.currency_id, %(amount)s AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, COALESCE(t.user_id, p.user_id) AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM %(table)s t
            LEFT JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE %(where)s""",
            slots=SLOTS, number=number, kind=kind, model=model, amount=amount, deadline=deadline,
            now=fields.Datetime.now(), table=SQL.identifier(model.replace('.', '_')), where=where,
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        for task in self.filtered(lambda task: task.kind in ('contract', 'authorization')):
            task.why = self.env[task.res_model].browse(task.res_id)._task_why()
