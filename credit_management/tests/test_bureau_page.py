from datetime import timedelta

from odoo.tests import tagged

from .bureau_common import BureauCommon
from .bureau_samples import event, limit, score


@tagged('post_install', '-at_install')
class TestBureauPage(BureauCommon):
    """What the customer's page and list show of bureau data, and how they are found by it."""

    def test_the_page_shows_scores_grade_limit_and_age_with_their_source(self):
        self.company.currency_id.name and self.push(self._report(
            100, scores=[score('62')],
            limits=[limit('50000', currency=self.company.currency_id.name),
                    limit('70000', code='x', currency=self.company.currency_id.name),
                    limit('1', code='y', currency=None)]))
        own = self.profile.with_user(self.officer)
        self.assertEqual((own.bureau_age_state, own.bureau_source), ('ageing', "Creditsafe"))
        self.assertEqual((own.bureau_grade, own.has_bureau_conflict), ('B', False))
        self.assertEqual((own.has_bureau_limit, own.bureau_limit), (True, 50_000.0))
        self.assertIn("Creditsafe", own.bureau_limit_note)
        self.assertEqual(own.bureau_score_ids.mapped('raw'), ['62'])
        self.assertEqual(self.env['credit.profile'].search([
            ('id', '=', own.id), ('bureau_age_state', '=', 'ageing')]), own)

    def test_two_sources_two_letters_apart_are_looked_at_and_the_worse_counts(self):
        dnb = self.env.ref('credit_management.credit_bureau_dnb')
        self._binding(self.customer, 'D-1', dnb)
        self.push(
            self._report(scores=[score('90')]),
            self._report(provider='dnb', ref='D-1', scores=[score(
                '3', code='dnb.rating', raw_min='1', raw_max='4', direction='lower_better')]),
        )
        own = self.profile.with_user(self.officer)
        self.assertEqual((own.bureau_grade, own.has_bureau_conflict), ('C', True))

    def test_a_foreign_limit_counts_only_at_a_rate_of_its_day(self):
        foreign = self.env['res.currency'].with_context(active_test=False).search([
            ('name', '=', 'SEK')])
        foreign.rate_ids.unlink()
        self.push(self._report(3, limits=[limit('1000', currency='SEK')]))
        self.assertFalse(self.profile.has_bureau_limit)
        self.env['res.currency.rate'].create({
            'currency_id': foreign.id, 'name': self.today - timedelta(days=5), 'rate': 10.0,
            'company_id': self.company.id})
        self.env.invalidate_all()
        self.assertEqual((self.profile.has_bureau_limit, self.profile.bureau_limit), (True, 100.0))
        self.assertIn("rate", self.profile.bureau_limit_note)

    def test_customers_are_found_by_alarm_and_by_age(self):
        other = self.env['res.partner'].create({'name': "Bolt", 'is_company': True})
        quiet = self._profile(other, 1.0)
        self.push(self._report(events=[event()], scores=[score()]))
        mine = self.profile + quiet

        def found(*domain):
            return self.env['credit.profile'].search([('id', 'in', mine.ids), *domain])

        self.assertEqual(found(('bureau_flag', '=', 'stop')), self.profile)
        self.assertEqual(found(('bureau_flag', 'in', ['none', 'alert'])), quiet)
        self.assertEqual(found(('bureau_age_state', '=', 'fresh')), self.profile)
        self.assertEqual(found(('bureau_age_state', '!=', 'fresh')), quiet)
        self.assertEqual(found(('bureau_age_state', '=', 'none')), quiet)

    def test_as_many_queries_for_a_long_list_as_for_a_short_one(self):
        self.push(self._report(events=[event()], scores=[score()]))
        partners = self.env['res.partner'].create([
            {'name': f"Customer {n}", 'is_company': True} for n in range(20)])
        profiles = self.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': self.company.id} for partner in partners])
        profiles[:1].mapped('bureau_flag')  # what a process asks once
        counts = []
        for part in (profiles[:5], profiles):
            self.env.invalidate_all()
            part.mapped('partner_id.name')
            before = self.env.cr.sql_log_count
            part.mapped('bureau_flag')
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
