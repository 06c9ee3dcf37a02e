from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source.
NUMBER = 36
#: So many days after the answer, or after silence, somebody has to look at it.
DAYS = 3


class CreditTask(models.Model):
    """Statements that differ or that nobody answered, until there is a newer one."""

    _inherit = 'credit.task'

    _depends = {'credit.statement': ['state', 'answered_on', 'sent_on', 'closing', 'signed_at']}

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(),
            ('statement_differs', self.env._("Statement differs")),
            ('statement_silent', self.env._("Statement not answered")),
        ]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_statement()]

    def _task_source_statement(self):
        deadline = self._letter_deadline(SQL(
            "COALESCE(s.answered_on, s.sent_on + 30) + %s", DAYS))
        return SQL(
            """SELECT s.id * %(slots)s + %(number)s AS id, s.name,
                      'statement_' || s.state AS kind, 'credit.statement' AS res_model,
                      s.id AS res_id, s.profile_id, s.partner_id, s.company_id, c.currency_id,
                      NULL::numeric AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, p.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_statement s
                 JOIN credit_profile p ON p.id = s.profile_id
                 JOIN res_company c ON c.id = s.company_id
                WHERE s.state IN ('differs', 'silent')
                      AND (s.state = 'silent' OR EXISTS (
                           SELECT FROM credit_dispute d
                            WHERE d.statement_id = s.id AND d.state = 'open'))
                      AND NOT EXISTS (
                          SELECT FROM credit_statement newer
                           WHERE newer.partner_id = s.partner_id
                                 AND newer.currency_id = s.currency_id
                                 AND newer.company_id = s.company_id AND newer.date_to > s.date_to
                                 AND newer.state NOT IN ('draft', 'cancelled'))""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("c.id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        for task in self.filtered(lambda one: one.res_model == 'credit.statement'):
            statement = self.env['credit.statement'].browse(task.res_id)
            task.why = self.env._(
                "%(amount)s of the statement differ: answer the disputes",
                amount=statement.currency_id.format(statement.difference),
            ) if statement.state == 'differs' else self.env._(
                "Nobody answered the statement: call, and have it confirmed")
