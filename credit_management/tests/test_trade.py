from datetime import timedelta
from random import Random

from dateutil.relativedelta import relativedelta
from odoo.tests import tagged

from ..receivables import trade
from .aging_common import AgingCommon


@tagged('post_install', '-at_install')
class TestTrade(AgingCommon):
    """High credit, purchases and lateness, beside a walk over the ledger in plain Python."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env['res.partner'].create(
            [{'name': f"Trader {number}", 'is_company': True} for number in range(4)])

    def since(self, months):
        return self.today - relativedelta(months=months)

    def asked(self):
        receivable = self.env['credit.receivable']
        return receivable._question(self.company, self.today)

    def rows(self, query):
        return {
            key: rest for key, *rest in self.env['credit.receivable']._rows(query)
            if key in self.partners.ids or key == self.customer.id
        }

    def peak(self, partner, since):
        """Return (peak, first day of it) day by day, or None where nothing was ever booked."""
        moves = self.env['account.move.line'].search([
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('company_id', 'child_of', self.company.id), ('date', '<=', self.today),
            ('partner_id.commercial_partner_id', '=', partner.id),
        ])
        if not moves:
            return None
        best, day = None, since
        while day <= self.today:
            balance = round(sum(line.balance for line in moves if line.date <= day), 2)
            if best is None or balance > best[0]:
                best = balance, day
            day += timedelta(days=1)
        return best

    def random_ledger(self, seed):
        """Book invoices, credit notes and receipts of three years, and match some of them."""
        random = Random(seed)
        for partner in self.partners:
            moves = []
            for _number in range(random.randint(3, 9)):
                on, amount = -random.randint(0, 1100), random.randint(1, 90_000) / 10
                kind = random.choice(('bill', 'bill', 'bill', 'note', 'money'))
                if kind == 'money':
                    moves.append(self.receive(amount, on=on, partner=partner))
                else:
                    moves.append(self.bill(
                        amount, on=on, due=random.choice((0, 14, 30, 60)), partner=partner,
                        kind='out_invoice' if kind == 'bill' else 'out_refund'))
            self.allocate(*random.sample(moves, k=len(moves) // 2))

    def test_the_high_credit_of_random_ledgers(self):
        for seed in range(3):
            self.random_ledger(seed)
            for months in (12, 24):
                since = self.since(months)
                found = self.rows(trade.high_credit(self.asked(), since))
                for partner in self.partners:
                    peak = self.peak(partner, since)
                    with self.subTest(seed=seed, months=months, partner=partner.name):
                        self.assertAlmostEqual(float(found[partner.id][0]), peak[0])
                        self.assertEqual(found[partner.id][1], peak[1])

    def test_the_high_credit_by_hand(self):
        self.bill(1_000.0, on=-400, partner=self.customer)
        self.bill(700.0, on=-200, partner=self.customer)
        self.receive(1_200.0, on=-190, partner=self.customer)
        self.bill(900.0, on=-190, partner=self.customer)  # the same day: only its end counts
        self.bill(100.0, on=-3, partner=self.customer)
        found = self.rows(trade.high_credit(self.asked(), self.since(12)))[self.customer.id]
        self.assertEqual((float(found[0]), found[1]), (1_700.0, self.day(-200)))
        contact = self.env['res.partner'].create(
            {'name': "Acme, Lyon", 'parent_id': self.customer.id})
        self.bill(5_000.0, on=-1, partner=contact)
        found = self.rows(trade.high_credit(self.asked(), self.since(12)))[self.customer.id]
        self.assertEqual((float(found[0]), found[1]), (6_500.0, self.day(-1)))

    def test_purchases_are_net_of_credit_notes_and_have_their_days(self):
        self.bill(1_000.0, on=-300, due=30, partner=self.customer)
        self.bill(3_000.0, on=-100, due=60, partner=self.customer)
        self.bill(500.0, on=-90, partner=self.customer, kind='out_refund')
        self.bill(9_999.0, on=-380, due=90, partner=self.customer)  # a year ago
        sales, term = self.rows(trade.purchases(self.asked(), self.since(12)))[self.customer.id]
        self.assertEqual(float(sales), 3_500.0)
        self.assertAlmostEqual(float(term), (1_000 * 30 + 3_000 * 60) / 4_000)

    def test_who_pays_nothing_is_late_too(self):
        paid = self.bill(1_000.0, on=-100, due=30, partner=self.customer)
        self.allocate(paid, self.receive(1_000.0, on=-60, partner=self.customer))  # 10 days late
        self.bill(3_000.0, on=-80, due=30, partner=self.customer)  # 50 days late, nothing came
        self.bill(8_000.0, on=-2, due=30, partner=self.customer)  # not due
        [late] = self.rows(trade.lateness(self.asked(), self.since(12)))[self.customer.id]
        self.assertAlmostEqual(float(late), (1_000 * 10 + 3_000 * 50) / 4_000)
