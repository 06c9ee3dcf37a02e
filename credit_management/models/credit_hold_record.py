from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..exposure.receivable import RECEIVABLE
from .credit_profile import FIGURES

#: How the order of an earlier hold was paid, the worst first.
PAID = ('overdue', 'late', 'open', 'paid')


class CreditHold(models.Model):
    """What became of holds: how their orders were paid, and what that says of the customer."""

    _inherit = 'credit.hold'

    record_text = fields.Char(compute='_compute_record_text', string="Record", groups=FIGURES)
    margin_text = fields.Char(compute='_compute_margin_text', string="Margin", groups=FIGURES)
    then_text = fields.Char(compute='_compute_then_text', string="Then", groups=FIGURES)
    outcome_text = fields.Char(compute='_compute_outcome_text', string="Now", groups=FIGURES)
    earlier_hold_ids = fields.Many2many(
        'credit.hold', compute='_compute_earlier_hold_ids', string="Earlier Holds", groups=FIGURES
    )

    # === COMPUTE === #

    @api.depends_context('lang')
    @api.depends('profile_id')
    def _compute_record_text(self):
        records = self._release_records()
        for hold in self:
            count, late = records.get(hold.profile_id.id, (0, 0))
            if count == 1 and not late:
                hold.record_text = self.env._("1 released hold in 12 months")
            elif late:
                hold.record_text = self.env._(
                    "%(count)s released holds in 12 months, %(late)s paid late",
                    count=count, late=late,
                )
            else:
                hold.record_text = self.env._(
                    "%(count)s released holds in 12 months", count=count
                )

    @api.depends('order_id')
    def _compute_margin_text(self):
        """Say what the order earns, where Odoo knows it."""
        knows = 'margin_percent' in self.env['sale.order']._fields
        for hold in self:
            order_sudo = hold.sudo().order_id
            hold.margin_text = self.env._(
                "margin %(percent)s %%", percent=round(order_sudo.margin_percent * 100)
            ) if knows and order_sudo else False

    @api.depends_context('lang')
    @api.depends('figures')
    def _compute_then_text(self):
        """Say how the exposure stood with the document, when it was held."""
        for hold in self:
            facts = (hold.figures or {}).get('facts') or {}
            if facts.get('exposure') is None:
                hold.then_text = ''
                continue
            money, limit = hold.company_currency_id.format, facts.get('effective_limit')
            total = money(facts['exposure'] + hold.amount)
            hold.then_text = total if limit is None else self.env._(
                "%(total)s of %(limit)s", total=total, limit=money(limit)
            )

    @api.depends_context('lang')
    @api.depends('order_id', 'state')
    def _compute_outcome_text(self):
        paid = self._how_paid()
        words = {
            'overdue': self.env._("overdue now"), 'late': self.env._("paid late"),
            'open': self.env._("invoiced, not due"), 'paid': self.env._("paid on time"),
        }
        states = dict(self.env['sale.order']._fields['state']._description_selection(self.env))
        for hold in self:
            order_sudo = hold.sudo().order_id
            state = states.get(order_sudo.state, '') if order_sudo else ''
            hold.outcome_text = words.get(paid.get(hold.order_id.id)) or state

    @api.depends('profile_id')
    def _compute_earlier_hold_ids(self):
        for hold in self:
            hold.earlier_hold_ids = self.search(
                [('profile_id', '=', hold.profile_id.id), ('id', '!=', hold.id)],
                order='requested_at desc, id desc', limit=40,
            )

    # === FROM THE LEDGER === #

    def _release_records(self):
        """Return ``{profile id: (releases in 12 months, of those paid late or overdue now)}``.

        One query for all: a release counts as paid late when a posted invoice of its order has a
        maturity line that is open past its date, or was allocated a payment after it.
        """
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """SELECT h.profile_id, COUNT(*),
                      COUNT(*) FILTER (WHERE paid.rank <= 2)
                 FROM credit_hold h
                 LEFT JOIN (%s) paid ON paid.order_id = h.order_id
                WHERE h.profile_id = ANY(%s) AND h.state = 'released' AND h.decided_at >= %s
                GROUP BY 1""",
            self._paid_by_order(SQL(
                """SELECT r.order_id FROM credit_hold r WHERE r.profile_id = ANY(%s)
                      AND r.state = 'released' AND r.decided_at >= %s""",
                self.profile_id.ids, self._a_year_ago(),
            )),
            self.profile_id.ids, self._a_year_ago(),
        ))
        return {profile_id: (count, late) for profile_id, count, late in rows}

    def _how_paid(self):
        """Return ``{order id: one of PAID}`` of the holds' orders that have posted invoices."""
        self.env.flush_all()
        rows = self.env.execute_query(self._paid_by_order(
            SQL("SELECT unnest(%s::int[])", self.order_id.ids)
        ))
        return {order_id: PAID[rank - 1] for order_id, rank in rows}

    def _a_year_ago(self):
        return fields.Datetime.now() - timedelta(days=365)

    def _paid_by_order(self, order_ids):
        """Return SQL of (order_id, rank in PAID from 1), the worst maturity line of each order.

        :param SQL order_ids: a query of order ids
        """
        return SQL(
            """SELECT sol.order_id, MIN(CASE
                          WHEN due.amount_residual > 0 AND due.date_maturity < %(today)s THEN 1
                          WHEN EXISTS (%(late)s) THEN 2
                          WHEN due.amount_residual > 0 THEN 3 ELSE 4 END) AS rank
                 FROM sale_order_line sol
                 JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
                 JOIN account_move_line billed ON billed.id = rel.invoice_line_id
                 JOIN account_move invoice ON invoice.id = billed.move_id
                      AND invoice.state = 'posted' AND invoice.move_type = 'out_invoice'
                 JOIN account_move_line due ON due.move_id = invoice.id
                      AND due.account_id = ANY(%(accounts)s) AND due.balance > 0
                WHERE sol.order_id IN (%(order_ids)s)
                GROUP BY 1""",
            today=self.env.company._credit_today(), late=_PAID_AFTER_DATE, accounts=RECEIVABLE,
            order_ids=order_ids,
        )


#: A credit note is no payment, whenever it comes.
_PAID_AFTER_DATE = SQL(
    """SELECT 1 FROM account_partial_reconcile part
         JOIN account_move_line money ON money.id = part.credit_move_id
         JOIN account_move entry ON entry.id = money.move_id AND entry.move_type <> 'out_refund'
        WHERE part.debit_move_id = due.id AND part.max_date > due.date_maturity"""
)
