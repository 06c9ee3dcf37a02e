from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Numbers of the sources; they are part of a row's id and stay.
READING, REVIEW = 12, 13
#: So many days before its date a review waits.
AHEAD = 30


class CreditTask(models.Model):
    """Policies that somebody is to read, and policies that are to be looked at again."""

    _inherit = 'credit.task'

    _depends = {
        'credit.policy': ['state', 'review_date'],
        'credit.policy.acknowledgement': ['read_at', 'due_at', 'user_id'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(),
            ('policy_reading', self.env._("Policy to read")),
            ('policy_review', self.env._("Policy review")),
        ]

    def _task_sources(self):
        return [*super()._task_sources(), self._policy_reading(), self._policy_review()]

    def _policy_reading(self):
        return self._policy_fragment(
            SQL("a.id"), READING, 'policy_reading', SQL("a.due_at"), SQL("a.user_id"),
            SQL("""credit_policy_acknowledgement a
                   JOIN credit_policy p ON p.id = a.policy_id
                   JOIN res_users u ON u.id = a.user_id AND u.active
                   JOIN res_company c ON c.id = a.company_id"""),
            SQL("a.read_at IS NULL AND p.state IN ('scheduled', 'published')"),
        )

    def _policy_review(self):
        """A policy for all companies waits in the company of whoever published it."""
        return self._policy_fragment(
            SQL("p.id"), REVIEW, 'policy_review', SQL(
                "((p.review_date + time '17:00') AT TIME ZONE %s AT TIME ZONE 'UTC')",
                self.env['res.company']._credit_zone_sql(SQL("c.id")),
            ), SQL("u.id"),
            SQL("""credit_policy p
                   JOIN res_users w ON w.id = COALESCE(p.published_by_id, p.create_uid)
                   LEFT JOIN res_users u ON u.id = w.id AND u.active AND u.id <> 1
                   JOIN res_company o ON o.id = COALESCE(p.company_id, w.company_id)
                   JOIN res_company c ON c.id = split_part(o.parent_path, '/', 1)::int"""),
            SQL("p.state = 'published' AND p.review_date <= %s",
                fields.Date.add(fields.Date.today(), days=AHEAD)),
        )

    def _policy_fragment(self, row, number, kind, deadline, owner, tables, where):
        return SQL(
            """SELECT %(row)s * %(slots)s + %(number)s AS id, p.name || ' v' || p.version AS name,
                      %(kind)s AS kind, 'credit.policy' AS res_model, p.id AS res_id,
                      NULL::int AS profile_id, NULL::int AS partner_id, c.id AS company_id,
                      c.currency_id, NULL::numeric AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, %(owner)s AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM %(tables)s WHERE %(where)s""",
            row=row, slots=SLOTS, number=number, kind=kind, deadline=deadline, owner=owner,
            tables=tables, where=where, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("c.id")),
        )

    def _policies(self):
        return self.env['credit.policy'].browse(
            [task.res_id for task in self if task.res_model == 'credit.policy'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        policies = {policy.id: policy for policy in self._policies()}
        for task in self.filtered(lambda task: task.res_model == 'credit.policy'):
            task.why = policies[task.res_id]._task_why(task.kind)

    def action_policy_read(self):
        return self._policies().action_acknowledge()

    def action_policy_reviewed(self):
        return self._policies().action_reviewed()

    def _brief(self):
        brief = super()._brief()
        policy = self._policies()
        if self.kind == 'policy_reading' and self.user_id == self.env.user:
            brief['buttons'] = [{
                'method': 'action_policy_read', 'text': self.env._("I have read it"), 'main': True,
            }]
        elif self.kind == 'policy_review' and policy.has_access('write'):
            brief['buttons'] = [{
                'method': 'action_policy_reviewed', 'text': self.env._("It stays as it is"),
                'main': True,
            }]
        return brief
