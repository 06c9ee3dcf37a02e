from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 49


class CreditTask(models.Model):
    """Votes that members of a committee, or who stands in for them, still have to give."""

    _inherit = 'credit.task'

    _depends = {'credit.committee.vote': ['vote', 'is_barred', 'user_id', 'member_id']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('vote', self.env._("Vote"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_vote()]

    def _task_source_vote(self):
        today = self.env['res.company']._credit_today_sql(SQL("r.company_id"))
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, r.name, 'vote' AS kind,
                      'credit.limit.request' AS res_model, r.id AS res_id, r.profile_id,
                      p.partner_id, r.company_id, c.currency_id, r.requested_limit AS amount,
                      NULL::timestamp AS ships_at, r.decide_by,
                      CASE WHEN %(today)s BETWEEN m.away_from AND m.away_to
                           THEN COALESCE(m.substitute_id, t.user_id) ELSE t.user_id END AS user_id,
                      COALESCE(r.decide_by < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_committee_vote t
                 JOIN credit_limit_request r ON r.id = t.request_id AND r.state = 'submitted'
                 JOIN credit_profile p ON p.id = r.profile_id
                 JOIN res_company c ON c.id = r.company_id
            LEFT JOIN credit_committee_member m ON m.id = t.member_id
                WHERE t.vote IS NULL AND NOT COALESCE(t.is_barred, false)""",
            slots=SLOTS, number=NUMBER, now=fields.Datetime.now(), today=today,
            priority=self._priority_sql(
                SQL("r.decide_by"), SQL("NULL::timestamp"), SQL("r.company_id")),
        )
