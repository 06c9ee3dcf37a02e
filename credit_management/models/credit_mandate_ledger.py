from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables.part_payments import IS_RECEIPT


class CreditMandate(models.Model):
    """What our ledger knows of the claims of a mandate, beside what was noted of its money."""

    _inherit = 'credit.mandate'

    unnoted = fields.Monetary(
        string="Received, Not Noted", compute='_compute_unnoted',
        help="Receipts matched with these claims since they were given, beyond what was noted as"
        " collected or paid to us: the agency may earn commission of it.")

    @api.depends('line_ids', 'given_on', 'state', 'money_ids.amount', 'money_ids.withdrawn_at')
    def _compute_unnoted(self):
        given = self.filtered(lambda mandate: mandate._origin and mandate.state in (
            'active', 'returned'))
        booked = given._booked()
        for mandate in self:
            noted = sum(mandate.money_ids.filtered(
                lambda one: not one.withdrawn_at and one.kind in ('collected', 'direct')
            ).mapped('amount'))
            mandate.unnoted = max(booked.get(mandate._origin.id, 0.0) - noted, 0.0)

    def _booked(self):
        """Return ``{mandate id: receipts matched with its claims since they were given}``."""
        self.env.flush_all()
        return {mandate_id: float(amount) for mandate_id, amount in self.env.execute_query(SQL(
            """SELECT mandate.id, SUM(part.amount)
                 FROM credit_mandate mandate
                 JOIN credit_mandate_line_rel rel ON rel.mandate_id = mandate.id
                 JOIN account_partial_reconcile part ON part.debit_move_id = rel.move_line_id
                  AND part.max_date >= mandate.given_on
                 JOIN account_move_line credit ON credit.id = part.credit_move_id
                 JOIN account_move entry ON entry.id = credit.move_id
                 JOIN account_journal journal ON journal.id = entry.journal_id
                WHERE mandate.id = ANY(%s) AND %s GROUP BY 1""",
            self._origin.ids, IS_RECEIPT))} if self else {}
