from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .bureau_common import BureauCommon
from .bureau_samples import event, limit, score, subject


@tagged('post_install', '-at_install')
class TestBureauEffects(BureauCommon):
    """What follows from bureau data: for orders, standings, pages. Downwards only."""

    def _policy(self, **params):
        """Let the company's policy have rules H12 and H17, with these thresholds of H17."""
        policy = self.env['credit.policy'].create({'name': "Bureau"})
        lines = policy.rule_ids
        lines.filtered(lambda line: line.code == 'H12').severity_order_confirm = 'hold'
        events = lines.filtered(lambda line: line.code == 'H17')
        events.severity_order_confirm = 'stop'
        for threshold in events.threshold_ids:
            threshold.value = params.get(threshold.name, 0.0)
        policy._publish()
        self.company.credit_policy_id = policy
        return policy

    def _held_by(self, amount=100.0):
        """Confirm an order; return the codes that hold it."""
        order = self._order(amount)
        held = self.confirm(order)
        return held and sorted(
            item['code'] for item in held.context['breaches'] if item['severity'] != 'warn')

    # === RULES === #

    def test_an_existing_policy_lacks_the_new_rules_and_a_new_one_stops(self):
        self.push(self._report(events=[event()]))
        self._policy()
        self.assertEqual(self._held_by(), ['H17'])

    def test_a_closed_event_cures_what_it_held(self):
        self._policy()
        self.push(self._report(5, events=[event()]))
        order = self._order(100.0)
        self.confirm(order)
        self.assertEqual(order.credit_state, 'held')
        self.push(self._report(1, events=[event(status='closed', closed_on=self._day(2))]))
        self.assertTrue(self.env['credit.recheck'].search([
            ('profile_id', '=', self.profile.id), ('event', '=', 'report_imported')]))
        self.env['credit.recheck']._cure_profile(self.profile)
        self.assertNotEqual(order.credit_state, 'held')

    def test_a_report_that_is_stale_or_missing_holds_where_the_policy_asks(self):
        self.push(self._report(ref='other', match={'method': 'none'}))
        self._policy()
        self.assertEqual(self._held_by(), ['H12'])
        self.push(self._report(200, scores=[score()]))
        self.assertEqual(self._held_by(), ['H12'])
        self.push(self._report(170, scores=[score()]))
        self.assertIsNone(self._held_by())

    def test_a_report_without_a_word_on_credit_is_none(self):
        self._policy()
        self.push(self._report())
        self.assertEqual(self._held_by(), ['H12'])

    def test_the_ordering_company_s_alarms_count_too(self):
        self._policy()
        self.push(self._report(events=[event()]), self._report(1, scores=[score()]))
        payer = self.env['res.partner'].create({'name': "Payer", 'is_company': True})
        self._profile(payer, 1000.0)
        self._binding(payer, 'P-1')
        self.push(self._report(ref='P-1', subject=subject("Payer"), scores=[score()]))
        order = self._order(100.0, partner_invoice_id=payer.id)
        held = self.confirm(order)
        self.assertEqual([item['code'] for item in held.context['breaches']
                          if item['severity'] == 'stop'], ['H17'])

    # === STANDING === #

    def test_a_stop_suspends_at_once_where_the_policy_says_so_and_the_log_tells(self):
        self._policy(suspend=1.0)
        self.push(self._report(events=[event()]))
        self.assertEqual(self.profile.standing, 'suspended')
        self.assertIn("Insolvency", self.profile.standing_reason)
        line = self.env['credit.decision'].search([
            ('profile_id', '=', self.profile.id), ('kind', '=', 'standing')], limit=1)
        self.assertEqual(line.user_id, self.agent)

    def test_an_alert_puts_on_watch_and_a_stop_alone_changes_nothing_unasked(self):
        self._policy(watch=1.0)
        self.push(self._report(3, events=[event('T', 'tax_arrears')]))
        self.assertEqual(self.profile.standing, 'watch')
        self.push(self._report(1, events=[event()]))
        self.assertEqual(self.profile.standing, 'watch')

    def test_bureau_data_never_better_a_standing_or_a_limit(self):
        self._policy(suspend=1.0, watch=1.0)
        self.profile.write({'standing': 'blocked', 'standing_reason': "Fraud"})
        self.push(self._report(3, events=[event('T', 'tax_arrears')], limits=[limit('999999')],
                               scores=[score('100')]))
        self.assertEqual(self.profile.standing, 'blocked')
        self.assertEqual(self.profile.credit_limit, 1000.0)
        self.push(self._report(1, events=[event('T', 'tax_arrears', status='closed',
                                                closed_on=self._day(2))]))
        self.assertEqual(self.profile.standing, 'blocked')

    def test_what_a_manager_lifted_is_not_lowered_again_by_the_same_event(self):
        self._policy(suspend=1.0)
        self.push(self._report(5, events=[event()]))
        self.profile.with_user(self.manager).write({
            'standing': 'normal', 'standing_reason': "Seen, harmless"})
        self.push(self._report(1, events=[event()]))
        self.assertEqual(self.profile.standing, 'normal')
        self.push(self._report(events=[event('E9', 'bankruptcy')]))
        self.assertEqual(self.profile.standing, 'suspended')

    def test_a_company_that_only_reports_changes_no_standing(self):
        self._policy(suspend=1.0)
        self.company.credit_mode = 'report'
        self.push(self._report(events=[event()]))
        self.assertEqual(self.profile.standing, 'normal')

    def test_an_older_report_lowers_nothing_that_a_newer_one_has_closed(self):
        self._policy(suspend=1.0)
        self.push(self._report(1, events=[event(status='closed', closed_on=self._day(3))]))
        self.push(self._report(9, events=[event()]))
        self.assertEqual(self.profile.standing, 'normal')

    # === OVERRULED === #

    def test_a_manager_overrules_with_evidence_until_a_day(self):
        self._policy()
        self.push(self._report(events=[event()]))
        alarm = self.events()
        tomorrow = self.today + timedelta(days=1)
        with self.assertRaises(AccessError):
            alarm.with_user(self.officer).overrule("I know them", tomorrow)
        own = alarm.with_user(self.manager)
        for evidence, day in (
            (" ", tomorrow), ("Order", False), ("Order", self.today - timedelta(days=1)),
            ("Order", self.today + timedelta(days=366)),
        ):
            with self.assertRaises(UserError):
                own.overrule(evidence, day)
        own.overrule("Court order of 12 November: withdrawn", tomorrow)
        self.assertIsNone(self._held_by())
        self.assertEqual(self.profile.bureau_flag, 'none')
        line = self.env['credit.decision'].search([('kind', '=', 'bureau')], limit=1)
        self.assertEqual((line.profile_id, line.user_id), (self.profile, self.manager))
        self.assertIn("withdrawn", line.payload)
        alarm.overruled_until = self.today - timedelta(days=1)
        self.assertEqual(self._held_by(), ['H17'])

    def test_an_overruled_event_stays_overruled_when_it_is_reported_again(self):
        self._policy()
        self.push(self._report(3, events=[event()]))
        self.events().with_user(self.manager).overrule("Withdrawn", self.today)
        self.push(self._report(1, events=[event(amount='1')]))
        self.assertTrue(self.events().is_overruled)
        self.assertIsNone(self._held_by())
        self.events().with_user(self.manager).action_end_overrule()
        self.assertEqual(self._held_by(), ['H17'])

    # === OBJECTION === #

    def test_an_objection_suspends_the_effects_until_it_is_answered(self):
        self._policy(suspend=1.0)
        objection = self.env['credit.bureau.objection'].with_user(self.officer).create({
            'partner_id': self.customer.id, 'company_id': self.company.id,
            'bureau_id': self.bureau.id, 'statement': "That is another Acme",
        })
        self.assertEqual(objection.due_on, self.today + timedelta(days=20))
        self.push(self._report(events=[event()]))
        self.assertEqual(self.profile.standing, 'normal')
        self.assertIsNone(self._held_by())
        task = self.env['credit.task'].search([('kind', '=', 'bureau_objection')])
        self.assertEqual(task.decide_by.date(), objection.due_on)
        with self.assertRaises(UserError):
            objection.action_dismiss("")
        objection.action_dismiss("It is you: same number")
        self.assertEqual(self._held_by(), ['H17'])
        self.assertFalse(self.env['credit.task'].search([('kind', '=', 'bureau_objection')]))

    def test_an_upheld_objection_holds_until_the_bureau_sends_something_newer(self):
        self._policy()
        self.push(self._report(2, events=[event()], scores=[score()]))
        objection = self.env['credit.bureau.objection'].create({
            'partner_id': self.customer.id, 'company_id': self.company.id, 'bureau_id': False,
            'statement': "Wrong", 'raised_on': self.today - timedelta(days=1),
        })
        objection.with_user(self.officer).action_uphold("You are right")
        self.assertIsNone(self._held_by())
        self.push(self._report(events=[event()]))
        self.assertEqual(self._held_by(), ['H17'])

    def test_an_objection_cannot_be_answered_by_writing(self):
        objection = self.env['credit.bureau.objection'].with_user(self.officer).create({
            'partner_id': self.customer.id, 'company_id': self.company.id, 'statement': "Wrong",
        })
        for values in ({'state': 'dismissed'}, {'statement': "Right"}, {'due_on': self.today}):
            with self.assertRaises(AccessError):
                objection.write(values)
        objection.user_id = self.officer

    def test_a_report_that_its_subject_disputes_has_no_effect_by_itself(self):
        self._policy(suspend=1.0)
        self.push(self._report(3, events=[event()], disputed=True))
        self.assertEqual(self.profile.standing, 'normal')
        self.assertIsNone(self._held_by())
        objection = self.env['credit.bureau.objection'].search([
            ('partner_id', '=', self.customer.id)])
        self.assertEqual((objection.origin, objection.state), ('bureau', 'open'))
        self.push(self._report(1, scores=[score()]))
        self.assertEqual(objection.state, 'dismissed')
        self.assertEqual(self._held_by(), ['H17'])

    # === WHO PAYS, WHO KNOWS === #

    def test_nobody_pays_for_bureau_data_before_the_first_report(self):
        self.env['credit.bureau.report'].search([]).unlink()
        self.env.registry.clear_cache()
        self._policy()
        rows = self.env['credit.check']._rows(self.env.cr, self.profile.ids)
        facts = self.env['credit.check']._facts(self.env.cr, rows, {'bureau_events'})
        self.assertNotIn('bureau_events', facts[self.profile.id])
        self.push(self._report(events=[event()]))
        facts = self.env['credit.check']._facts(self.env.cr, rows, {'bureau_events'})
        self.assertEqual(len(facts[self.profile.id]['bureau_events']), 1)

    def test_salespeople_read_a_verdict_and_no_bureau_fact(self):
        self._policy()
        self.push(self._report(events=[event(text="secret")], scores=[score()]))
        self.customer.user_id = self.sales
        answer = self.env['credit.profile'].with_user(self.sales).may_sell(self.customer.id, 10.0)
        self.assertEqual(answer['verdict'], 'stop')
        text = str(answer)
        for word in ("nsolv", "Creditsafe", "secret", "ureau"):
            self.assertNotIn(word, text)
        order = self._order(100.0)
        self.confirm(order)
        seen = self.env['credit.hold'].with_user(self.sales).browse(order.credit_hold_id.id)
        for breach in seen.breach_ids:
            self.assertNotIn("ureau", f'{breach.rule_name} {breach.message}')
        own = self.profile.with_user(self.sales)
        for name in ('bureau_flag', 'bureau_grade', 'bureau_limit', 'bureau_event_ids',
                     'bureau_score_ids', 'identifier_ids', 'bureau_age_state'):
            with self.assertRaises(AccessError):
                own[name]
        for model in ('report', 'score', 'event', 'match', 'binding', 'objection', 'consent'):
            with self.assertRaises(AccessError):
                self.env[f'credit.bureau.{model}'].with_user(self.sales).search([])
        with self.assertRaises(AccessError):
            self.customer.with_user(self.sales).read(['credit_identifier_ids'])
