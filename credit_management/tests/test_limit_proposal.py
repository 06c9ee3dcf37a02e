import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger
from psycopg2.errors import CheckViolation

from ..models import credit_limit_proposal_apply
from .aging_common import AgingCommon
from .common_golive import GoLiveCommon


class LimitProposalCommon(AgingCommon, GoLiveCommon):
    """Six customers: who buys, pays late, has Odoo's limit, is silent, has a limit, pays cash."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'report'
        cls.env['credit.profile'].search([]).active = False
        cls.env['credit.limit.proposal'].search([]).unlink()
        cls.proposals = cls.env['credit.limit.proposal'].with_user(cls.manager)
        cls.partners = cls.env['res.partner'].create([
            {'name': f"Trader {number}", 'is_company': True, 'credit_limit': limit}
            for number, limit in enumerate((0.0, 0.0, 7_777.0, 0.0, 0.0, 0.0))
        ])
        cls.buyer, cls.slow, cls.core, cls.silent, cls.decided, cls.cash = cls.partners
        cls.profiles = cls.env['credit.profile']
        for partner in cls.partners:
            cls.profiles += cls._made(partner)
        cls.of(cls, cls.core).write({'limit_mode': 'limited', 'credit_limit': 7_777.0})
        cls.of(cls, cls.decided).write({'limit_mode': 'limited', 'credit_limit': 1_500.0})
        cls.of(cls, cls.cash).write({'limit_mode': 'cash_only'})

    @classmethod
    def _made(cls, partner):
        """Make a profile as the step before does."""
        profile = cls._profile(partner, 0.0, limit_mode='unlimited')
        cls.env['credit.go.live.profile'].create(
            {'go_live_id': cls.go_live.id, 'profile_id': profile.id})
        return profile

    def setUp(self):
        super().setUp()
        self.bill(36_500.0, on=-100, due=30, partner=self.buyer)
        self.allocate(*self.env['account.move'].search([('partner_id', '=', self.buyer.id)]),
                      self.receive(36_500.0, on=-70, partner=self.buyer))
        self.bill(2_000.0, on=-100, due=30, partner=self.slow)  # 70 days late
        self.bill(1_000.0, on=-3, due=30, partner=self.core)

    def of(self, partner):
        return self.profiles.filtered(lambda profile: profile.partner_id == partner)

    def propose(self, **rules):
        rules = {'smallest_limit': 500.0, **rules}
        return self.proposals.browse(self.proposals.propose(**rules))

    def line(self, partner):
        return self.proposals.line_ids.search([('partner_id', '=', partner.id)]).with_user(
            self.manager)

    def sign(self, proposal, reason="Going live"):
        proposal.sign(reason)
        self.run_cron()

    def run_cron(self):
        """Do what the cron does between its commits."""
        for proposal in self.env['credit.limit.proposal'].search([]):
            while proposal._step():
                pass
        self.env.invalidate_all()

    def proposed(self):
        """Return ``{last letter of the name: (limit, source, left)}``."""
        return {
            line.partner_id.name[-1]: (line.limit, line.source, line.is_kept)
            for line in self.proposals.line_ids.search([])
        }


@tagged('post_install', '-at_install')
class TestLimitProposal(LimitProposalCommon):
    """Limits proposed from history, changed by hand, applied as one decision, taken back."""

    def state(self):
        """Return all that is decided of the profiles, and Odoo's own columns, as stored."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """SELECT p.id, p.limit_mode, p.credit_limit, p.review_date, p.limit_reason, p.standing,
                      p.limit_valid_until, p.grade, p.active, partner.credit_limit
                 FROM credit_profile p JOIN res_partner partner ON partner.id = p.partner_id
                WHERE p.id = ANY(%s) ORDER BY 1""", self.profiles.ids))
        return self.env.cr.fetchall()

    def lines_of(self, profile, kind):
        lines = self.env['credit.decision'].search(
            [('profile_id', '=', profile.id), ('kind', '=', kind)], order='id')
        return [json.loads(line.payload)['data'] for line in lines]

    def opening(self):
        lines = self.env['credit.decision'].search(
            [('kind', '=', 'opening')], order='id').filtered(
                lambda line: line.company_id == self.company)
        return lines, [json.loads(line.payload)['data'] for line in lines]

    # === PROPOSING === #

    def test_each_customer_is_proposed_what_his_trade_says(self):
        proposal = self.propose()
        self.assertEqual(self.proposed(), {
            '0': (41_000.0, 'history', False),  # 36,500 x 1.15 = 41,975; 100 x 45 = 4,500
            '1': (1_100.0, 'history', False),  # 2,000 x 1.15 x 0.5
            '2': (7_777.0, 'core', False),  # taken over from Odoo, nobody's decision
            '3': (500.0, 'smallest', False), '4': (500.0, 'smallest', True),
            '5': (500.0, 'smallest', True),
        })
        line = self.line(self.buyer)
        self.assertEqual(
            (line.sales, line.high_credit, line.high_credit_date, line.term_days, line.late_days,
             line.need, line.history, line.factor, line.rank),
            (36_500.0, 36_500.0, self.day(-100), 30.0, 0.0, 4_500.0, 41_975.0, 1.0, 1))
        self.assertEqual(self.line(self.slow).late_days, 70.0)
        self.assertFalse(self.line(self.silent).has_late)
        self.assertEqual(proposal._count_and_sum([('is_kept', '=', False)]), (4, 50_377.0))

    def test_reviews_are_spread_with_the_riskiest_first(self):
        self.of(self.silent).standing = 'watch'
        self.propose()
        days = [self.line(partner).review_date for partner in (
            self.silent, self.slow, self.core, self.buyer)]
        self.assertEqual(days, sorted(set(days)))
        self.assertFalse(self.line(self.decided).review_date)
        self.line(self.decided).is_kept = False
        self.line(self.buyer).is_kept = True
        self.sign(self.propose())
        self.assertGreater(self.of(self.decided).review_date, self.of(self.slow).review_date)
        self.assertFalse(self.of(self.buyer).review_date)

    def test_rules_are_the_companys(self):
        self.propose(uplift=0.0, core_first=True, tolerated_days=365)
        self.assertEqual(self.line(self.buyer).limit, 39_000.0)  # 100 x 395 = 39,500
        self.assertEqual(self.line(self.core).limit, 7_777.0)
        for name, value in (
            ('season', 3), ('months', 12), ('uplift', '15'), ('uplift', -1), ('smallest_limit', None),
            ('tolerated_days', 1.5), ('smallest_limit', float('nan')),
        ):
            with self.subTest(name, value=value), self.assertRaises(UserError):
                self.propose(**{name: value})

    def test_what_people_wrote_outlives_a_new_proposal(self):
        self.propose()
        self.line(self.buyer).write({'limit': 60_000.0, 'why': "New plant"})
        self.line(self.silent).is_kept = True
        self.line(self.decided).limit = 1_600.0
        self.assertFalse(self.line(self.decided).is_kept)
        self.line(self.decided).why = "Grows"
        self.propose(months='24')
        self.assertEqual(self.proposed()['0'], (60_000.0, 'history', False))
        self.assertEqual(self.line(self.buyer).why, "New plant")
        self.assertEqual(self.proposed()['3'], (500.0, 'smallest', True))
        self.assertEqual(self.proposed()['4'], (1_600.0, 'smallest', False))

    def test_twice_as_many_customers_take_as_many_queries(self):
        self.propose()

        def queries():
            before = self.env.cr.sql_log_count
            self.propose()
            return self.env.cr.sql_log_count - before

        few = queries()
        for number in range(12):
            partner = self.env['res.partner'].create({'name': f"More {number}"})
            self._made(partner)
        self.env.flush_all()
        self.assertLessEqual(queries(), few + 2)

    def test_a_bound_that_somebody_lifted_is_left_alone(self):
        partner = self.env['res.partner'].create({'name': "Trader 9"})
        self._profile(partner, 0.0, limit_mode='unlimited')
        self.propose()
        self.assertTrue(self.line(partner).is_kept)

    # === APPLYING === #

    def test_applied_and_undone_the_database_is_as_before(self):
        proposal, before = self.propose(), self.state()
        drafted = self.proposed()
        go_live = self.env['credit.go.live'].with_user(self.manager)
        with self.untouched():
            self.sign(proposal)
            self.assertEqual(proposal.state, 'applied')
            after = {row[0]: row[1:5] for row in self.state()}
            self.assertEqual(after[self.of(self.buyer).id][:2], ('limited', 41_000.0))
            self.assertEqual(after[self.of(self.cash).id][0], 'cash_only')
            self.assertEqual(self.buyer.credit_limit, 41_000.0)
            self.assertTrue(self.go_live._is_done('limits'))
            go_live.undo('limits')
            self.run_cron()
        self.assertEqual(self.state(), before)
        self.assertEqual((proposal.state, self.proposed()), ('draft', drafted))
        self.assertEqual(self.lines_of_log(), [('done', 'limits'), ('undone', 'limits')])
        self.assertEqual(self.go_live._row('limits').state, 'undone')

    def test_it_is_one_decision_and_a_line_a_customer(self):
        proposal = self.propose()
        self.line(self.buyer).write({'limit': 40_000.0, 'why': "As agreed"})
        had, _data = self.opening()
        given = {profile: len(self.lines_of(profile, 'limit')) for profile in self.profiles}
        self.sign(proposal)
        lines, data = self.opening()
        [signed] = lines - had
        self.assertEqual(signed.user_id, self.manager)
        self.assertEqual(
            {name: data[-1][name] for name in ('act', 'customers', 'total', 'by_hand', 'reason')},
            {'act': 'signed', 'customers': 4, 'total': 49_377.0, 'by_hand': 1,
             'reason': "Going live"})
        for profile in self.profiles:
            decided = profile.partner_id not in self.decided | self.cash
            self.assertEqual(len(self.lines_of(profile, 'limit')) - given[profile], int(decided))
        data = self.lines_of(self.of(self.buyer), 'limit')[-1]
        self.assertEqual(data['reason'], "Going live – As agreed")
        self.assertEqual(data['before'] | data['after'], {
            **data['after'], 'limit_mode': 'limited', 'credit_limit': 40_000.0})
        decision = self.env['credit.decision'].search(
            [('profile_id', '=', self.of(self.buyer).id), ('kind', '=', 'limit')], limit=1)
        self.assertEqual(decision.user_id, self.manager)
        self.assertTrue(self.env['credit.decision'].verify_chain(
            profile_id=self.of(self.buyer).id)['sound'])

    def test_it_stops_anywhere_and_goes_on(self):
        proposal = self.propose()
        with patch.object(credit_limit_proposal_apply, 'BATCH', 1):
            proposal.sign("Going live")
            self.assertTrue(proposal.sudo()._step())  # then the process died
            self.assertEqual(
                sorted(self.proposals.line_ids.search([]).mapped('state')),
                ['applied', *['todo'] * 5])
            self.assertFalse(proposal.sign("Again"))  # under way: nothing happens
            self.run_cron()
        states = self.proposals.line_ids.search([('is_kept', '=', False)]).mapped('state')
        self.assertEqual(states, ['applied'] * 4)
        given = [len(self.lines_of(profile, 'limit')) for profile in self.profiles]
        self.run_cron()
        with self.assertRaises(UserError):
            proposal.sign("Once more")
        self.assertEqual(given, [len(self.lines_of(profile, 'limit')) for profile in self.profiles])

    def test_a_batch_that_fails_on_one_customer_applies_the_others(self):
        self.slow.user_id = self.manager
        proposal = self.propose()
        self.sign(proposal)
        line = self.line(self.slow)
        self.assertEqual(line.state, 'refused')
        self.assertIn("your own sales customer", line.note)
        self.assertEqual(self.of(self.slow).limit_mode, 'unlimited')
        self.assertEqual(self.of(self.buyer).credit_limit, 41_000.0)
        self.sign(proposal.with_user(self.manager_2), "For Mona")
        self.assertEqual(self.of(self.slow).credit_limit, 1_100.0)
        with self.assertRaisesRegex(UserError, "another manager"):
            self.env['credit.go.live'].with_user(self.manager).undo('limits')

    def test_whose_limit_may_not_grow_gets_back_what_he_had(self):
        self.company.credit_mode = 'enforce'
        for partner in (self.slow, self.core):
            self.bill(30_000.0, on=-300, due=30, partner=partner)
        proposal, before = self.propose(), self.state()
        self.sign(proposal)
        self.assertIn("no limit is increased", self.line(self.core).note)
        self.assertEqual(self.of(self.slow).limit_mode, 'limited')
        self.env['credit.go.live'].with_user(self.manager).undo('limits')
        self.run_cron()
        self.assertEqual((self.state(), proposal.state), (before, 'draft'))

    def test_what_was_decided_since_is_left_alone(self):
        proposal = self.propose()
        self.of(self.core).with_user(self.manager).write(
            {'credit_limit': 9_000.0, 'limit_reason': "Called"})
        self.sign(proposal)
        self.assertEqual(self.line(self.core).state, 'refused')
        self.assertEqual(self.of(self.core).credit_limit, 9_000.0)
        self.of(self.buyer).with_user(self.manager).write({'credit_limit': 45_000.0})
        self.env['credit.go.live'].with_user(self.manager).undo('limits')
        self.run_cron()
        self.assertEqual(self.of(self.buyer).credit_limit, 45_000.0)
        self.assertEqual(self.of(self.slow).limit_mode, 'unlimited')
        self.assertIn("Decided otherwise", self.line(self.buyer).note)

    def test_only_the_list_that_was_signed_is_applied(self):
        proposal = self.propose()
        proposal.sign("Going live")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE credit_limit_proposal_line SET \"limit\" = 9e6 WHERE partner_id = %s",
            [self.slow.id])
        self.env.invalidate_all()
        self.run_cron()
        self.assertEqual(self.of(self.slow).limit_mode, 'unlimited')
        self.assertEqual(set(self.proposals.line_ids.search(
            [('is_kept', '=', False)]).mapped('state')), {'refused'})

    # === REFUSED === #

    def test_a_limit_by_hand_needs_a_reason(self):
        proposal = self.propose()
        self.line(self.buyer).limit = 99_000.0
        with self.assertRaisesRegex(UserError, "Trader 0"):
            proposal.sign("Going live")
        with self.assertRaises(UserError):
            proposal.sign("  ")

    def test_figures_are_not_written_and_what_is_signed_is_not_changed(self):
        proposal = self.propose()
        for name, value in (('high_credit', 1.0), ('proposed_limit', 1.0), ('state', 'applied'),
                            ('is_by_hand', False), ('review_date', self.today)):
            with self.subTest(name), self.assertRaises(UserError):
                self.line(self.buyer).write({name: value})
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            self.line(self.buyer).limit = -1.0
            self.env.flush_all()
        proposal.sign("Going live")
        with self.assertRaises(UserError):
            self.line(self.buyer).limit = 5.0
        with self.assertRaises(UserError):
            self.propose()
        self.run_cron()
        with self.assertRaises(UserError):
            self.propose()

    def test_managers_do_it_auditors_read_it_nobody_else_sees_it(self):
        proposal = self.propose()
        for user in (self.sales, self.officer):
            with self.subTest(user.name):
                other = proposal.with_user(user)
                with self.assertRaises(AccessError):
                    other.read(['state'])
                with self.assertRaises(AccessError):
                    self.line(self.buyer).with_user(user).read(['limit'])
                with self.assertRaises(AccessError):
                    other.get_page()
        auditor = proposal.with_user(self.auditor)
        self.assertEqual(auditor.get_page()['customers'], 6)
        for user in (self.sales, self.officer, self.auditor):
            with self.subTest(user.name):
                other = proposal.with_user(user)
                with self.assertRaises(AccessError):
                    other.propose()
                with self.assertRaises(AccessError):
                    other.sign("Mine")
                with self.assertRaises(AccessError):
                    other.take_back()
                with self.assertRaises(AccessError):
                    self.line(self.buyer).with_user(user).limit = 1.0
        company = self.env['res.company'].create({'name': "Other"})
        with self.assertRaises(AccessError):
            self.proposals.propose(company_id=company.id)

    # === SHOWN === #

    def test_the_page_counts_and_draws(self):
        proposal = self.propose()
        page = proposal.get_page()
        self.assertEqual(
            (page['customers'], page['decided'], page['total'], page['kept'], page['by_hand']),
            (6, 4, 50_377.0, 2, 0))
        self.assertEqual(sum(bar['count'] for bar in page['bars']), 4)
        for bar in page['bars']:
            action = proposal.action_lines(low=bar['from'], high=bar['to'])
            self.assertEqual(self.proposals.line_ids.search_count(action['domain']), bar['count'])
        step = next(step for step in self.env['credit.go.live'].with_user(
            self.manager).get_page()['steps'] if step['code'] == 'limits')
        self.assertEqual(step['button'], "Apply 4 as one decision")
        self.assertEqual(step['figures'][1]['value'], 50_377.0)
