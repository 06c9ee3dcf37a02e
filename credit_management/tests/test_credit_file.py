from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestCreditFile(CreditCommon):
    """What is known of a customer, whose word counts, how complete it is, and when it is due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._credit_today()
        cls.customer.write({
            'street': "1 Dock Road", 'city': "Leeds", 'country_id': cls.env.ref('base.uk').id,
            'company_registry': '01234567', 'phone': '+44 113 1',
        })
        cls.profile.user_id = cls.officer
        cls.file = cls.env['credit.file'].with_user(cls.officer).browse(
            cls.profile.with_user(cls.officer).action_open_file()['res_id'])

    def _point(self, code):
        return self.env.ref(f'credit_management.credit_file_point_{code}')

    def _entry(self, code, value, source='customer', days=0, **values):
        return self.env['credit.file.entry'].with_user(self.officer).create({
            'file_id': self.file.id, 'point_id': self._point(code).id, 'value': value,
            'source': source, 'as_of': self.today - timedelta(days=days), **values})

    def _current(self, code):
        return self.file.entry_ids.filtered(
            lambda entry: entry.point_id.code == code and entry.state == 'current')

    # === FILLED, COMPLETE === #

    def test_what_odoo_knows_fills_itself_once(self):
        self.assertEqual(self._current('legal_name').value, "Acme Trade")
        self.assertEqual(self._current('registration_no').value, '01234567')
        self.assertEqual(self._current('address').source, 'erp')
        count = len(self.file.entry_ids)
        self.file.action_fill()
        self.assertEqual(len(self.file.entry_ids), count)
        self.customer.name = "Acme Trading"
        self.file.action_fill()
        self.assertEqual(self._current('legal_name').value, "Acme Trading")
        before = self.file.entry_ids.filtered(lambda entry: entry.state == 'past')
        self.assertEqual(before.mapped('value'), ["Acme Trade"])
        self.assertIn("Acme Trade", self.file.sheet)

    def test_points_follow_the_stage_and_completeness_the_points(self):
        self.assertEqual(self.profile.class_stage, 'prospect')
        asked = self.env['credit.file.point'].search_count([('for_new', '=', True)])
        self.assertEqual(self.file.asked_count, asked)
        known = self.file.known_count
        self.assertIn("Legal representative", self.file.missing)
        self._entry('legal_rep', "Lin Ann")
        self.assertEqual(self.file.known_count, known + 1)
        self.assertAlmostEqual(self.file.completeness, 100.0 * (known + 1) / asked, 1)
        self.assertNotIn("Legal representative", self.file.missing)
        self._invoice(100.0, invoice_date=self.today - timedelta(days=400), due=-370)
        self._invoice(150.0)
        self.file.action_fill()
        self.assertEqual(self.profile.class_stage, 'existing')
        self.assertEqual(
            self._current('sales').value, f'150 {self.company.currency_id.name}')
        self.assertEqual(self._current('growth').value, '+50 %')
        self._invoice(50.0)
        self.file.action_fill()
        self.assertFalse(self.file.entry_ids.filtered(
            lambda entry: entry.point_id.code == 'sales' and entry.state == 'past'))

    # === WHOSE WORD === #

    def test_the_better_source_counts_and_the_others_stay(self):
        said = self._entry('legal_name', "Acme Group")
        self.assertEqual(self._current('legal_name').source, 'erp')
        self.assertEqual(said.state, 'other')
        seen = self._entry('legal_name', "Acme Trade Limited", 'registry', days=20)
        self.assertEqual(self._current('legal_name'), seen)
        seen.action_dispute_dialog()
        self.env['credit.file.dispute'].with_user(self.officer).create(
            {'entry_id': seen.id, 'note': "An old extract"}).action_dispute()
        self.assertEqual(self._current('legal_name').source, 'erp')
        self.assertTrue(self.file.is_due)
        task = self.env['credit.task'].with_user(self.officer).search(
            [('kind', '=', 'credit_file'), ('res_id', '=', self.file.id)])
        self.assertEqual((task.user_id, task.profile_id), (self.officer, self.profile))
        self.assertIn("not to be right", task.why)
        with self.assertRaisesRegex(UserError, "disputed"):
            self.file.action_looked_at()
        seen.action_dispute_over()
        self.assertEqual(self._current('legal_name'), seen)
        self.assertIn("An old extract", self.profile.message_ids.mapped('body')[1])

    def test_what_is_too_old_does_not_count(self):
        old = self._entry('legal_rep', "Lin Ann", days=800)
        self.assertEqual(old.state, 'expired')
        self.assertEqual(self._entry('legal_rep', "Wu Bo", 'sales').state, 'current')

    def test_who_checked_it_and_that_it_stays(self):
        entry = self._entry('bank', "HSBC 12")
        entry.action_verify()
        self.assertEqual((entry.verified_by_id, entry.confidence), (self.officer, 'high'))
        with self.assertRaisesRegex(UserError, "stays in the file"):
            entry.unlink()
        entry.value = "HSBC 13"
        self.assertFalse(entry.verified_by_id)
        with self.assertRaisesRegex(UserError, "buttons"):
            entry.write({'verified_by_id': self.officer.id})
        with self.assertRaisesRegex(UserError, "Odoo filled"):
            self._current('phone').write({'value': "1"})
        with self.assertRaisesRegex(UserError, "a day to come"):
            self._entry('bank', "X", days=-1)
        with self.assertRaises(ValidationError):
            self._entry('bank', "Y", paper=b'PGh0bWw+', paper_name='x.html')

    # === AGAIN === #

    def test_a_file_is_due_by_grade_and_at_once_by_danger(self):
        self.assertGreaterEqual(self.file.refresh_date, self.today + timedelta(days=30))
        self.assertFalse(self.file.is_due)
        self.profile.grade = 'D'
        self.file.action_looked_at()
        months = (self.file.refresh_date.year - self.today.year) * 12 + (
            self.file.refresh_date.month - self.today.month)
        self.assertEqual(months, 3)
        self.profile.grade = 'A'
        self.assertEqual(self.file.refresh_date.year, self.today.year + 1)
        self.profile.danger_level = 'alert'
        self.profile._notify('danger_changed', self.profile, 'test')
        self.assertTrue(self.file.is_due)
        self.assertTrue(self.env['credit.profile'].search_count(
            [('file_is_due', '=', True), ('id', '=', self.profile.id)]))
        self.file.action_looked_at()
        self.assertFalse(self.file.is_due)

    # === KINDS OF CUSTOMERS === #

    def test_kinds_by_night_and_what_is_minded_of_a_key_customer(self):
        small = self.env['res.partner'].create({'name': "Small", 'is_company': True})
        other = self._profile(small, 10.0, limit_mode='cash_only')
        self.env['account.move'].search([('state', '=', 'posted')]).mapped('company_id')
        self._invoice(90_000_000.0)
        self._invoice(100.0, small, due=-30)
        self.company.sudo().credit_files_on = False
        list(self.env['credit.file']._night(self.company.root_id))
        self.assertEqual((self.profile.class_value, other.class_value), ('A', 'C'))
        self.assertEqual((self.profile.class_stage, other.class_stage), ('key', 'new'))
        self.assertEqual((other.class_payment, other.class_policy), ('late', 'cash'))
        self.assertEqual(self.profile.class_security, 'open')
        for kind, is_what in (('insurance', 'insured'), ('bank_guarantee', 'secured')):
            self.env['credit.security'].create({
                'profile_id': self.profile.id, 'kind': kind, 'value': 500.0,
                'valid_from': self.today}).sudo().state = 'active'
            self.env['credit.profile']._classify(self.company.root_id, self.profile)
            self.assertEqual(self.profile.class_security, is_what)
        self.assertGreater(self.profile.sales_share, 10.0)
        self.assertIn("10 % at most should", self.file.finding)
        self.assertIn("without a sponsor", self.file.finding)
        self.profile.standing = 'blocked'
        self.assertEqual(self.profile.class_policy, 'blacklist')
        self.assertEqual(self.company.sudo().credit_files_on, self.today)
        groups = dict(self.env['credit.profile'].with_user(self.officer)._read_group(
            [('id', 'in', (self.profile | other).ids)], ['class_value'], ['__count']))
        self.assertEqual(groups, {'A': 1, 'C': 1})

    def test_the_night_asks_as_much_for_two_as_for_ten(self):
        def made(count):
            partners = self.env['res.partner'].create(
                [{'name': f"Firm {number}", 'is_company': True} for number in range(count)])
            profiles = self.env['credit.profile']
            for partner in partners:
                profiles |= self._profile(partner, 1.0)
            self.env.flush_all()
            return profiles
        few, many = made(2), made(10)
        files = self.env['credit.file']
        self._count(files, few)
        few_again, many_first = made(2), many
        self.assertEqual(self._count(files, few_again), self._count(files, many_first))

    def _count(self, files, profiles):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        profiles._classify(self.company.root_id, profiles)
        files._look(profiles)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # === WHO === #

    def test_salespeople_see_no_file_and_auditors_change_none(self):
        self.customer.user_id = self.sales
        own = self.profile.with_user(self.sales)
        with self.assertRaises(AccessError):
            own.action_open_file()
        with self.assertRaises(AccessError):
            self.file.with_user(self.sales).read(['completeness'])
        with self.assertRaises(AccessError):
            own.read(['class_payment'])
        with self.assertRaises(AccessError):
            self.file.with_user(self.auditor).action_looked_at()
        with self.assertRaisesRegex(UserError, "follow from its entries"):
            self.file.write({'completeness': 100})
        with self.assertRaises(AccessError):
            self.profile.with_user(self.manager).write({'class_stage': 'key'})
        self.file.sponsor_id = self.manager

    def test_merged_customers_keep_what_people_wrote(self):
        partner = self.env['res.partner'].create({'name': "Acme Old", 'is_company': True})
        other = self._profile(partner, 1.0)
        entry = self._entry('legal_rep', "Lin Ann")
        self.profile.sudo()._merge_into(partner, 'test')
        self.assertEqual(entry.file_id.profile_id, other)
