from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import credit_case_night
from .case_common import CaseCommon

FAILURES = 'odoo.addons.credit_management.models.credit_failure'


@tagged('post_install', '-at_install')
class TestNightsApart(CaseCommon):
    """One record that cannot be worked on is noted, and ends the night of nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rules()
        cls.profiles = cls.env['credit.profile'].union(*(
            cls._profile(cls.env['res.partner'].create({'name': f"Apart {number}"}), 1000.0)
            for number in range(5)))
        cls.bad = cls.profiles[1]

    def _late(self, due=-60):
        return [self._invoice(100.0, partner=profile.partner_id, due=due)
                for profile in self.profiles]

    def _fails(self, model, method):
        """Let a method of a model raise at whatever is the bad customer's, or is himself."""
        origin, bad = getattr(self.env.registry[model], method), self.bad

        def failing(records, *args, **kwargs):
            own = args[0] if args and getattr(args[0], '_name', '') == 'credit.profile' else (
                records if records._name == 'credit.profile' else records.profile_id)
            if bad in own:
                raise ValueError("made to fail")
            return origin(records, *args, **kwargs)

        return patch.object(self.env.registry[model], method, failing)

    def _noted(self, work):
        return self.env['credit.failure'].search([
            ('work', '=', work), ('reason', '=', "ValueError: made to fail")])

    # === CASES === #

    def test_a_bad_case_ends_no_night(self):
        self._late()
        self._night()
        cases = self._of(self.profiles)
        self.assertEqual(len(cases), 5)
        cases.sudo().looked_on = False
        with self._fails('credit.case', '_classify'), mute_logger(FAILURES):
            self._night()
        self.assertEqual(set(cases.mapped('looked_on')), {self.today}, "each once a night")
        bad = self._of(self.bad)
        failure = self._noted('case')
        self.assertEqual((failure.res_model, failure.res_id), ('credit.case', bad.id))
        cases.sudo().looked_on = False
        self._night()
        self.assertFalse(self._noted('case'), "it went well again")

    def test_a_customer_whose_case_cannot_open_keeps_no_other_from_his(self):
        self._late()
        origin = self.env.registry['credit.case']._open_many

        def failing(cases, pairs, origin_of):
            if any(profile == self.bad for profile, _lines in pairs):
                raise ValueError("made to fail")
            return origin(cases, pairs, origin_of)

        with patch.object(self.env.registry['credit.case'], '_open_many', failing), \
                mute_logger(FAILURES):
            self._night()
        self.assertEqual(self._of(self.profiles).profile_id, self.profiles - self.bad)
        self.assertEqual(self._noted('case').res_id, self.bad.id)

    def test_what_was_paid_closes_beside_a_bad_case(self):
        bills = self._late()
        self._night()
        for bill in bills:
            self._pay(bill)
        with self._fails('credit.case', '_close'), mute_logger(FAILURES):
            self.cases._cron_paid()
        self.assertEqual(
            self.cases.search([('profile_id', 'in', self.profiles.ids), ('state', '=', 'open')])
            .profile_id, self.bad)

    def test_an_invoice_that_is_corrected_is_not_paid(self):
        invoice = self._invoice(300.0, due=-60)
        case = self._case(invoice)
        invoice.button_draft()
        self.cases._cron_paid()
        self.assertEqual((case.state, case.amount), ('open', 0.0))
        self.assertFalse(case.sudo()._is_paid())
        invoice.action_post()
        self.assertEqual((case.state, case.amount), ('open', 300.0))

    def test_a_night_that_was_stopped_goes_on_where_it_was(self):
        self._late()
        with patch.object(credit_case_night, 'CUSTOMERS', 1):
            night = self.cases.sudo()._night(self.company)
            next(night, None)
            night.close()
            done = self._of(self.profiles)
            self.assertLess(len(done), 5)
            self.assertGreater(self.company.credit_case_upto, 0)
            done.sudo()._close('hand')
            self._night()
        self.assertEqual(len(self._of(self.profiles)), 5, "nobody is gone through twice")
        self.assertEqual(
            (self.company.credit_case_night_on, self.company.credit_case_upto), (self.today, 0))

    def test_who_is_not_late_enough_is_not_gone_through(self):
        rules = self.env['credit.case.rule']._rules(self.company)
        least = min(rule.days for rule in rules if rule.days is not None)
        self._late(due=1 - least)
        self.assertFalse(set(self.profiles.ids) & set(
            self.cases._customers_late(self.company, rules, self.today)))
        self.assertLessEqual(set(self.profiles.ids), set(
            self.cases._customers_late(self.company, rules, self.today + timedelta(days=1))))

    # === PROMISES, DISPUTES === #

    def test_a_bad_promise_ends_no_night(self):
        self._late()
        for profile in self.profiles:
            self.env['credit.promise']._make(profile, 50.0, self.on(3))
        promises = self.env['credit.promise'].sudo().search(
            [('profile_id', 'in', self.profiles.ids)])
        promises.paid = 7.0
        with self._fails('credit.promise', '_take'), mute_logger(FAILURES):
            self._promises()
        self.assertEqual(
            {one.profile_id: one.paid for one in promises},
            {profile: 7.0 if profile == self.bad else 0.0 for profile in self.profiles})
        self.assertEqual(self._noted('promise').res_id, self.bad.id)
        self.assertEqual(self.company.credit_promise_night_on, self.today)

    def test_a_bad_dispute_ends_no_night(self):
        reason = self.env['credit.dispute.reason'].search([], limit=1)
        bills = self._late()
        for bill in bills:
            self.env['credit.dispute']._raise(self._line(bill), 40.0, reason)
            self._pay(bill)
        with self._fails('credit.dispute', '_end'), mute_logger(FAILURES):
            self._promises()
        disputes = self.env['credit.dispute'].search([('profile_id', 'in', self.profiles.ids)])
        self.assertEqual(
            disputes.filtered(lambda one: one.state == 'open').profile_id, self.bad)
        self.assertEqual(self._noted('promise').res_model, 'credit.dispute')

    def _promises(self):
        for _part in self.env['credit.promise']._night(self.company):
            pass
        self.env.invalidate_all()

    # === SIGNALS === #

    def test_a_customer_who_cannot_be_looked_at_ends_no_night(self):
        for profile in self.profiles:
            profile.flag_signal('DS3', "seen")
        self.env.cr.execute("UPDATE credit_profile SET danger_score = 0, danger_level = 'normal'")
        self.env.invalidate_all()
        self.company.credit_signals_on = False
        signals = self.env['credit.signal']
        with self._fails('credit.signal', '_look'), mute_logger(FAILURES):
            for _part in signals._night(self.company):
                pass
        self.env.invalidate_all()
        self.assertEqual(
            {profile: profile.danger_score for profile in self.profiles},
            {profile: 0 if profile == self.bad else 20 for profile in self.profiles})
        self.assertEqual(self._noted('signals').res_id, self.bad.id)
        self.assertEqual(self.company.credit_signals_on, self.today)
