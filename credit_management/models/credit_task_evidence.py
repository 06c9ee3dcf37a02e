from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .credit_task import SLOTS

#: Numbers of the sources; they are part of a row's id and stay.
WEAK, INVOICE = 38, 39
#: So many days after it was to be sent, somebody looks for the proof.
DAYS = 3
KINDS = ('weak_claim', 'invoice_waits', 'invoice_receipt')


class CreditTask(models.Model):
    """Weak claims by customer; invoices that wait for their proof, or that nobody is known to have."""

    _inherit = 'credit.task'

    _depends = {
        'credit.evidence.score': ['grade', 'amount', 'invoice_level', 'profile_id'],
        'account.move': ['credit_waits_since', 'amount_residual_signed', 'invoice_date'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(), ('weak_claim', self.env._("Weak claims")),
            ('invoice_waits', self.env._("Invoice waits for proof")),
            ('invoice_receipt', self.env._("Receipt of invoices")),
        ]

    def _task_sources(self):
        return [*super()._task_sources(), *(
            self._evidence_fragment(kind, *source) for kind, source in {
                'weak_claim': (WEAK, 'credit.evidence.score', self._weak_claims()),
                'invoice_waits': (INVOICE, 'account.move', self._waiting_invoices()),
                'invoice_receipt': (INVOICE, 'account.move', self._unreceived_invoices()),
            }.items())]

    def _weak_claims(self):
        """Return SQL of the customers whose weak claims come to what their company watches."""
        return SQL(
            """SELECT (array_agg(t.id ORDER BY t.amount DESC, t.id))[1] AS id, t.profile_id,
                      t.company_id, SUM(t.amount) AS amount, NULL::date AS day
                 FROM credit_evidence_score t JOIN res_company c ON c.id = t.company_id
                WHERE t.grade = 'weak' AND c.credit_weak_amount > 0
                GROUP BY t.profile_id, t.company_id
               HAVING SUM(t.amount) >= MIN(c.credit_weak_amount)""")

    def _waiting_invoices(self):
        return SQL(
            """SELECT m.id, p.id AS profile_id, p.company_id, m.amount_residual_signed AS amount,
                      m.credit_waits_since + %s AS day
                 FROM account_move m
                 JOIN res_company branch ON branch.id = m.company_id
                 JOIN credit_profile p ON p.partner_id = m.commercial_partner_id AND p.active
                  AND p.company_id = split_part(branch.parent_path, '/', 1)::int
                WHERE m.credit_waits_since IS NOT NULL""", DAYS)

    def _unreceived_invoices(self):
        """Return SQL of the customers with invoices out for long that nobody is known to have."""
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        return SQL(
            """SELECT (array_agg(m.id ORDER BY m.invoice_date, m.id))[1] AS id, t.profile_id,
                      t.company_id, SUM(t.amount) AS amount,
                      MIN(m.invoice_date) + MIN(c.credit_receipt_days) AS day
                 FROM credit_evidence_score t
                 JOIN res_company c ON c.id = t.company_id
                 JOIN account_move m ON m.id = t.move_id AND m.credit_waits_since IS NULL
                WHERE t.invoice_level = 'sent' AND c.credit_receipt_days > 0
                      AND m.invoice_date + c.credit_receipt_days <= %s
                GROUP BY t.profile_id, t.company_id""", today)

    def _evidence_fragment(self, kind, number, model, rows):
        """Return a source: `rows` has id, profile_id, company_id, amount, day."""
        deadline = self._evening_sql(SQL("x.day"), SQL("x.company_id"))
        return SQL(
            """SELECT x.id::bigint * %(slots)s + %(number)s AS id, customer.name, %(kind)s AS kind,
                      %(model)s AS res_model, x.id AS res_id, p.id AS profile_id, p.partner_id,
                      x.company_id, c.currency_id, x.amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, p.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM (%(rows)s) x
                 JOIN credit_profile p ON p.id = x.profile_id
                 JOIN res_partner customer ON customer.id = p.partner_id
                 JOIN res_company c ON c.id = x.company_id""",
            slots=SLOTS, number=number, kind=kind, model=model, rows=rows, deadline=deadline,
            now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("x.company_id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        mine = self.filtered(lambda task: task.kind in KINDS)
        claims, moves = (mine._behind(model) for model in ('credit.evidence.score', 'account.move'))
        for task in mine:
            if task.kind == 'weak_claim':
                task.why = claims[task.res_id]._task_why()
                continue
            move_sudo = moves[task.res_id].sudo()
            task.why = self.env._(
                "%(invoice)s is not sent: its proof of delivery is missing", invoice=move_sudo.name,
            ) if task.kind == 'invoice_waits' else self.env._(
                "%(invoice)s of %(day)s was sent; does the customer have it?",
                invoice=move_sudo.name, day=format_date(self.env, move_sudo.invoice_date))

    def action_open(self):
        """Of claims, open those of the customer that the line is about."""
        if self.kind not in ('weak_claim', 'invoice_receipt'):
            return super().action_open()
        what = ('grade', '=', 'weak') if self.kind == 'weak_claim' else (
            'invoice_level', '=', 'sent')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_evidence_score_action')
        return {**action, 'context': {}, 'name': self.name,
                'domain': [('profile_id', '=', self.profile_id.id), what]}
