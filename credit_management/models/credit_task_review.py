from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 48


class CreditTask(models.Model):
    """Customers whose limit was to be looked at by now."""

    _inherit = 'credit.task'

    _depends = {'credit.profile': ['review_date', 'active', 'user_id', 'limit_mode', 'credit_limit']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('review', self.env._("Review due"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_review()]

    def _task_source_review(self):
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        deadline = self._evening_sql(SQL("t.review_date"), SQL("t.company_id"))
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, partner.name, 'review' AS kind,
                      'credit.profile' AS res_model, t.id AS res_id, t.id AS profile_id,
                      t.partner_id, t.company_id, c.currency_id, t.credit_limit AS amount,
                      NULL::timestamp AS ships_at, %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      '0' AS priority
                 FROM credit_profile t
                 JOIN res_partner partner ON partner.id = t.partner_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.active AND t.limit_mode = 'limited' AND t.review_date <= %(today)s""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(), today=today,
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        for task in self.filtered(lambda task: task.kind == 'review'):
            task.why = self.env._(
                "The limit was to be looked at. Ask for another, or put the customer on a review"
                " sheet.")
