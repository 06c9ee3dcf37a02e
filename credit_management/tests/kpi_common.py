from datetime import date

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from ..receivables.as_of import open_lines
from .common import GROUPS, UNINVITED

#: Half a year of a company: first day of the month -> credit sales, what is still open at its end.
D1 = {
    1: (620_000, 25_000), 2: (476_000, 30_000), 3: (558_000, 85_000), 4: (600_000, 120_000),
    5: (434_000, 310_000), 6: (630_000, 600_000),
}


class KpiCommon(TransactionCase):
    """A company with a chart of accounts and nothing else, so that its figures are ours alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env['res.company'].create({
            'name': "D1 Ltd", 'country_id': cls.env.ref('base.us').id,
            'currency_id': cls.env.ref('base.USD').id, 'credit_mode': 'off',
        })
        cls.env.user.write(
            {'company_ids': [Command.link(cls.company.id)], 'company_id': cls.company.id})
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.env['account.chart.template'].try_loading(
            'generic_coa', company=cls.company, install_demo=False)
        cls.today = cls.company._credit_today()
        cls.customer = cls.env['res.partner'].create({'name': "D1 Customer", 'is_company': True})
        cls.bank = cls._journal('bank')
        cls.officer, cls.manager, cls.auditor, cls.sales = (
            cls._user(login, groups) for login, groups in (
                ('olga', f'{GROUPS}officer'), ('mona', f'{GROUPS}manager'),
                ('arno', f'{GROUPS}auditor'), ('sally', 'sales_team.group_sale_salesman')))
        cls.kpi = cls.env['credit.kpi'].with_user(cls.officer)

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env, login=f'kpi_{login}', groups=groups, name=login.title(), context=UNINVITED,
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])

    @classmethod
    def _journal(cls, kind):
        return cls.env['account.journal'].search(
            [('type', '=', kind), ('company_id', '=', cls.company.id)], limit=1)

    @classmethod
    def bill(cls, amount, day, due=None, partner=None, kind='out_invoice', **values):
        """Post a document of `day`, due 30 days later unless said otherwise."""
        due = due or date.fromordinal(day.toordinal() + 30)
        move = cls.env['account.move'].create({
            'move_type': kind, 'partner_id': (partner or cls.customer).id, 'invoice_date': day,
            'date': day, 'invoice_date_due': due, 'invoice_payment_term_id': False,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'quantity': 1, 'price_unit': amount,
                'tax_ids': [Command.clear()]})],
            **values,
        })
        move.action_post()
        return move

    @classmethod
    def receive(cls, amount, day, partner=None, account=None, journal=None, currency=None):
        """Post what a customer paid, or what was written off when `account` is not the bank's."""
        partner, journal = partner or cls.customer, journal or cls.bank
        account = account or cls.bank.default_account_id
        currency = currency or cls.company.currency_id
        move = cls.env['account.move'].create({
            'move_type': 'entry', 'date': day, 'journal_id': journal.id, 'line_ids': [
                Command.create({
                    'account_id': account_id, 'partner_id': partner.id,
                    'currency_id': currency.id, 'amount_currency': signed})
                for account_id, signed in (
                    (partner.property_account_receivable_id.id, -amount), (account.id, amount))]})
        move.action_post()
        return move

    @classmethod
    def allocate(cls, *moves):
        lines = cls.env['account.move.line'].union(*(
            move.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')
            for move in moves))
        lines.reconcile()

    @classmethod
    def ledger(cls, year=2026, partner=None, **values):
        """Book D1 of a year: each month's paid part paid in June, the rest open."""
        for month, (sales, left) in D1.items():
            day = date(year, month, 10)
            bill = cls.bill(sales, day, partner=partner, **values)
            cls.allocate(bill, cls.receive(sales - left, date(year, 6, 29), partner=partner))

    def keep_month_ends(self):
        """Have the last two years' sums rebuilt from the ledger."""
        snapshots = self.env['credit.receivable.snapshot'].sudo()
        for snapshot in snapshots.search([('company_id', '=', self.company.id)]):
            snapshot.unlink()
        snapshots._begin_rebuild(self.company)
        for snapshot in snapshots.search([
            ('company_id', '=', self.company.id), ('state', '=', 'taking')]):
            snapshot._keep_sums(open_lines(snapshot._asked()))
