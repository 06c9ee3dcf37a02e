from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .letter_common import LetterCommon


@tagged('post_install', '-at_install')
class TestContactRules(LetterCommon):
    """Why a letter does not go stays to be read."""

    def setUp(self):
        super().setUp()
        self.move = self._invoice(1000.0, due=-20)

    def refused(self, code, kind='reminder', **values):
        letter = self.letters._make(self.profile, kind, **values)
        self.assertEqual(letter.refusal, code)
        self.assertTrue(letter.refusal_text)
        with self.assertRaises(UserError) as caught:
            letter.with_user(self.officer).action_approve()
        self.assertEqual(letter.state, 'draft')
        return str(caught.exception)

    def test_the_stop_list_and_its_end(self):
        self.profile.write({
            'contact_stop': True, 'contact_stop_reason': "Insolvency",
            'contact_stop_until': self.today})
        self.assertIn("Insolvency", self.refused('stop_list'))
        self.assertIn("Insolvency", self.refused('stop_list', channel='courier'))
        self.profile.contact_stop_until = self.today - timedelta(days=1)
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)

    def test_money_that_nobody_matched(self):
        payment = self.env['account.payment'].create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'amount': 499.0,
            'partner_id': self.customer.id, 'date': self.today})
        payment.action_post()
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)
        more = payment.copy({'amount': 1.0, 'date': self.today})
        more.action_post()
        self.assertIn("500", self.refused('unmatched_money'))
        self.refused('unmatched_money', 'statement')

    def test_another_follow_up(self):
        modules = self.env['ir.module.module'].sudo()
        for name in ('account_followup', 'account_credit_control',
                     'account_invoice_overdue_reminder'):
            with self.subTest(name), self.env.cr.savepoint() as point:
                known = modules.search([('name', '=', name)])
                (known or modules.create({'name': name})).state = 'installed'
                self.env.registry.clear_cache('stable')
                self.assertIn("active for this customer", self.refused('other_system'))
                self.assertEqual(self.letters._make(self.profile, 'demand', 1).state, 'draft')
                point.rollback()
        self.env.registry.clear_cache('stable')
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)

    def test_quiet_days_and_weekdays(self):
        quiet = self.env['credit.quiet.day'].with_user(self.manager).create({
            'name': "Stocktaking", 'date_from': self.today, 'date_to': self.today})
        self.refused('quiet_day')
        self.assertFalse(self.letters._make(self.profile, 'reminder', channel='courier').refusal)
        quiet.unlink()
        self.company.credit_quiet_weekdays = 'weekend'
        rules = self.company._credit_contact_rules()
        self.assertEqual(rules.weekdays, frozenset({5, 6}))
        self.company.credit_quiet_weekdays = 'calendar'
        rest, _holidays = self.company._credit_rest()[self.company.id]
        self.assertEqual(self.company._credit_contact_rules().weekdays, frozenset(rest))

    def test_one_mail_a_day_and_one_reminder_in_seven(self):
        self.mailed(self.letters._make(self.profile, 'reminder'))
        self.refused('mail_today')
        self.company.credit_mails_a_day = 2
        self.refused('reminder_lately')
        self.assertFalse(self.letters._make(self.profile, 'statement').refusal)
        self.company.credit_reminder_days = 1
        self.letters.search([('state', '=', 'sent')]).sent_on = self.today - timedelta(days=1)
        self.assertFalse(self.letters._make(self.profile, 'reminder').refusal)

    def test_two_approved_at_once_do_not_both_go(self):
        one, two = (self.letters._make(self.profile, 'reminder') for _each in range(2))
        one.with_user(self.officer).action_approve()
        with self.assertRaises(UserError):
            two.with_user(self.officer).action_approve()
        self.work()
        self.assertEqual(len(self.mails(one | two)), 1)

    def test_entries_that_want_no_follow_up(self):
        self.line(self.move).no_followup = True
        self.refused('no_followup')
        other = self._invoice(10.0, due=-2)
        letter = self.letters._make(self.profile, 'reminder')
        self.assertEqual((letter.refusal, letter.line_ids.name), (False, other.name))

    def test_no_address_and_nothing_open(self):
        self.customer.email = False
        self.refused('no_email')
        self.assertFalse(self.letters._make(self.profile, 'reminder', channel='hand').refusal)
        self._pay(self.move)
        self.refused('nothing_open')
