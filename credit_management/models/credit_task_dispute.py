from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 19


class CreditTask(models.Model):
    """Disputes that are late, and those that count only once an officer accepts them."""

    _inherit = 'credit.task'

    _depends = {'credit.dispute': ['state', 'deadline', 'needs_acceptance', 'user_id', 'amount']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('dispute', self.env._("Dispute"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_dispute()]

    def _task_source_dispute(self):
        """Who settles a dispute has it on his desk in Odoo; here is what credit has to push."""
        deadline = self._evening_sql(SQL("t.deadline"), SQL("t.company_id"))
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, t.move_name AS name, 'dispute' AS kind,
                      'credit.dispute' AS res_model, t.id AS res_id, t.profile_id, t.partner_id,
                      t.company_id, c.currency_id, t.amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, COALESCE(p.user_id, t.user_id) AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_dispute t
                 JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.state = 'open' AND (t.needs_acceptance OR t.deadline < %(today)s)""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            today=self.env['res.company']._credit_today_sql(SQL("t.company_id")),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    def _disputes(self):
        """Return the disputes behind the lines that are some."""
        return self.env['credit.dispute'].browse(
            [task.res_id for task in self if task.res_model == 'credit.dispute'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        disputes = self._behind('credit.dispute')
        for task in self.filtered(lambda task: task.res_model == 'credit.dispute'):
            dispute = disputes[task.res_id]
            figures = {
                'reason': dispute.reason_id.name, 'owner': dispute.user_id.name or '–',
                'day': format_date(self.env, dispute.deadline),
            }
            task.why = self.env._(
                "%(reason)s: raised late, does not count yet", **figures
            ) if dispute.needs_acceptance else self.env._(
                "%(reason)s: %(owner)s was to settle it by %(day)s", **figures)

    def action_accept_dispute(self):
        return self._disputes().action_accept()

    def action_settle_dispute(self):
        return self._disputes().action_settle()

    def _brief(self):
        brief = super()._brief()
        dispute = self._disputes()
        if dispute and dispute._is_officer():
            brief['buttons'] = [{
                'method': 'action_settle_dispute', 'text': self.env._("Settle…"),
                'main': not dispute.needs_acceptance}]
            if dispute.needs_acceptance:
                brief['buttons'].insert(0, {
                    'method': 'action_accept_dispute', 'text': self.env._("Accept"), 'main': True})
        return brief
