from datetime import timedelta

from odoo import Command

from .common import CreditCommon

#: The bands of a company that changed nothing, written out once more on purpose.
DUE = ((None, 0), (1, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, None))
POSTING = ((0, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, None))


class AgingCommon(CreditCommon):
    """A ledger to age, and a walk over its allocations that uses none of our SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({
            'credit_mode': 'off', 'credit_aging_due': '30, 60, 90, 180, 365',
            'credit_aging_posting': '30, 60, 90, 180, 365',
        })
        cls.today = cls.company._credit_today()
        cls.report = cls.env['credit.aging.report']
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1
        )

    @classmethod
    def day(cls, offset):
        return cls.today + timedelta(days=offset)

    def branch(self):
        """Return a branch whose customers owe on the account of its root."""
        branch = self.env['res.company'].create({'name': "Branch", 'parent_id': self.company.id})
        self.env.user.company_ids += branch
        for partner in (self.customer, branch.partner_id):
            partner.with_company(branch).property_account_receivable_id = (
                partner.property_account_receivable_id)
        return branch

    # === LEDGER === #

    def bill(self, amount, on=0, due=30, partner=None, kind='out_invoice', company=None, **values):
        """Post an invoice on day `on`, due `due` days later."""
        if company:
            values['company_id'] = company.id
        return self._invoice(amount, partner=partner, **{
            'move_type': kind, 'invoice_date': self.day(on), 'date': self.day(on),
            'invoice_date_due': self.day(on + due), **values,
        })

    def receive(self, amount, on=0, partner=None, currency=None, company=None):
        """Post a receipt on day `on` that nobody allocated."""
        company = company or self.company
        currency = currency or company.currency_id
        partner = partner or self.customer
        account = partner.with_company(company).property_account_receivable_id
        bank = self.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', company.id)], limit=1)
        move = self.env['account.move'].create({
            'move_type': 'entry', 'date': self.day(on), 'company_id': company.id,
            'journal_id': bank.id, 'line_ids': [
                Command.create({'account_id': account_id, 'partner_id': partner.id,
                                'currency_id': currency.id, 'amount_currency': signed})
                for account_id, signed in (
                    (account.id, -amount), (bank.default_account_id.id, amount))
            ],
        })
        move.action_post()
        return move

    @staticmethod
    def claims(moves):
        return moves.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')

    def allocate(self, *moves):
        lines = self.env['account.move.line'].union(*(self.claims(move) for move in moves))
        lines.filtered(lambda line: not line.reconciled).reconcile()

    # === WALK === #

    def walk(self, day, company=None, partner=None):
        """Return ``{line id: (open, open in its currency)}`` found by walking over allocations."""
        company = company or self.company
        domain = [
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('company_id', 'child_of', company.id), ('date', '<=', day),
        ]
        if partner:
            domain.append(('partner_id.commercial_partner_id', '=', partner.id))
        found = {}
        for line in self.env['account.move.line'].sudo().search(domain):
            left, left_currency = line.balance, line.amount_currency
            for part in line.matched_credit_ids:
                if part.credit_move_id.date <= day:
                    left -= part.amount
                    left_currency -= part.debit_amount_currency
            for part in line.matched_debit_ids:
                if part.debit_move_id.date <= day:
                    left += part.amount
                    left_currency += part.credit_amount_currency
            left, left_currency = round(left, 2), round(left_currency, 2)
            if left or left_currency:
                found[line.id] = left, left_currency
        return found

    def walk_bands(self, day, basis='due', company=None):
        """Return ([amount a band], unallocated) by the walk."""
        bands = DUE if basis == 'due' else POSTING
        amounts, unallocated = [0.0] * len(bands), 0.0
        for line_id, (left, _currency) in self.walk(day, company).items():
            line = self.env['account.move.line'].browse(line_id)
            since = (line.date_maturity or line.date) if basis == 'due' else line.date
            age = (day - since).days
            if left < 0:
                unallocated += left
                continue
            for number, (first, last) in enumerate(bands):
                if (first is None or age >= first) and (last is None or age <= last):
                    amounts[number] += left
        return [round(amount, 2) for amount in amounts], round(unallocated, 2)

    # === ANSWERS === #

    def shown(self, day, company=None):
        """Return ``{line id: (open, open in its currency)}`` of the report's rows."""
        company = company or self.company
        report = self.report.with_context(
            credit_as_of=day.isoformat(), allowed_company_ids=company.ids)
        report.invalidate_model()  # one transaction asks again and again
        return {
            row['id']: (round(row['open_amount'], 2), round(row['open_currency'], 2))
            for row in report.search_read(
                [('company_id', '=', company.root_id.id)], ['open_amount', 'open_currency'])
        }
