from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CreditCommon
from .test_annual_accounts import FIRM

RATINGS = dict(zip(
    ('impression', 'organisation', 'products', 'competitiveness', 'operation', 'prospects', 'margin',
     'demands', 'appeal', 'advantage', 'security', 'substitutes', 'payments', 'bank_credit',
     'profitability', 'balance_sheet', 'solvency', 'capital'),
    (6, 7, 7, 5, 6, 6, 8, 6, 5, 5, 4, 0, 8, 7, 0, 6, 6, 7), strict=True))


class ScoreCommon(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_single_approver = False
        cls.scores = cls.env['credit.score'].sudo()

    def _rate(self, ratings=RATINGS, user=None, profile=None, **values):
        """Rate the customer as the dialog does; return the score of the rating."""
        wizard = self.env['credit.score.rate'].with_user(user or self.officer).create(
            {'profile_id': (profile or self.profile).id, **values})
        for line in wizard.line_ids:
            line.rating = ratings.get(line.code, 0)
        wizard.action_keep()
        return self._last(wizard.kind, profile)

    def _last(self, kind, profile=None):
        profile = profile or self.profile
        return self.scores._latest(profile, [kind]).get((profile.id, kind), self.scores)

    def _accounts(self, profile=None, months=6, **entries):
        accounts = self.env['credit.annual.accounts'].create({
            'profile_id': (profile or self.profile).id,
            'year_end': self.company._credit_today() - timedelta(days=31 * months)})
        for line in accounts.line_ids:
            if (amount := {**FIRM, **entries}.get(line.entry)) is not None:
                line.amount = amount
        return accounts

    def _old_invoice(self, days=500, **values):
        """Make an invoice long ago and paid in time, so that the customer is no new one."""
        day = self.company._credit_today() - timedelta(days=days)
        move = self._invoice(100.0, post=False, **values)
        move.write({'invoice_date': day, 'invoice_date_due': day + timedelta(days=30)})
        move.action_post()
        return move


@tagged('post_install', '-at_install')
class TestScore(ScoreCommon):
    """Scores by what people and books say, kept as they were given."""

    def test_the_published_ratings(self):
        score = self._rate()
        self.assertEqual((score.points, score.coverage), (64.77, 88.0))
        self.assertEqual(score.band_text, "Acceptable")
        self.assertEqual(score.missing_text, "How easily he is replaced, Profitability")
        self.assertEqual(score.user_id, self.officer)
        self.assertIn("Payment record", score.factors_html)

    def test_score_and_coverage_move_with_each_rating(self):
        form = Form(self.env['credit.score.rate'].with_user(self.officer).with_context(
            default_profile_id=self.profile.id))
        self.assertEqual((form.has_points, form.coverage), (False, 0.0))
        with form.line_ids.edit(12) as line:
            line.rating = 9
        self.assertEqual((form.points, form.coverage), (90.0, 15.0))
        self.assertEqual(form.band_text, "Too little is known: no grade better than C.")

    def test_the_next_rating_begins_with_the_last(self):
        self._rate()
        wizard = self.env['credit.score.rate'].with_user(self.manager).create(
            {'profile_id': self.profile.id})
        self.assertEqual({line.code: line.rating for line in wizard.line_ids}, RATINGS)
        self.assertIn("by Olga", wizard.last_text)

    def test_the_five_c_have_their_own_scale(self):
        score = self._rate({'character': 5, 'capital': 3}, kind='five_c')
        self.assertEqual((score.points, score.coverage), (80.0, 40.0))
        with self.assertRaisesRegex(UserError, "Give 1 to 5"):
            self._rate({'character': 6}, kind='five_c')

    def test_nothing_rated_is_no_score(self):
        with self.assertRaisesRegex(UserError, "Nothing is rated yet"):
            self._rate({})

    def test_a_kept_score_never_changes(self):
        score = self._rate()
        for call in (lambda: score.with_user(self.manager).write({'points': 99}),
                     lambda: score.write({'points': 99}), lambda: score.unlink(),
                     lambda: self.env['credit.score'].with_user(self.manager).create({})):
            with self.assertRaises(UserError):  # AccessError is one, too
                call()

    def test_salespeople_rate_nobody_and_see_no_score(self):
        self._rate()
        self.customer.user_id = self.sales
        with self.assertRaises(AccessError):
            self._rate(user=self.sales)
        with self.assertRaises(AccessError):
            self.env['credit.score'].with_user(self.sales).search([])

    def test_the_firm_of_the_book(self):
        self._accounts()
        self.scores._score(self.profile)
        found = {kind: self._last(kind) for kind in ('z_private', 'bathory', 'working_assets')}
        self.assertEqual(found['z_private'].value, 2.1777)
        self.assertEqual(found['z_private'].band_text, "Grey zone")
        self.assertEqual(found['bathory'].value, 2.8244)
        self.assertEqual((found['working_assets'].value, found['working_assets'].points),
                         (78.75, 70.0))
        self.assertFalse(self._last('z_public'))
        self.assertIn("Accounts of the year ended", found['z_private'].source)

    def test_old_accounts_say_nothing(self):
        self._accounts(months=20)
        self.scores._score(self.profile)
        self.assertFalse(self._last('z_private'))

    def test_accounts_count_up_to_the_day_they_are_18_months_old(self):
        accounts, today = self._accounts(), self.company._credit_today()
        last = today - relativedelta(months=18)
        for day, counts in ((last, True), (last - timedelta(days=10), False)):
            accounts.year_end = day
            known = self.scores._fresh_accounts(
                self.profile, self.env['credit.scorecard']._in_force(self.company), today)
            self.assertEqual(bool(known), counts, day)

    def test_paying_late_counts_by_amount(self):
        self._invoice(300.0, due=-30)
        self.scores._score(self.profile)
        score = self._last('payment')
        # 70 × 50 for 30 days, 10 × 100 for no dispute.
        self.assertEqual((score.points, score.coverage, score.band_text), (56.25, 80.0, "Late"))
        self.assertEqual(score.missing_text, "Promises kept")

    def test_grade_by_weights_and_caps(self):
        self._old_invoice()
        self._rate(dict.fromkeys(RATINGS, 9))
        self._accounts()
        self.scores._score(self.profile)
        score = self._last('composite')
        # 90 by ratings, 63.4 by accounts: (25 × 90 + 20 × 63.38) / 45; paying: the old invoice.
        self.assertEqual(score.missing_text, "Bureaus")
        self.assertEqual(score.coverage, 80.0)
        self.assertFalse(score.caps)
        self.profile.sudo().danger_level = 'alert'
        self.scores._score(self.profile)
        self.assertIn('alert', self._last('composite').caps)
        self.profile.sudo().write({'danger_level': 'normal', 'fraud_stop': True})
        self.scores._score(self.profile)
        self.assertEqual((self._last('composite').caps, self._last('composite').grade), ('fraud', 'E'))
        self.profile.write({'standing': 'blocked', 'standing_reason': "Fraud"})
        self.scores._score(self.profile)
        score = self._last('composite')
        self.assertEqual(score.grade, 'E')
        self.assertIn("blocked", score.caps_text)

    def test_little_known_and_new_customers_are_c_at_best(self):
        self._rate(dict.fromkeys(RATINGS, 10))
        score = self._last('composite')
        self.assertEqual((score.grade, score.uncapped), ('C', 'A'))
        self.assertEqual(score.caps, 'coverage,new')

    def test_a_customer_of_years_gets_by_paying_alone_what_he_earned(self):
        """F18: too little known is a C for new customers; a good payer of years may be more."""
        old = self._old_invoice(days=800)
        self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=old.ids,
        ).create({'payment_date': old.invoice_date})._create_payments()
        self._pay(self._invoice(1000.0, due=0))
        self.scores._score(self.profile)
        score = self._last('composite')
        self.assertEqual((score.coverage, score.grade, score.caps), (35.0, 'A', False))
        self._invoice(1000.0, due=-12)
        self.scores._score(self.profile)
        score = self._last('composite')
        # Six days beyond terms by amount: no A by paying alone, whatever the points.
        self.assertEqual((score.grade, score.uncapped, score.caps), ('B', 'A', 'coverage'))
        page = Form(self.env['credit.score.try'].with_user(self.officer).with_context(
            default_profile_id=self.profile.id))
        self.assertEqual(page.grade, 'B')
        page.is_new = True
        self.assertEqual(page.grade, 'C')

    def test_what_did_not_change_is_not_kept_again(self):
        self._rate()
        self._accounts()
        self.scores._score(self.profile)
        before = self.scores.search_count([('profile_id', '=', self.profile.id)])
        self.scores._score(self.profile)
        self.assertEqual(self.scores.search_count([('profile_id', '=', self.profile.id)]), before)
        self._accounts(months=1, ebit=900)
        self.scores._score(self.profile)
        self.assertEqual(self._last('z_private').band_text, "Safe")

    def test_the_night_stops_anywhere_and_does_nothing_twice(self):
        self._accounts()
        self.company.write({'credit_scored_on': False, 'credit_scored_upto': 0})
        list(self.scores._score_company(self.company) or ())
        self.assertEqual(self.company.credit_scored_on, self.company._credit_today())
        self.assertTrue(self._last('composite'))
        count = self.scores.search_count([])
        list(self.scores._score_company(self.company) or ())
        self.scores._rescore_all(self.company)
        self.assertFalse(self.company.credit_scored_on)
        list(self.scores._score_company(self.company) or ())
        self.assertEqual(self.scores.search_count([]), count)

    def test_what_a_bureau_or_a_signal_says_does_not_wait_for_the_night(self):
        self.profile.sudo().danger_level = 'stop'
        self._accounts()
        self.env['credit.profile']._notify('danger_changed', self.profile, 'test')
        due = self.env['credit.score.due'].search([('profile_id', '=', self.profile.id)])
        self.assertTrue(due)
        list(self.scores._score_due(self.company))
        self.assertFalse(due.exists())
        self.assertEqual(self._last('composite').grade, 'E')

    def test_as_many_queries_for_two_as_for_many(self):
        def count(number):
            profiles = self.env['credit.profile']
            for index in range(number):
                partner = self.env['res.partner'].create({'name': f"Firm {number} {index}"})
                profiles += self._profile(partner, 100.0)
                self._accounts(profiles[-1])
                self._invoice(100.0, partner=partner, due=-20)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.scores._score(profiles, self.scores._lateness(self.company))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(3), count(6))


