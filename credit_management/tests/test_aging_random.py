import os
from importlib.util import find_spec
from unittest import skipUnless

from odoo import Command
from odoo.tests import tagged

from ..receivables.as_of import open_lines, rebuilt_lines
from .aging_common import AgingCommon

#: HYPOTHESIS_PROFILE -> how many ledgers. The same ones every time, but for `long`.
PROFILES = {'ci': 8, 'short': 60, 'long': 200}

#: Days on which every ledger is asked about: long past, past, and with entries still to come.
DAYS = (-95, -60, -31, -10, 0)


class _Undone(Exception):
    """Ends a ledger: what it posted is taken back."""


@tagged('post_install', '-at_install')
@skipUnless(find_spec('hypothesis'), "random ledgers need hypothesis")
class TestAgingRandom(AgingCommon):
    """Whatever was posted and allocated, the aging of any day is what a walk finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls._currency('EUR', {-400: 0.8, -90: 0.9, -45: 0.7, -15: 0.85})
        cls.yen = cls._currency('JPY', {-400: 150.0, -50: 140.0})
        cls.other = cls.env['res.company'].create({
            'name': "Elsewhere", 'currency_id': cls.euro.id,
            'country_id': cls.env.ref('base.de').id,
        })
        cls.env.user.company_ids += cls.other
        cls.env['account.chart.template'].try_loading(
            'generic_coa', cls.other, install_demo=False)
        cls.other.currency_id = cls.euro
        cls.companies = {'own': cls.company, 'other': cls.other}
        cls.payers = cls.customer + cls.env['res.partner'].create([
            {'name': "Bolt", 'is_company': True},
            {'name': "Acme's till", 'parent_id': cls.customer.id, 'type': 'invoice'},
        ])
        cls.instalments = cls.env['account.payment.term'].create({
            'name': "In three", 'line_ids': [Command.create({
                'value': 'percent', 'value_amount': share, 'nb_days': days,
            }) for share, days in ((30.0, 0), (30.0, 20), (40.0, 60))],
        })

    @classmethod
    def _currency(cls, name, rates):
        currency = cls.env.ref(f'base.{name}')
        currency.active = True
        currency.rate_ids.unlink()
        for company in (cls.company,):
            cls.env['res.currency.rate'].create([{
                'name': cls.day(offset), 'rate': rate, 'currency_id': currency.id,
                'company_id': company.id,
            } for offset, rate in rates.items()])
        return currency

    # === STEPS === #

    def step_invoice(self, on, amount, company, currency, payer, terms):
        values = {'currency_id': self._unit(company, currency).id}
        if terms:
            values.update(invoice_payment_term_id=self.instalments.id, invoice_date_due=False)
        return self.bill(amount, on=on, partner=payer, company=company, **values)

    def step_credit_note(self, on, amount, company, currency, payer, terms):
        return self.bill(
            amount, on=on, partner=payer, company=company, kind='out_refund',
            currency_id=self._unit(company, currency).id)

    def step_receipt(self, on, amount, company, currency, payer, terms):
        return self.receive(amount, on=on, partner=payer.commercial_partner_id, company=company,
                            currency=self._unit(company, currency))

    def step_allocate(self, on, amount, company, currency, payer, terms):
        """Allocate two open documents with opposite signs: the first of each, or the last."""
        lines = self._open(company, payer)
        owed = lines.filtered(lambda line: line.amount_residual > 0)
        had = lines.filtered(lambda line: line.amount_residual < 0)
        if owed and had:
            which = -1 if terms else 0
            pair = owed[which] + had[which].filtered(
                lambda line: line.account_id == owed[which].account_id)
            pair.reconcile()

    def step_take_back(self, on, amount, company, currency, payer, terms):
        matched = self._open(company, payer, ('matching_number', '!=', False), closed=True)
        if matched:
            matched[-1 if terms else 0].remove_move_reconcile()

    def step_reverse(self, on, amount, company, currency, payer, terms):
        moves = self._open(company, payer, ('move_id.move_type', '=', 'out_invoice')).move_id
        if moves:
            day = max(self.day(on), moves[0].date)
            moves[0]._reverse_moves([{'invoice_date': day, 'date': day}], cancel=True)

    def step_pay_less(self, on, amount, company, currency, payer, terms):
        """Pay half, and write the rest off or leave it."""
        moves = self._open(company, payer, ('move_id.move_type', '=', 'out_invoice')).move_id
        if not moves:
            return
        register = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=moves[0].ids,
        ).with_company(company).create({'payment_date': max(self.day(on), moves[0].date)})
        register.amount = register.currency_id.round(register.amount / 2)
        if terms:
            income = self.env['account.account'].search([
                ('account_type', '=', 'income'), ('company_ids', '=', company.id)], limit=1)
            register.write({'payment_difference_handling': 'reconcile',
                            'writeoff_account_id': income.id})
        register._create_payments()

    def _unit(self, company, currency):
        return {'own': company.currency_id, 'EUR': self.euro, 'JPY': self.yen}[currency]

    def _open(self, company, payer, *domain, closed=False):
        return self.env['account.move.line'].search([
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('company_id', '=', company.id), *domain,
            ('partner_id.commercial_partner_id', '=', payer.commercial_partner_id.id),
            *([] if closed else [('reconciled', '=', False)]),
        ], order='id')

    # === LEDGERS === #

    def _tell(self, steps):
        for kind, on, amount, company, currency, payer, terms in steps:
            getattr(self, f'step_{kind}')(
                on, amount, self.companies[company], currency, self.payers[payer], terms)

    def _assert_all(self, days=DAYS):
        for company in self.companies.values():
            for offset in days:
                self._assert_day(company, self.day(offset))

    def _assert_day(self, company, day):
        expected = self.walk(day, company)
        self.assertEqual(self.shown(day, company), expected)
        for basis in ('due', 'posting'):
            answer = self.report.get_aging(day.isoformat(), company.id, basis=basis)
            amounts, unallocated = self.walk_bands(day, basis, company)
            self.assertEqual(answer['totals']['amounts'], amounts)
            self.assertEqual(answer['totals']['unallocated'], unallocated)
            self.assertEqual(answer['gl_balance'], answer['totals']['total'])
        tie = self.report.check_tie(day.isoformat(), company.id)
        self.assertEqual((tie['ties'], tie['lines']), (True, []))
        asked = self.env['credit.receivable']._question(company, day)
        rows = self.env['credit.receivable']._rows
        short, long = ({row[0]: tuple(map(float, row[11:])) for row in rows(query(asked))
                        if any(row[11:])} for query in (open_lines, rebuilt_lines))
        self.assertEqual(short, long)

    def _undone(self, tell):
        """Run `tell` and take back what it did."""
        try:
            with self.env.cr.savepoint():
                tell()
                raise _Undone
        except _Undone:
            self.env.invalidate_all()

    def _life(self, steps, more):
        self._tell(steps)
        self._assert_all()
        split = self.day(-31)
        before = {name: self.shown(split, company) for name, company in self.companies.items()}
        self._tell(more)
        for name, company in self.companies.items():
            self.assertEqual(self.shown(split, company), before[name])
        self._assert_all((-31, 0))

    def test_random_ledgers(self):
        from hypothesis import HealthCheck, Phase, given, seed, settings
        from hypothesis import strategies as st
        profile = os.environ.get('HYPOTHESIS_PROFILE', 'ci')

        def steps(first, last, kinds, most):
            # The asked days themselves are where a comparison goes wrong.
            asked = st.sampled_from([day for day in DAYS if day >= first])
            return st.lists(st.tuples(
                st.sampled_from(kinds), asked | st.integers(first, last),
                st.sampled_from([10.0, 33.33, 250.0, 999.99]),
                st.sampled_from(['own', 'own', 'other']), st.sampled_from(['own', 'EUR', 'JPY']),
                st.integers(0, 2), st.booleans()), min_size=1, max_size=most)

        documents = ['invoice', 'invoice', 'invoice', 'receipt', 'receipt', 'credit_note']
        changes = ['allocate', 'allocate', 'allocate', 'pay_less', 'reverse']

        @settings(max_examples=PROFILES[profile], deadline=None, database=None,
                  suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
                  phases=(Phase.generate, Phase.shrink))
        @given(steps(-150, 12, [*documents, *changes, 'take_back'], 14),
               steps(-30, 12, [*documents, 'pay_less'], 5))
        def live(told, more):
            self._undone(lambda: self._life(told, more))

        asked = os.environ.get('HYPOTHESIS_SEED')
        if asked or profile != 'long':
            live = seed(int(asked or 1))(live)
        live()

    def test_an_earlier_day_does_not_move(self):
        """One ledger with everything, told in order, and each day asked again at the end."""
        told = [
            ('invoice', -120, 999.99, 'own', 'EUR', 0, True),
            ('receipt', -95, 250.0, 'own', 'EUR', 0, False),
            ('allocate', 0, 0.0, 'own', 'own', 0, False),
            ('credit_note', -70, 33.33, 'own', 'EUR', 0, False),
            ('pay_less', -31, 0.0, 'own', 'own', 0, False),
            ('receipt', -20, 33.33, 'own', 'own', 1, False),
            ('invoice', 5, 250.0, 'own', 'EUR', 1, False),
            ('allocate', 0, 0.0, 'own', 'own', 1, False),
            ('pay_less', 5, 0.0, 'own', 'own', 0, True),
            ('invoice', -80, 250.0, 'other', 'JPY', 1, False),
            ('receipt', -20, 250.0, 'other', 'own', 1, False),
            ('allocate', 0, 0.0, 'other', 'own', 1, False),
        ]
        self._undone(lambda: self._life(told, [('receipt', -20, 10.0, 'own', 'EUR', 0, False),
                                               ('invoice', -10, 10.0, 'own', 'own', 0, True)]))
