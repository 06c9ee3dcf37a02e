from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import CreditCommon

FIRM = {
    'current_assets': 800, 'inventory': 300, 'current_liabilities': 500, 'total_assets': 1500,
    'total_liabilities': 900, 'retained_earnings': 200, 'ebit': 150, 'sales': 2000, 'profit': 120,
    'depreciation': 40, 'interest': 30, 'intangibles': 20,
}


@tagged('post_install', '-at_install')
class TestAnnualAccounts(CreditCommon):
    """What a customer's accounts say, and what of it a suggested limit takes."""

    def _accounts(self, entries=None, months=6, **values):
        accounts = self.env['credit.annual.accounts'].with_user(self.officer).create({
            'profile_id': self.profile.id,
            'year_end': self.company._credit_today() - timedelta(days=31 * months), **values,
        })
        for line in accounts.line_ids:
            if line.entry in (FIRM if entries is None else entries):
                line.amount = (FIRM if entries is None else entries)[line.entry]
        return accounts

    def test_the_firm_of_the_book(self):
        accounts = self._accounts()
        self.assertEqual((accounts.working_assets, accounts.asset_value), (450.0, 0.2667))
        self.assertEqual((accounts.asset_share, accounts.asset_limit), (17.5, 78.75))
        self.assertEqual(accounts.asset_note, "Limited risk")
        self.assertEqual((accounts.z_value, accounts.z_note), (2.1777, "Grey zone"))
        self.assertEqual((accounts.bathory_value, accounts.bathory_note), (2.8244, "Sound"))

    def test_what_is_not_told_is_not_nought(self):
        accounts = self._accounts({})
        self.assertEqual(len(accounts.line_ids), 14)
        self.assertIn("Not known: Current assets", accounts.asset_note)
        self.assertIn("Retained earnings", accounts.z_note)
        line = accounts.line_ids.filtered(lambda line: line.entry == 'inventory')
        self.assertFalse(line.is_known)
        line.is_known = True
        self.assertNotIn("Inventory", accounts.asset_note)

    def test_a_form_has_a_row_for_each_entry_and_says_what_cannot_be(self):
        form = Form(self.env['credit.annual.accounts'].with_user(self.officer).with_context(
            default_profile_id=self.profile.id))
        form.year_end = self.company._credit_today() - timedelta(days=1)
        for index, line in enumerate(FIRM):
            with form.line_ids.edit(index) as row:
                row.amount = {'inventory': 900}.get(line, 1)
        self.assertIn("Inventory is more than Current assets", form.doubt)
        self.assertEqual(len(form.save().line_ids), 14)

    def test_foreign_accounts_count_at_the_rate_of_their_last_day(self):
        foreign = self.env['res.currency'].with_context(active_test=False).search(
            [('id', '!=', self.company.currency_id.id)], limit=1)
        foreign.active = True
        accounts = self._accounts(currency_id=foreign.id)
        foreign.rate_ids.unlink()
        self.env['res.currency.rate'].create({
            'currency_id': foreign.id, 'name': accounts.year_end, 'rate': 2.0,
            'company_id': self.company.id})
        accounts.invalidate_recordset()
        self.assertAlmostEqual(accounts.asset_limit, 39.38)

    def test_a_suggestion_takes_what_the_customer_can_bear(self):
        advice = self.env['credit.limit.advice']
        self._invoice(5000.0)
        self.profile.grade = 'A'
        found, _methods = advice._of(self.profile)
        self.assertIn('capacity', found.missing)
        accounts = self._accounts()
        found, methods = advice._of(self.profile)
        self.assertEqual(float(methods['F1'].amount), 78.75)
        self.assertEqual((found.by, found.amount), ('capacity', 78.0))
        # Older than 18 months: a tenth of the net worth.
        accounts.year_end -= timedelta(days=400)
        found, _methods = advice._of(self.profile)
        self.assertEqual((found.by, found.amount), ('capacity', 60.0))

    def test_a_year_is_there_once_and_not_before_it_ended(self):
        accounts = self._accounts()
        with self.assertRaises(ValidationError):
            accounts.year_end = self.company._credit_today() + timedelta(days=1)
        with self.assertRaisesRegex(Exception, "year_once"), self.env.cr.savepoint():
            accounts.copy()

    def test_salespeople_see_none_and_auditors_change_none(self):
        accounts = self._accounts()
        for user in (self.sales, self.sales_2):
            with self.assertRaises(AccessError):
                accounts.with_user(user).read(['z_value'])
        self.assertEqual(accounts.with_user(self.auditor).z_note, "Grey zone")
        with self.assertRaises(AccessError):
            accounts.with_user(self.auditor).source = "x"
