from odoo import api, models
from odoo.tools import SQL, format_date

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 44


class CreditTask(models.Model):
    """Credit files that are due, or of which somebody says that something is not right."""

    _inherit = 'credit.task'

    _depends = {'credit.file': ['is_due', 'refresh_date', 'disputed_count']}

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('credit_file', self.env._("Credit file due"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_credit_file()]

    def _task_source_credit_file(self):
        deadline = SQL("t.refresh_date::timestamp")
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, customer.complete_name AS name,
                      'credit_file' AS kind, 'credit.file' AS res_model, t.id AS res_id,
                      t.profile_id, p.partner_id, t.company_id, c.currency_id,
                      NULL::numeric AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, p.user_id,
                      COALESCE(t.refresh_date < %(today)s - 30, false) AS is_late,
                      false AS ships_today, '0' AS priority
                 FROM credit_file t
                 JOIN credit_profile p ON p.id = t.profile_id
                 JOIN res_partner customer ON customer.id = p.partner_id
                 JOIN res_company c ON c.id = t.company_id
                WHERE t.is_due""",
            slots=SLOTS, number=NUMBER, deadline=deadline,
            today=self.env['res.company']._credit_today_sql(SQL("t.company_id")),
        )

    def _credit_files(self):
        """Return the files behind the lines that are some."""
        return self.env['credit.file'].browse(
            [task.res_id for task in self if task.kind == 'credit_file'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        files = {file.id: file for file in self._credit_files()}
        for task in self.filtered(lambda task: task.kind == 'credit_file'):
            task.why = files[task.res_id]._why_due()


class CreditFile(models.Model):
    """Why a file waits, in a sentence."""

    _inherit = 'credit.file'

    def _why_due(self):
        self.ensure_one()
        if self.disputed_count:
            return self.env._(
                "%(count)s entries are said not to be right.", count=self.disputed_count)
        since = self.looked_at and format_date(self.env, self.looked_at)
        share = round(self.completeness)
        if not since:
            return self.env._("Never gone through; %(share)s %% complete.", share=share)
        return self.env._(
            "Last gone through on %(day)s; %(share)s %% complete.", day=since, share=share)
