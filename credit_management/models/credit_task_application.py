from odoo import api, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 45


class CreditTask(models.Model):
    """Applications for credit that nobody has decided on."""

    _inherit = 'credit.task'

    _depends = {'credit.application': ['state', 'wished_limit', 'signed_on']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('application', self.env._("Application for credit"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_application()]

    def _task_source_application(self):
        none = SQL("NULL::timestamp")
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, t.name, 'application' AS kind,
                      'credit.application' AS res_model, t.id AS res_id, t.profile_id,
                      t.partner_id, t.company_id, c.currency_id, t.wished_limit AS amount,
                      %(none)s AS ships_at, t.signed_on + interval '3 days' AS decide_by,
                      p.user_id,
                      COALESCE(t.signed_on + interval '3 days' < now() AT TIME ZONE 'UTC', false)
                          AS is_late,
                      false AS ships_today, '0' AS priority
                 FROM credit_application t
                 JOIN res_company c ON c.id = t.company_id
            LEFT JOIN credit_profile p ON p.id = t.profile_id
                WHERE t.state IN ('submitted', 'review')""",
            slots=SLOTS, number=NUMBER, none=none)

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        applications = self._behind('credit.application')
        for task in self.filtered(lambda task: task.kind == 'application'):
            application = applications[task.res_id]
            task.why = self.env._(
                "%(customer)s wishes %(amount)s at %(days)s days.",
                customer=application.legal_name, days=application.wished_days,
                amount=application.currency_id.format(application.wished_limit))
