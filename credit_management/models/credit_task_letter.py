from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; batches have even rows in it, letters odd ones.
NUMBER = 17


class CreditTask(models.Model):
    """Letters of a day that wait for approval; letters that wait to be posted, or failed."""

    _inherit = 'credit.task'

    _depends = {
        'credit.letter': ['state', 'kind', 'channel', 'signer_id', 'amount'],
        'credit.letter.batch': ['state', 'user_id'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(),
            ('letters', self.env._("Letters to approve")),
            ('letter_papers', self.env._("Papers to send")),
            ('letter_post', self.env._("Letter to post")),
            ('letter_failed', self.env._("Letter failed")),
        ]

    def _task_sources(self):
        return [
            *super()._task_sources(), self._task_source_letters(),
            self._task_source_letter(
                'letter_papers', SQL("l.state = 'draft' AND l.kind = 'papers'")),
            self._task_source_letter('letter_post', SQL("l.state = 'approved' AND l.channel <> 'mail'")),
            self._task_source_letter('letter_failed', SQL("l.state = 'failed'")),
        ]

    def _task_source_letters(self):
        deadline = self._letter_deadline(SQL("b.date"))
        return SQL(
            """SELECT b.id * 2 * %(slots)s + %(number)s AS id, b.date::text AS name,
                      'letters' AS kind, 'credit.letter.batch' AS res_model, b.id AS res_id,
                      NULL::int AS profile_id, NULL::int AS partner_id, b.company_id,
                      c.currency_id, NULL::numeric AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, b.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_letter_batch b JOIN res_company c ON c.id = b.company_id
                WHERE b.state = 'open'""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("c.id")),
        )

    def _task_source_letter(self, kind, where):
        deadline = self._letter_deadline(SQL("COALESCE(l.sent_on, l.date)"))
        return SQL(
            """SELECT (l.id * 2 + 1) * %(slots)s + %(number)s AS id, l.recipient AS name,
                      %(kind)s AS kind, 'credit.letter' AS res_model, l.id AS res_id,
                      l.profile_id, p.partner_id, l.company_id, c.currency_id, l.amount,
                      NULL::timestamp AS ships_at, %(deadline)s AS decide_by,
                      l.signer_id AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_letter l
                 JOIN credit_profile p ON p.id = l.profile_id
                 JOIN res_company c ON c.id = l.company_id
                WHERE %(where)s""",
            slots=SLOTS, number=NUMBER, kind=kind, where=where, deadline=deadline,
            now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("c.id")),
        )

    def _letter_deadline(self, day):
        """Return SQL: the end of the working day `day` by the clock of the company `c`."""
        return SQL(
            "((%s + time '17:00') AT TIME ZONE %s AT TIME ZONE 'UTC')", day,
            self.env['res.company']._credit_zone_sql(SQL("c.id")))

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        batches, letters = self._behind('credit.letter.batch'), self._behind('credit.letter')
        for task in self.filtered(lambda one: one.res_model == 'credit.letter.batch'):
            batch = batches[task.res_id]
            task.why = self.env._("%(count)s letters wait to be approved", count=batch.waiting_count)
        for task in self.filtered(lambda one: one.res_model == 'credit.letter'):
            letter = letters[task.res_id]
            task.why = letter.failure or (
                self.env._("Asked for in a call: %(papers)s", papers=letter._papers_text() or '–')
                if task.kind == 'letter_papers' else self.env._(
                    "Approved; to be sent by %(channel)s", channel=dict(
                        letter._fields['channel']._description_selection(self.env))[letter.channel]))
