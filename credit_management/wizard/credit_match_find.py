from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..exposure.in_transit import BOOKED_DAYS, trusted_payer

#: So many rows of a kind are shown, the oldest; the others are counted.
ROOM = 100


class CreditMatch(models.TransientModel):
    """What is here and what is open, read with the reader's own rights, oldest first."""

    _inherit = 'credit.match'

    # === WHOSE === #

    def _of_tree(self):
        """Return `self` where all companies of the tree that the reader works in are seen."""
        return self.with_context(allowed_company_ids=self._own_companies().ids)

    def _own_companies(self):
        root = self.company_id._origin
        return self.env.user.company_ids.filtered(lambda company: company.sudo().root_id == root)

    def _customer_domain(self):
        """Return the domain of a document of any contact of the customer in this tree."""
        # As superuser: which contacts belong together is no secret of the ledger.
        contacts = self.env['res.partner'].sudo().with_context(active_test=False).search(
            [('commercial_partner_id', '=', self.partner_id._origin.id)]
        )
        return [
            ('partner_id', 'in', contacts.ids), ('company_id', 'in', self._own_companies().ids),
        ]

    def _ledger_domain(self):
        accounts = self.env['account.account'].search([('account_type', '=', 'asset_receivable')])
        return [
            *self._customer_domain(), ('account_id', 'in', accounts.ids),
            ('parent_state', '=', 'posted'), ('reconciled', '=', False),
        ]

    def _bank_domain(self):
        return [
            *self._customer_domain(), ('is_reconciled', '=', False), ('amount', '>', 0),
            ('move_id.state', '=', 'posted'),
        ]

    def _payment_domain(self):
        return [
            *self._customer_domain(), ('state', '=', 'in_process'),
            ('payment_type', '=', 'inbound'), ('partner_type', '=', 'customer'),
            ('amount', '>', 0),
        ]

    # === INVOICES === #

    def _claims(self, ids=None):
        """Return the customer's open invoices, the oldest due first, as dicts; `ids`: of these."""
        match = self._of_tree()
        domain = [*match._ledger_domain(), ('amount_residual', '>', 0)]
        if ids is not None:
            domain.append(('id', 'in', list(ids)))
        lines = match.env['account.move.line'].search(
            domain, order='date_maturity, id', limit=ROOM if ids is None else None
        )
        return [
            {
                'res_id': line.id, 'date': line.date_maturity or line.date,
                'name': line.move_name or line.name, 'currency_id': line.currency_id.id,
                'open': line.amount_residual_currency, 'account': line.account_id.id,
                'document': line.move_id.id, 'rate': self._rate(line),
            }
            for line in lines
        ]

    @staticmethod
    def _rate(line):
        """Return the company currency that one unit of the line's currency is on the ledger."""
        return line.amount_currency and line.balance / line.amount_currency or 1.0

    def _more_claims(self, shown):
        """Return how many open invoices are not in the list."""
        if len(shown) < ROOM:
            return 0
        match = self._of_tree()
        return match.env['account.move.line'].search_count(
            [*match._ledger_domain(), ('amount_residual', '>', 0)]
        ) - len(shown)

    # === MONEY === #

    def _money(self):
        """Return the customer's money that no invoice took yet, the oldest first, as dicts.

        A payment without entry and a bank line of the same amount are one receipt, as for the
        exposure; so are a bank line and a payment that is booked and waits for it.
        """
        match = self._of_tree()
        banked, bare, booked = match._bank_rows(
            match._bank_lines(), match._payments([('move_id', '=', False)]), match._payments([
                ('move_id', '!=', False), ('is_matched', '=', False),
                ('date', '>=', match.company_id._credit_today() - timedelta(days=BOOKED_DAYS)),
            ]),
        )
        rows = [*banked, *map(match._payment_row, bare), *match._ledger_rows()]
        match._mark_doubts(rows, booked)
        return sorted(rows, key=lambda row: (row['date'], row['kind'], row['res_id']))

    def _bank_lines(self):
        """Return the customer's bank lines, unless another app has a screen for them."""
        lines = self.env['account.bank.statement.line']
        if self._has_bank_screen():
            return lines
        return lines.search(self._bank_domain(), order='internal_index', limit=ROOM)

    def _payments(self, domain):
        return self.env['account.payment'].search(
            [*self._payment_domain(), *domain], order='date, id', limit=ROOM
        )

    def _more_money(self, shown):
        """Return how many receipts and credit notes are not in the list."""
        if len([row for row in shown if row['kind'] in ('receipt', 'credit_note')]) < ROOM:
            return 0
        match = self._of_tree()
        return match.env['account.move.line'].search_count(
            [*match._ledger_domain(), ('amount_residual', '<', 0)]
        ) - ROOM

    def _bank_rows(self, lines, bare, booked):
        """Return the rows of bank lines, and the payments that are none of them."""
        trusted, rows = self._trusted(lines), []
        for line in lines:
            currency = line.foreign_currency_id or line.currency_id
            amount = -line.amount_residual
            payment = self._same(booked, currency, amount) or self._same(bare, currency, amount)
            is_arrival = payment in booked
            bare, booked = bare - payment, booked - payment
            row = self._row(
                'arrival' if is_arrival else 'bank', line, currency,
                0.0 if is_arrival else amount, line.payment_ref or line.move_id.name,
            )
            row.update(payment=payment, documents=payment.invoice_ids.ids)
            if currency != line.company_id.sudo().currency_id:
                row['rate'] = self._rate(line._seek_for_lines()[1][:1])
            if line.id not in trusted:
                row.update(check=True, note=self.env._(
                    "check the payer: %(name)s", name=line.partner_name
                ))
            elif payment:
                row['note'] = self.env._("is %(payment)s", payment=payment.display_name)
            rows.append(row)
        return rows, bare, booked

    @staticmethod
    def _same(payments, currency, amount):
        """Return the oldest payment of that amount."""
        return payments.filtered(
            lambda payment: payment.currency_id == currency
            and not currency.compare_amounts(payment.amount, amount)
        )[:1]

    def _trusted(self, lines):
        """Return the ids of the lines whose payer is surely the customer."""
        if not lines:
            return set()
        return {line_id for (line_id,) in self.env.execute_query(SQL(
            """SELECT bank.id FROM account_bank_statement_line bank
                 JOIN account_move entry ON entry.id = bank.move_id
                WHERE bank.id = ANY(%s) AND %s""", lines.ids, trusted_payer(),
        ))}

    def _payment_row(self, payment):
        row = self._row(
            'payment', payment, payment.currency_id, payment.amount,
            ' · '.join(filter(None, [payment.display_name, payment.memo])),
        )
        return {
            **row, 'payment': payment, 'documents': payment.invoice_ids.ids,
            'rate': payment.amount_company_currency_signed / payment.amount,
        }

    def _ledger_rows(self):
        """Return the rows of receipts and credit notes on the receivable."""
        lines = self.env['account.move.line'].search(
            [*self._ledger_domain(), ('amount_residual', '<', 0)], order='date, id', limit=ROOM
        )
        return [self._ledger_row(line) for line in lines]

    def _ledger_row(self, line):
        is_note = line.move_id.move_type == 'out_refund'
        row = self._row(
            'credit_note' if is_note else 'receipt', line, line.currency_id,
            -line.amount_residual_currency,
            ' · '.join(filter(None, [line.move_name, line.ref or line.name])),
        )
        return {
            **row, 'account': line.account_id.id, 'rate': self._rate(line),
            'documents': line.move_id.reversed_entry_id.ids,
        }

    def _row(self, kind, record, currency, amount, name):
        return {
            'kind': kind, 'res_id': record.id, 'key': f'{kind}:{record.id}', 'record': record,
            'date': record.date, 'name': name, 'note': '', 'check': False,
            'currency_id': currency.id, 'open': amount, 'rate': 1.0, 'account': None,
            'documents': [],
        }

    def _mark_doubts(self, rows, booked):
        """Mark what may be the same money as something else: nobody should use it unseen."""
        lone = [row for row in rows if row['kind'] == 'bank' and not row['payment']]
        bare = [row for row in rows if row['kind'] == 'payment']
        if lone and bare:
            # The larger of the two sums counts for the exposure, so that one is proposed.
            smaller = min(bare, lone, key=self._in_company_currency)
            self._doubt(smaller, self.env._("may be the same money as another line"))
        waiting = sum(booked.mapped('amount_company_currency_signed'))
        names = ', '.join(booked[:3].mapped('display_name'))
        self._doubt(
            [row for row in lone if self._in_company_currency([row]) <= waiting],
            self.env._("may be %(payments)s, booked already", payments=names),
        )

    @staticmethod
    def _in_company_currency(rows):
        return sum(row['open'] * row['rate'] for row in rows)

    @staticmethod
    def _doubt(rows, note):
        for row in rows:
            row.update(check=True, note=row['note'] or note)
