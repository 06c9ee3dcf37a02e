from odoo import models
from odoo.exceptions import UserError
from odoo.tools import frozendict

#: Kinds whose entry is that of a bank line.
BANK = ('bank', 'arrival')


class CreditMatch(models.TransientModel):
    """Posts what was chosen, by Odoo's own means and with the rights of whoever presses Apply.

    A bank line's suspense line becomes the receivable, a payment without entry gets the entry
    that Odoo makes, and `reconcile` does the rest: exchange differences, cash basis, states.
    """

    _inherit = 'credit.match'

    def _post(self, money, claims):
        """Book the money and reconcile it; return what is needed to take it back, as plain ids.

        :param money: ``{row key: amount}`` to apply
        :param claims: ``{invoice line id: amount}`` to pay
        """
        match = self._of_tree()
        rows = {row['key']: row for row in match._money() if row['key'] in money}
        owed = {claim['res_id']: claim for claim in match._claims(claims)}
        match._check_there(money, claims, rows, owed)
        plan = match._plan(
            [(row, money[key]) for key, row in rows.items()],
            [(claim, claims[key]) for key, claim in owed.items()],
        )
        match._check_covered(plan, owed)
        lines = {
            key: match._booked(row, plan.accounts.get(key)) for key, row in rows.items()
        }
        booked = match.env['account.move.line'].union(*lines.values())
        before = booked.matched_debit_ids
        match._reconcile(plan, lines)
        profile = match._profile()
        if profile:
            # A bank line that pays no invoice yet tells nobody by itself.
            profile._notify('allocation_changed', profile, 'credit.match')
        return {
            'partials': (booked.matched_debit_ids - before).ids,
            'money': booked.ids,
            'bank': [lines[key].id for key, row in rows.items() if row['kind'] in BANK],
            'validated': match._close_payments(rows),
        }

    # === CHECKS === #

    def _check_there(self, money, claims, rows, owed):
        """Refuse what somebody matched, paid or changed while the dialog was open."""
        gone = self.money_ids.filtered(
            lambda row: row._key() in money and row._key() not in rows
        ).mapped('name')
        gone += self.invoice_ids.filtered(
            lambda row: row.res_id in claims and row.res_id not in owed
        ).mapped('name')
        for key, live, amounts in (
            *((key, row, money) for key, row in rows.items()),
            *((key, claim, claims) for key, claim in owed.items()),
        ):
            currency = self.env['res.currency'].browse(live['currency_id'])
            if currency.compare_amounts(amounts[key], live['open']) > 0:
                gone.append(live['name'])
        if gone or len(rows) < len(money) or len(owed) < len(claims):
            raise UserError(self.env._(
                "Changed while this was open: %(names)s. Close the dialog and open it again.",
                names=', '.join(gone) or '?',
            ))

    def _check_covered(self, plan, owed):
        """Refuse to pay more than the selected money can."""
        for key, missing in plan.unpaid.items():
            if missing <= 0:
                continue
            currency = self.env['res.currency'].browse(owed[key]['currency_id'])
            raise UserError(self.env._(
                "%(invoice)s: %(missing)s of what is to be applied is not covered by the selected"
                " money. Apply less, or select more money.",
                invoice=owed[key]['name'], missing=currency.format(missing),
            ))

    # === BOOKING === #

    def _booked(self, row, account_id):
        """Return the receivable line of this money, booked if it was not; with a way out."""
        book = {
            'bank': self._book_bank_line, 'arrival': self._book_arrival,
            'payment': self._book_payment,
        }.get(row['kind'])
        if not book:
            return row['record']
        try:
            return book(row, account_id)
        except UserError as error:
            raise UserError(self.env._(
                "%(money)s cannot be booked: %(reason)s\nDeselect it and match the rest, or ask"
                " whoever keeps the lock dates for an exception.",
                money=row['name'], reason=error.args[0],
            )) from error

    def _book_bank_line(self, row, account_id):
        """Turn the suspense line of a bank line into the customer's receivable."""
        bank_line = row['record']
        suspense = self._suspense(bank_line)
        partner = bank_line.partner_id.with_company(bank_line.company_id)
        suspense.write({
            'account_id': account_id or partner.property_account_receivable_id.id,
            'partner_id': partner.id,
        })
        if bank_line.account_number and self.env['res.partner.bank'].has_access('create'):
            # As Odoo does when a line is reconciled: next time the payer is known.
            bank_line._find_or_create_bank_account()
        return suspense

    def _book_arrival(self, row, _account_id):
        """Match a bank line with the booked payment that waits for it: nothing is left to apply."""
        suspense = self._suspense(row['record'])
        liquidity, _counterpart, _writeoff = row['payment']._seek_for_lines()
        suspense.account_id = liquidity.account_id
        (suspense | liquidity).reconcile()
        return suspense

    def _suspense(self, bank_line):
        _liquidity, suspense, _other = bank_line._seek_for_lines()
        entry = bank_line.move_id
        if entry.inalterable_hash:
            raise UserError(self.env._(
                "%(entry)s is sealed and cannot change.", entry=entry.display_name
            ))
        return suspense

    def _book_payment(self, row, account_id):
        """Give a payment without entry the entry that Odoo makes where nothing else would."""
        payment = row['record']
        if account_id:
            payment.destination_account_id = account_id
        payment.outstanding_account_id = payment._get_outstanding_account('inbound')
        payment._generate_journal_entry()
        payment.move_id.action_post()
        _liquidity, counterpart, _writeoff = payment._seek_for_lines()
        return counterpart

    def _close_payments(self, rows):
        """Validate payments without entry whose bank line was booked now; return their ids."""
        payments = self.env['account.payment'].union(*(
            row['payment'] for row in rows.values() if row['kind'] == 'bank' and row['payment']
        )).filtered(lambda payment: payment.state == 'in_process')
        payments.action_validate()
        return payments.ids

    # === RECONCILING === #

    def _reconcile(self, plan, lines):
        """Reconcile pair by pair, in one plan: Odoo settles rates, differences and states."""
        move_lines = self.env['account.move.line']
        parts = {
            (pair.claim, lines[pair.money].id): pair.amount for pair in plan.pairs if pair.is_part
        }
        move_lines.with_context(credit_match_parts=frozendict(parts))._reconcile_plan([
            move_lines.browse(pair.claim) | lines[pair.money] for pair in plan.pairs
        ])

    # === TAKING BACK === #

    def _take_back(self, done):
        """Unreconcile what was posted here, and put bank lines back as they were."""
        match = self._of_tree()
        partials = match.env['account.partial.reconcile'].browse(done.get('partials')).exists()
        partials.unlink()
        for line in match.env['account.move.line'].browse(done.get('bank')).exists():
            line.remove_move_reconcile()
            line.account_id = line.journal_id.suspense_account_id
        payments = match.env['account.payment'].browse(done.get('validated')).exists()
        payments.filtered(lambda payment: payment.state == 'paid').state = 'in_process'
