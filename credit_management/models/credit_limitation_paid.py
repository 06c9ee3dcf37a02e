from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..receivables import part_payments as sql
from ..tools.limitation import Event
from ..tools.part_payments import Claim, Receipt, Reduction, named_in, part_payments


class CreditLimitation(models.Model):
    """Part payments as events: of a set of customers, by few queries and a walk a customer."""

    _inherit = 'credit.limitation'

    @api.model
    def _events(self, line_ids, as_of):
        found = super()._events(line_ids, as_of)
        for line_id, events in self._events_paid(line_ids, as_of).items():
            found[line_id] += events
        return found

    @api.model
    def _events_paid(self, line_ids, as_of):
        """Return ``{line id: [part payments]}``: what was paid of each line that is open still."""
        open_lines = self._open_of(line_ids)
        since = {row[0]: row[4] for row in open_lines}
        if not since:
            return {}
        roots = self.env['res.company'].sudo().browse({row[2] for row in open_lines})
        asked = self.env['credit.receivable']._question(roots, as_of)
        scope = since, asked.company_ids, asked.account_ids
        rows = self.env['credit.receivable']._rows
        all_open = self._all_open(scope)
        # The walk begins with what the customer owed first, whichever of his lines are asked about.
        for profile_id, _line_id, _date, due, _amount in all_open:
            since[profile_id] = min(since[profile_id], due)
        walks = _Walks(
            all_open, rows(sql.allocations(*scope)), rows(sql.unallocated(*scope)))
        walks.hear(rows(sql.said(walks.receipt_ids())), rows(sql.named_documents(walks.line_ids())))
        wanted = set(line_ids)
        return {
            line_id: [
                Event('part_payment', one.date, evidence=one.evidence,
                      ref=f'account.move.line,{one.receipt}') for one in paid
            ]
            for profile_id in since
            for line_id, paid in walks.walk(profile_id, as_of).items() if line_id in wanted
        }

    @api.model
    def _open_of(self, line_ids):
        """Return (profile, line, root, date, due, open) of these lines, as far as they are open."""
        return self.env['credit.receivable']._rows(SQL(
            """SELECT p.id, l.id, p.company_id, l.date, COALESCE(l.date_maturity, l.date),
                      l.amount_residual
                 FROM account_move_line l
                 JOIN res_partner contact ON contact.id = l.partner_id
                 JOIN res_company branch ON branch.id = l.company_id
                 JOIN credit_profile p ON p.partner_id = contact.commercial_partner_id
                  AND p.company_id = split_part(branch.parent_path, '/', 1)::int
                  AND p.merged_into_id IS NULL
                WHERE l.id = ANY(%s) AND l.amount_residual > 0""", list(line_ids)))

    @api.model
    def _all_open(self, scope):
        """Return (profile, line, date, due, open) of all that these customers owe."""
        since, company_ids, account_ids = scope
        return self.env['credit.receivable']._rows(SQL(
            """SELECT asked.profile_id, l.id, l.date, COALESCE(l.date_maturity, l.date),
                      l.amount_residual
                 FROM (%s) asked
                 JOIN account_move_line l ON l.partner_id = asked.contact_id
                  AND l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
                  AND l.amount_residual > 0
                WHERE l.company_id = ANY(%s) AND l.account_id = ANY(%s)""",
            sql.customers(since), list(company_ids), list(account_ids)))


class _Walks:
    """What is known of the claims and receipts of a set of customers, ready to be walked through."""

    def __init__(self, open_rows, allocated, unallocated):
        self.claims, self.owed = defaultdict(dict), defaultdict(int)
        for profile_id, line_id, date, due, amount in open_rows:
            self._claim(profile_id, line_id, date, due, amount)
        self.receipts, self.amounts = defaultdict(dict), defaultdict(int)
        self.booked, self.reductions = defaultdict(set), defaultdict(list)
        for row in allocated:
            self._allocate(*row)
        for profile_id, receipt_id, date, amount in unallocated:
            self.receipts[profile_id][receipt_id] = date
            self.amounts[receipt_id] += amount
        self.named = {}

    def _claim(self, profile_id, line_id, date, due, amount):
        self.claims[profile_id][line_id] = date, due
        self.owed[line_id] += amount

    def _allocate(self, profile_id, line_id, is_claim, date, due, receipt_id, is_receipt,
                  received, amount, day):
        if not is_claim:
            return  # went back, or never came
        self._claim(profile_id, line_id, date, due, amount)
        if is_receipt and received >= date:
            self.receipts[profile_id][receipt_id] = received
            self.amounts[receipt_id] += amount
            self.booked[receipt_id].add(line_id)
        else:
            self.reductions[profile_id].append(Reduction(line_id, day, amount))

    def receipt_ids(self):
        return [receipt_id for own in self.receipts.values() for receipt_id in own]

    def line_ids(self):
        return [line_id for own in self.claims.values() for line_id in own]

    def hear(self, said, documents):
        """Note which claims each payer named."""
        names, by_move = defaultdict(dict), defaultdict(list)
        owner = {line_id: profile_id for profile_id, own in self.claims.items() for line_id in own}
        for line_id, move_id, *called in documents:
            by_move[move_id].append(line_id)
            for name in filter(None, called):
                own = names[owner[line_id]]
                own[name.lower()] = (*own.get(name.lower(), ()), line_id)
        texts = {receipt_id: (text, moves or ()) for receipt_id, text, moves in said}
        for profile_id, own in self.receipts.items():
            for receipt_id in own:
                text, moves = texts.get(receipt_id, ('', ()))
                chosen = [line_id for move_id in moves for line_id in by_move.get(move_id, ())]
                self.named[receipt_id] = (*chosen, *named_in(text, names[profile_id]))

    def walk(self, profile_id, as_of):
        """Return ``{line id: part payments}`` of one customer until a day."""
        return part_payments(
            [Claim(line_id, date, due, self.owed[line_id])
             for line_id, (date, due) in self.claims[profile_id].items() if date <= as_of],
            [Receipt(receipt_id, date, self.amounts[receipt_id], self.named.get(receipt_id, ()),
                     frozenset(self.booked[receipt_id]))
             for receipt_id, date in self.receipts[profile_id].items() if date <= as_of],
            [one for one in self.reductions[profile_id] if one.date <= as_of],
        )
