from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from odoo import api, models
from odoo.tools import SQL

from ..exposure.receivable import RECEIVABLE
from ..tools.bank_days import next_bank_day
from ..tools.exact import exact
from ..tools.late_interest import Charge, Debt, Terms, charge, gaps, rate_on


@dataclass(frozen=True)
class LineInterest:
    """Interest of one maturity line; amounts in `currency_id`, the lump sum in that of `terms`.

    `charge` None: no interest is due by its terms. `unknown`: ``(code of the reference rate, first
    day of which it is not known)``, or None.
    """

    line_id: int
    currency_id: int
    due: object
    terms: Terms
    charge: Charge
    unknown: tuple

    @property
    def amount(self):
        return None if self.charge is None else self.charge.interest


class CreditInterest(models.AbstractModel):
    """What maturity lines bear in interest: computed from the ledger, never kept and never booked."""

    _name = 'credit.interest'
    _description = "Late Interest"

    @api.model
    def _of_lines(self, line_ids, until, claimed=None):
        """Return ``{line id: LineInterest}`` of posted receivables of customers, paid or not.

        What is itself invoiced interest bears none. A credit note lowers the debt from the
        beginning; money does from its day on.

        :param until: the last day that is counted
        :param claimed: ``{line id: [(first, last day)]}`` of what is claimed already: left out
        """
        rows = self._rows(line_ids)
        if not rows:
            return {}
        paid = self._paid([row['id'] for row in rows])
        terms = self._terms_of({(row['root'], row['partner']) for row in rows})
        tables = {
            reference.code: table for reference, table in self._reference_tables(terms.values())
        }
        rest = self.env['res.company'].sudo().browse({row['root'] for row in rows})._credit_rest()
        return {
            row['id']: self._of_line(
                row, paid.get(row['id'], ()), terms[row['root'], row['partner']], tables,
                rest[row['root']], until, (claimed or {}).get(row['id'], ()),
            ) for row in rows
        }

    def _of_line(self, row, paid, terms, tables, rest, until, claimed):
        due = next_bank_day(row['due'], *rest)
        if terms is None:
            return LineInterest(row['id'], row['currency'], due, None, None, None)
        debt = Debt(exact(row['amount']), due, tuple(
            (min(day, due) if is_credit else day, exact(amount)) for day, amount, is_credit in paid))
        rates = tables.get(terms.reference, ())
        charges = [
            charge(debt, last, terms, rates, first)
            for first, last in gaps(due + timedelta(days=1), until, claimed)]
        charged = Charge(
            tuple(period for one in charges for period in one.periods),
            sum((one.lump_sum for one in charges), Fraction(0)))
        unknown = next((
            (terms.reference, self._unknown_day(period, terms, rates)) for period in charged.periods
            if period.interest is None), None)
        return LineInterest(row['id'], row['currency'], due, terms, charged, unknown)

    @staticmethod
    def _unknown_day(period, terms, rates):
        """Return the first day of the period of which the rate is not known, as far as it helps."""
        known = [first for first, rate in rates if rate is not None]
        if known and rate_on(period.first, rates) is None and period.first > known[0]:
            return rates[-1][0]
        return period.first

    # === FACTS === #

    def _rows(self, line_ids):
        """Return what is known of the lines: one query."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT l.id, split_part(company.parent_path, '/', 1)::int AS root,
                      customer.commercial_partner_id AS partner, l.amount_currency AS amount,
                      l.currency_id AS currency, COALESCE(l.date_maturity, l.date) AS due
                 FROM account_move_line l
                 JOIN res_company company ON company.id = l.company_id
                 JOIN res_partner customer ON customer.id = l.partner_id
                WHERE l.id = ANY(%(lines)s) AND l.parent_state = 'posted' AND l.balance > 0
                  AND l.account_id = ANY(%(owed)s)
                  AND NOT EXISTS (SELECT 1 FROM credit_interest_claim claim
                                   WHERE claim.move_id = l.move_id)""",
            lines=list(line_ids), owed=RECEIVABLE,
        ))
        return self.env.cr.dictfetchall()

    def _paid(self, line_ids):
        """Return ``{line id: [(day, amount, whether a credit note)]}``: what was written off is not
        paid, but what came back of it is.
        """
        self.env.cr.execute(SQL(
            """SELECT part.debit_move_id, part.max_date, part.debit_amount_currency,
                      entry.move_type = 'out_refund'
                 FROM account_partial_reconcile part
                 JOIN account_move_line paid ON paid.id = part.credit_move_id
                 JOIN account_move entry ON entry.id = paid.move_id
                WHERE part.debit_move_id = ANY(%(lines)s) AND part.debit_amount_currency <> 0
                  AND NOT EXISTS (SELECT 1 FROM credit_write_off_line gone
                                   WHERE gone.entry_line_id = paid.id)
                ORDER BY part.max_date, part.id""",
            lines=list(line_ids),
        ))
        paid = {}
        for line_id, *row in self.env.cr.fetchall():
            paid.setdefault(line_id, []).append(tuple(row))
        for line_id, parts in self.env['credit.write.off.recovery']._of_claims(line_ids).items():
            paid.setdefault(line_id, []).extend((day, amount, False) for day, amount in parts)
        return paid

    # === TERMS === #

    def _terms_of(self, keys):
        """Return ``{(root id, commercial partner id): Terms or None}``."""
        profiles_sudo = self.env['credit.profile'].sudo().search([
            ('company_id', 'in', list({root for root, _partner in keys})),
            ('partner_id', 'in', list({partner for _root, partner in keys})),
        ])
        own = {(profile.company_id.id, profile.partner_id.id): profile for profile in profiles_sudo}
        companies = {
            root: self.env['res.company'].sudo().browse(root)._credit_interest_terms()._terms()
            for root in {root for root, _partner in keys}
        }
        return {
            key: own[key]._interest_terms_here() if key in own and own[key]._has_interest_terms()
            else companies[key[0]] for key in keys
        }

    def _reference_tables(self, terms):
        codes = {one.reference for one in terms if one and one.reference}
        references = self.env['credit.interest.reference'].sudo().search([('code', 'in', list(codes))])
        tables = references._tables()
        return [(reference, tables[reference.id]) for reference in references]

    # === WORDS === #

    @api.model
    def _unknown_words(self, unknown):
        """Say which rate is missing, and what to do."""
        code, day = unknown
        return self.env._(
            "The reference rate %(rate)s is not known for %(day)s, so this interest is not known"
            " either.", rate=code, day=day)
