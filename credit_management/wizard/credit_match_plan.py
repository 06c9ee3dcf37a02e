from odoo import models

from ..tools.allocation import Claim, Money, allocate


class CreditMatch(models.TransientModel):
    """What pays what, at the rates at which Odoo will reconcile it."""

    _inherit = 'credit.match'

    def _paid(self, money, claims):
        """Return ``{invoice line id: amount}`` that the money pays; see `_plan`."""
        plan = self._plan(money, claims)
        return {
            claim['res_id']: amount - plan.unpaid[claim['res_id']] for claim, amount in claims
        }

    def _plan(self, money, claims):
        """Return the plan for rows of money and claims.

        :param money: ``[(values of a row, amount to use)]`` in the order in which it goes
        :param claims: ``[(values of a row, amount to pay)]`` likewise
        """
        rows = {row['key']: row for row, _amount in money}
        owed = {claim['res_id']: claim for claim, _amount in claims}
        return allocate(
            [
                Money(
                    row['key'], amount, row['open'], row['currency_id'], row['account'],
                    frozenset(row['documents']), self._digits(row),
                ) for row, amount in money
            ],
            [
                Claim(
                    claim['res_id'], amount, claim['open'], claim['currency_id'],
                    claim['account'], claim['document'], self._digits(claim),
                ) for claim, amount in claims
            ],
            lambda source, claim: self._cross_rate(rows[source.key], owed[claim.key]),
        )

    def _digits(self, row):
        return self.env['res.currency'].browse(row['currency_id']).decimal_places

    def _cross_rate(self, row, claim):
        """Return the units of the claim's currency that one of the money's is worth.

        As in Odoo's `_prepare_reconciliation_single_partial`: money in foreign currency has the
        rate it was booked at; money in company currency that of its day.
        """
        currencies, company = self.env['res.currency'], self.company_id.sudo()
        if row['currency_id'] != company.currency_id.id:
            return row['rate'] / claim['rate']
        return currencies._get_conversion_rate(
            company.currency_id, currencies.browse(claim['currency_id']), company, row['date']
        )
