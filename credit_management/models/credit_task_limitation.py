from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Kind -> (number of the source, model). Numbers are part of a row's id and stay.
SOURCES = {
    'limitation': (21, 'credit.limitation'),
    'court': (22, 'credit.court.deadline'),
    'guarantee': (31, 'credit.guarantee.clock'),
}


class CreditTask(models.Model):
    """Claims, guarantees and deadlines at court whose last day comes near."""

    _inherit = 'credit.task'

    _depends = {
        'credit.case': ['state', 'user_id'],
        'credit.limitation': ['act_on', 'safe_date', 'pending_kind', 'seen_until', 'amount',
                              'profile_id'],
        'credit.court.deadline': ['act_on', 'date', 'seen_until', 'profile_id'],
        'credit.guarantee.clock': ['act_on', 'end_date', 'kept_on', 'seen_until', 'active'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(),
            ('limitation', self.env._("Limitation")),
            ('court', self.env._("Deadline at court")),
            ('guarantee', self.env._("Guarantee")),
        ]

    def _task_sources(self):
        # A constant for the index: the day of whoever is furthest ahead of UTC.
        last = (fields.Datetime.now() + timedelta(hours=14)).date()
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        waits = SQL(
            "t.act_on <= %(last)s AND t.act_on <= %(today)s"
            " AND (t.seen_until IS NULL OR t.seen_until <= %(today)s)", last=last, today=today)
        return [
            *super()._task_sources(),
            self._limitation_fragment('limitation', self._claims_waiting(waits, today)),
            self._limitation_fragment('court', SQL(
                """SELECT t.id, t.profile_id, t.company_id, t.date AS day, NULL::numeric AS amount,
                          t.ref AS what
                     FROM credit_court_deadline t WHERE %s""", waits)),
            self._limitation_fragment('guarantee', SQL(
                """SELECT t.id, t.profile_id, t.company_id, t.end_date AS day, t.amount,
                          guarantor.name AS what
                     FROM credit_guarantee_clock t
                     JOIN res_partner guarantor ON guarantor.id = t.guarantor_id
                     JOIN res_company c ON c.id = t.company_id
                    WHERE t.active AND (t.end_date >= c.credit_limitation_from
                                        OR t.end_date >= t.create_date::date) AND %s
                      AND (EXISTS (SELECT FROM credit_guarantee_clock_line_rel rel
                                     JOIN account_move_line l ON l.id = rel.line_id
                                    WHERE rel.clock_id = t.id AND l.reconciled IS NOT TRUE)
                           OR NOT EXISTS (SELECT FROM credit_guarantee_clock_line_rel rel
                                           WHERE rel.clock_id = t.id))""", waits)),
        ]

    @api.model
    def _claims_waiting(self, waits, today):
        """Return SQL of the customers whose claims ask for somebody, each with the first of them."""
        return SQL(
            """SELECT (array_agg(t.id ORDER BY t.pending_kind IS NOT NULL, t.safe_date, t.id))[1] AS id,
                      t.profile_id, t.company_id,
                      MIN(CASE WHEN t.pending_kind IS NULL THEN t.safe_date END) AS day,
                      SUM(t.amount) AS amount,
                      NULL::varchar AS what
                 FROM credit_limitation t JOIN res_company c ON c.id = t.company_id
                WHERE c.credit_limitation_from <= %(today)s
                  AND (t.safe_date >= c.credit_limitation_from OR t.pending_kind IS NOT NULL)
                  AND t.amount >= COALESCE(c.credit_limitation_least, 0) AND %(waits)s
                GROUP BY t.profile_id, t.company_id""", today=today, waits=waits)

    @api.model
    def _limitation_owner(self):
        """Return SQL of who has to act for the customer `p`: who has his case, else his officer."""
        return SQL(
            "COALESCE((SELECT k.user_id FROM credit_case k WHERE k.profile_id = p.id"
            " AND k.state = 'open'), p.user_id)")

    def _limitation_fragment(self, kind, rows):
        """Return a source: `rows` has id, profile_id, company_id, day, amount, what."""
        number, model = SOURCES[kind]
        deadline = self._evening_sql(SQL("x.day"), SQL("x.company_id"))
        return SQL(
            """SELECT x.id::bigint * %(slots)s + %(number)s AS id,
                      concat_ws(' · ', customer.name, x.what) AS name, %(kind)s AS kind,
                      %(model)s AS res_model, x.id AS res_id, p.id AS profile_id, p.partner_id,
                      x.company_id, c.currency_id, x.amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, %(owner)s AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM (%(rows)s) x
                 JOIN credit_profile p ON p.id = x.profile_id
                 JOIN res_partner customer ON customer.id = p.partner_id
                 JOIN res_company c ON c.id = x.company_id""",
            slots=SLOTS, number=number, kind=kind, model=model, rows=rows, deadline=deadline,
            owner=self._limitation_owner(), now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("x.company_id")),
        )

    # === WHAT IS SAID === #

    def _limitation_records(self, kind):
        return self.env[SOURCES[kind][1]].browse(
            [task.res_id for task in self if task.kind == kind])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        for kind in SOURCES:
            texts = {one.id: one._task_why() for one in self._limitation_records(kind)}
            for task in self.filtered(lambda task, kind=kind: task.kind == kind):
                task.why = texts[task.res_id]

    def action_open(self):
        """Of claims, open all of the customer's."""
        if self.kind == 'limitation':
            return self.profile_id.action_open_limitation()
        return super().action_open()

    # === WHAT IS DONE === #

    def action_limitation_seen(self):
        """Let these leave the queue until the next alert."""
        for task in self.filtered(lambda task: task.kind in SOURCES):
            record = self.env[task.res_model].browse(task.res_id)
            (record._of_task() if task.kind == 'limitation' else record).action_seen()
        return True

    def action_limitation_event(self):
        """Write down what happened to the claims, or at court, of the one line that is shown."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        return (record._of_task() if self.kind == 'limitation' else record).action_write_event()

    def _brief(self):
        brief = super()._brief()
        if self.kind not in SOURCES:
            return brief
        brief['buttons'] = [
            {'method': 'action_limitation_seen', 'text': self.env._("Seen"), 'main': False}]
        if self.kind != 'guarantee':
            brief['buttons'].insert(0, {
                'method': 'action_limitation_event', 'text': self.env._("What happened…"),
                'main': True})
        return brief
