from datetime import timedelta

from odoo import Command

from .aging_common import AgingCommon
from .common import GROUPS

#: A portfolio: customer, open, days late on the day of the sheet.
PORTFOLIO = (
    ('A', 100_000, -15), ('A', 50_000, 0), ('A', 40_000, 1), ('B', 80_000, 30),
    ('B', 60_000, 31), ('B', 30_000, 61), ('C', 20_000, 90), ('C', 20_000, 91),
    ('D', 10_000, 365), ('D', 5_000, 366), ('E', 200_000, 10),
)
LAST_DAYS = ((0, 0), (1, 30), (31, 60), (61, 90), (91, 180), (181, 365), (366, None))


class ProvisionCommon(AgingCommon):
    """A company with a ledger of its own, empty, whose allowances have their accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._books("Ledger Ltd")
        people = cls.sales + cls.officer + cls.manager + cls.manager_2 + cls.auditor
        cls.keeper = cls._user('kurt', f'{GROUPS}officer,account.group_account_invoice')
        for user in (*people, cls.keeper, cls.env.user):
            user.write({'company_ids': [Command.link(cls.company.id)],
                        'company_id': cls.company.id})
        # Shared rates are changed by whoever works in all companies.
        (cls.manager + cls.manager_2).company_ids = cls.env['res.company'].search(
            [('parent_id', '=', False)])
        cls.env = cls.env(context={
            **cls.env.context, 'allowed_company_ids': cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.report = cls.env['credit.aging.report']
        cls.today = cls.company._credit_today()
        cls.then = cls.today - timedelta(days=cls.today.day)
        cls.bank = cls.env['account.journal'].search(
            [('type', '=', 'bank'), ('company_id', '=', cls.company.id)], limit=1)
        cls._accounts()
        cls.due_rates = cls.env.ref('credit_management.credit_provision_matrix_due')
        cls.customers = {
            name: cls.env['res.partner'].create({'name': f'Customer {name}', 'is_company': True})
            for name in 'ABCDE'
        }

    @classmethod
    def _books(cls, name):
        company = cls.env['res.company'].create({
            'name': name, 'country_id': cls.env.ref('base.us').id,
            'currency_id': cls.env.ref('base.USD').id,
        })
        cls.env.user.company_ids += company
        cls.env['account.chart.template'].try_loading('generic_coa', company, install_demo=False)
        return company

    @classmethod
    def _accounts(cls):
        def account(code, name, kind):
            return cls.env['account.account'].create({
                'code': code, 'name': name, 'account_type': kind,
                'company_ids': [Command.set(cls.company.ids)],
            })

        cls.allowance_account = account('121999', "Loss allowance", 'asset_current')
        cls.impairment_account = account('650999', "Impairment", 'expense')
        cls.insurer_account = account('121998', "Insurer's part", 'asset_current')
        cls.general = cls.env['account.journal'].search(
            [('type', '=', 'general'), ('company_id', '=', cls.company.id)], limit=1)
        cls.company.write({
            'credit_allowance_account_id': cls.allowance_account.id,
            'credit_impairment_account_id': cls.impairment_account.id,
            'credit_reimbursement_account_id': cls.insurer_account.id,
            'credit_provision_journal_id': cls.general.id,
        })

    # === LEDGER === #

    def owe(self, amount, days, partner=None, posted=None, **values):
        """Post an invoice that is `days` late on the day of the sheet."""
        due = self.then - timedelta(days=days)
        day = posted or min(due, self.then)
        return self._invoice(amount, partner=partner or self.customer, **{
            'move_type': 'out_invoice', 'invoice_date': day, 'date': day,
            'invoice_date_due': max(due, day), **values,
        })

    def portfolio(self):
        for name, amount, days in PORTFOLIO:
            self.owe(amount, days, self.customers[name])
        self.owe(15_000, 0, self.customers['B'], move_type='out_refund')

    def book(self, *lines, on=None):
        """Post an entry of (account, balance, partner or None)."""
        move = self.env['account.move'].create({
            'move_type': 'entry', 'date': on or self.then, 'journal_id': self.general.id,
            'line_ids': [Command.create({
                'account_id': account.id, 'balance': balance,
                'partner_id': partner.id if partner else False,
            }) for account, balance, partner in lines],
        })
        move.action_post()
        return move

    @property
    def receivable_account(self):
        return self.customer.property_account_receivable_id

    # === SHEETS === #

    def rates(self, lines=(), **values):
        """Make a table of rates from ((first day, rate), …)."""
        return self.env['credit.provision.matrix'].create({
            'name': "Rates", 'kind': 'ecl', 'line_ids': [
                Command.create({'first_day': first, 'rate': rate}) for first, rate in lines
            ], **values,
        })

    def sheet(self, matrix=None, user=None, compute=True, **values):
        sheet = self.env['credit.provision'].with_user(user or self.manager).create({
            'date': self.then, 'matrix_id': (matrix or self.due_rates).id, **values,
        })
        if compute:
            sheet.action_compute()
        return sheet

    def approve(self, sheet, user=None):
        sheet.with_user(user or self.manager_2).action_approve()

    def draft(self, sheet, user=None):
        sheet.with_user(user or self.keeper).action_draft_entry()
        return sheet.sudo().move_id

    def ages(self, sheet):
        """Return [(balance, allowance or None)] of the rows by age."""
        return [
            (row.amount, row.allowance if row.has_allowance else None)
            for row in sheet.row_ids if row.kind == 'age'
        ]

    def balance(self, account, on=None):
        """Return the balance of an account by walking over its items, drafts included."""
        items = self.env['account.move.line'].search([
            ('account_id', '=', account.id), ('date', '<=', on or self.then),
            ('parent_state', 'in', ('draft', 'posted')),
        ])
        return round(sum(items.mapped('balance')), 2)
