from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.securities import ALERT_DAYS
from .credit_instrument import PRESENT_DAYS
from .credit_task import SLOTS

#: Numbers of the sources; they are part of a row's id and stay.
INSTRUMENT, SECURITY, INSURANCE = 40, 41, 42
KINDS = ('instrument', 'security', 'insurance')


class CreditTask(models.Model):
    """Papers to present, that came back; securities that end; deadlines of insurers."""

    _inherit = 'credit.task'

    _depends = {
        'credit.instrument': [
            'state', 'matures_on', 'company_amount', 'payment_id', 'partner_id', 'name'],
        'credit.security': [
            'state', 'valid_to', 'notice_days', 'eligible', 'user_id', 'next_deadline'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(), ('instrument', self.env._("Bill or cheque")),
            ('security', self.env._("Security")), ('insurance', self.env._("Credit insurance")),
        ]

    def _task_sources(self):
        return [
            *super()._task_sources(), self._task_source_instrument(), self._task_source_security(),
            self._task_source_insurance(),
        ]

    def _last_today(self):
        """Return the day of whoever is furthest ahead of UTC: a constant for indexes."""
        return (fields.Datetime.now() + timedelta(hours=14)).date()

    def _task_source_instrument(self):
        """What came back and is not reversed, what nobody knows the maturity of, what is due."""
        rows = SQL(
            """SELECT t.id, t.name, p.id AS profile_id, t.partner_id, t.company_id, p.user_id,
                      t.company_amount AS amount, CASE t.state WHEN 'held' THEN t.matures_on
                           ELSE t.dishonoured_on END AS day
                 FROM credit_instrument t
            LEFT JOIN credit_profile p ON p.partner_id = t.partner_id
                  AND p.company_id = t.company_id AND p.merged_into_id IS NULL
            LEFT JOIN account_payment pay ON pay.id = t.payment_id
                  AND pay.state IN ('in_process', 'paid')
                WHERE t.state IN ('held', 'dishonoured', 'returned')
                  AND CASE t.state WHEN 'held'
                           THEN t.matures_on IS NULL OR t.matures_on <= %s
                           ELSE pay.id IS NOT NULL AND NOT EXISTS (
                                SELECT FROM account_move back
                                 WHERE back.reversed_entry_id = pay.move_id
                                   AND back.state = 'posted') END""",
            self._last_today() + timedelta(days=PRESENT_DAYS))
        return self._security_fragment(INSTRUMENT, 'instrument', 'credit.instrument', rows)

    def _task_source_security(self):
        """Two halves, each from its partial index: what goes on, and what ends soon."""
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        opened = self._security_rows(
            SQL("t.state IN ('draft', 'verified')"), SQL("NULL::date"))
        ending = self._security_rows(SQL(
            "t.state = 'active' AND t.valid_to IS NOT NULL AND t.valid_to >= %(today)s"
            " AND t.valid_to - t.notice_days <= %(today)s AND NOT EXISTS ("
            "SELECT 1 FROM credit_security later WHERE later.replaces_id = t.id)", today=today),
            SQL("t.valid_to"))
        return SQL(" UNION ALL ").join(
            self._security_fragment(SECURITY, 'security', 'credit.security', rows)
            for rows in (opened, ending))

    def _task_source_insurance(self):
        rows = self._security_rows(SQL(
            "t.state = 'active' AND t.next_deadline IS NOT NULL AND t.next_deadline <= %s",
            self._last_today() + timedelta(days=ALERT_DAYS)), SQL("t.next_deadline"))
        return self._security_fragment(INSURANCE, 'insurance', 'credit.security', rows)

    def _security_rows(self, where, day):
        return SQL(
            """SELECT t.id, t.name, t.profile_id, p.partner_id, t.company_id,
                      COALESCE(t.user_id, p.user_id) AS user_id, t.eligible AS amount, %s AS day
                 FROM credit_security t JOIN credit_profile p ON p.id = t.profile_id
                WHERE %s""", day, where)

    def _security_fragment(self, number, kind, model, rows):
        """Return a source: `rows` has id, name, profile, partner, company, user, amount, day."""
        deadline = self._evening_sql(SQL("t.day"), SQL("t.company_id"))
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, t.name, %(kind)s AS kind,
                      %(model)s AS res_model, t.id AS res_id, t.profile_id, t.partner_id,
                      t.company_id, c.currency_id, t.amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM (%(rows)s) t JOIN res_company c ON c.id = t.company_id""",
            slots=SLOTS, number=number, kind=kind, model=model, deadline=deadline, rows=rows,
            now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        for kind, tasks in self.filtered(lambda task: task.kind in KINDS).grouped('kind').items():
            records = {
                one.id: one for one in self.env[tasks[0].res_model].browse(tasks.mapped('res_id'))}
            for task in tasks:
                record = records[task.res_id]
                task.why = (
                    record._task_why_deadline() if kind == 'insurance' else record._task_why())