@tagged('post_install', '-at_install')
class TestScorecard(ScoreCommon):
    """Versions of scorecards: drafts change, what was published does not."""

    def _shipped(self, kind='characteristic'):
        return self.env.ref(f'credit_management.credit_scorecard_{kind}')

    def _draft(self, user=None, kind='characteristic'):
        action = self._shipped(kind).with_user(user or self.manager).action_new_version()
        return self.env['credit.scorecard'].with_user(user or self.manager).browse(action['res_id'])

    def test_shipped_cards_are_sound(self):
        cards = self.env['credit.scorecard']._in_force(self.company)
        self.assertEqual(len(cards), 10)
        for card in cards.values():
            self.assertFalse(card.fault, card.display_name)
        self.assertAlmostEqual(cards['characteristic'].weight_sum, 100.0)

    def test_a_published_version_never_changes(self):
        card = self._shipped().with_user(self.manager)
        for call in (lambda: card.write({'least_coverage': 10}),
                     lambda: card.factor_ids[0].write({'weight': 9}),
                     lambda: card.factor_ids[0].unlink(), lambda: card.band_ids[0].unlink(),
                     lambda: card.unlink(),
                     lambda: card.write({'factor_ids': [Command.create({'code': 'x', 'name': "X"})]})):
            with self.assertRaisesRegex(UserError, "new version"):
                call()

    def test_four_eyes_publish_a_version_of_ones_own(self):
        draft = self._draft()
        self.assertEqual((draft.company_id, draft.version, draft.state), (self.company, 1, 'draft'))
        draft.factor_ids.filtered(lambda factor: factor.code == 'payments').weight = 100
        with self.assertRaisesRegex(AccessError, "another credit manager publishes"):
            draft.action_publish()
        draft.with_user(self.manager_2).action_publish()
        self.assertEqual(self.env['credit.scorecard']._in_force(self.company)['characteristic'].id,
                         draft.id)
        self.assertEqual(self._shipped().state, 'published')
        second = self.env['credit.scorecard'].browse(
            draft.with_user(self.manager).action_new_version()['res_id'])
        second.with_user(self.manager_2).action_publish()
        self.assertEqual((draft.state, second.version), ('replaced', 2))
        self.assertEqual(second.factor_ids[0].with_context(lang='en_US').name, "First impression")

    def test_a_score_keeps_the_version_it_was_given_by(self):
        score = self._rate()
        draft = self._draft()
        draft.factor_ids.filtered(lambda factor: factor.code == 'capital').weight = 90
        draft.with_user(self.manager_2).action_publish()
        self.assertEqual((score.scorecard_id, score.points), (self._shipped(), 64.77))
        self.assertNotEqual(self._rate().points, 64.77)

    def test_a_faulty_draft_is_not_published(self):
        draft = self._draft(kind='composite')
        draft.band_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "E, D, C, B, A"):
            draft.with_user(self.manager_2).action_publish()

    def test_states_are_no_ones_to_write(self):
        draft = self._draft()
        with self.assertRaises(UserError):
            draft.write({'state': 'published'})
        made = self.env['credit.scorecard'].with_user(self.manager).with_context(
            default_state='published', default_publisher_id=self.manager.id).create(
                {'name': "Own", 'kind': 'five_c', 'state': 'published'})
        self.assertEqual((made.state, made.publisher_id.id), ('draft', False))
        with self.assertRaises(AccessError):
            self.env['credit.scorecard'].with_user(self.officer).create(
                {'name': "Own", 'kind': 'five_c'})
