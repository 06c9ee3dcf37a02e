from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .desk_common import WEDNESDAY_TEN, DeskCommon, utc

CRON = 'credit_digest_cron'
#: 08:00 in Shanghai on that Wednesday.
MORNING = utc('2026-07-15 00:00:00')


@tagged('post_install', '-at_install')
class TestSignalDigest(DeskCommon):
    """One mail in the morning to the owner of customers whose signals changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer.email = 'olga@example.com'
        cls.profile.user_id = cls.officer
        cls.company.credit_signals_since = WEDNESDAY_TEN.date() - timedelta(days=100)

    def _at(self, moment):
        before = self.env['mail.mail'].search([])
        with freeze_time(moment):
            self._run(CRON)
        return (self.env['mail.mail'].search([]) - before).filtered(
            lambda mail: 'anger signals' in mail.subject)

    def _flag(self, code, hours=22):
        with freeze_time(MORNING - timedelta(hours=hours)):
            self.profile.flag_signal(code, "seen")

    def test_what_is_new_is_told_once(self):
        self._flag('DS3')
        self._flag('DS1')
        mail = self._at(MORNING)
        self.assertEqual(mail.recipient_ids, self.officer.partner_id)
        self.assertIn("Acme Trade", mail.body_html)
        self.assertIn("DS3 Payment came back", mail.body_html)
        self.assertIn("Alert", mail.body_html)
        self.assertEqual(mail.subject, "Danger signals: 1 of your customers changed")
        self.assertFalse(self._at(MORNING + timedelta(minutes=15)))
        self.assertFalse(self._at(MORNING + timedelta(days=1)), "nothing changed since")

    def test_managers_hear_of_customers_that_nobody_looks_after(self):
        self.manager.email = 'mara@example.com'
        self.profile.user_id = False
        self._flag('DS3')
        self._flag('DS1')
        mails = self._at(MORNING)
        self.assertIn(self.manager.partner_id, mails.recipient_ids)
        self.assertNotIn(self.officer.partner_id, mails.recipient_ids)
        self.assertIn("Acme Trade", mails[:1].body_html)

    def test_what_is_gone_is_told_too_and_what_came_and_went_is_not_new(self):
        self._flag('DS3', hours=60)
        with freeze_time(MORNING - timedelta(hours=5)):
            self.env['credit.signal'].search([
                ('profile_id', '=', self.profile.id)]).lift("wrong")
        mail = self._at(MORNING)
        digest = self.env['credit.digest'].search([('kind', '=', 'signals')], limit=1)
        self.assertTrue(mail)
        self.assertEqual(digest.signal_lines[0]['gone'], ["DS3 Payment came back"])
        self.assertEqual(digest.signal_lines[0]['new'], [])

    def test_nothing_of_the_first_night_and_nothing_while_only_reporting(self):
        self._flag('DS3')
        self.env.cr.execute("UPDATE credit_signal_change SET is_first = TRUE")
        self.env.invalidate_all()
        self.assertFalse(self._at(MORNING))
        self.env.cr.execute("UPDATE credit_signal_change SET is_first = FALSE")
        self.env.invalidate_all()
        self.company.credit_mode = 'report'
        self.assertFalse(self._at(MORNING))
        self.company.credit_mode = 'enforce'
        self.officer.credit_digest = False
        self.assertFalse(self._at(MORNING))
