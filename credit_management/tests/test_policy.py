from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..rules import RULES, Rule, configurable_rules
from .policy_common import PolicyCommon


class NewRule(Rule):
    """A rule that a later part brings."""

    code = 'H98'
    name = "Brought by a later part"
    default_severity = {'order_confirm': 'hold'}


@tagged('post_install', '-at_install')
class TestPolicy(PolicyCommon):

    # === THE STANDARD POLICY === #

    def test_standard_is_published_with_the_figures_that_the_rules_name(self):
        self.assertEqual(self.standard.state, 'published')
        rules = self.standard._values()['rules']
        self.assertEqual(set(rules), {rule.code for rule in configurable_rules()})
        for rule in configurable_rules():
            named = {parameter.name: parameter.default for parameter in rule.parameters}
            self.assertEqual(rules[rule.code]['params'], named)
            active = rules[rule.code]['severity'].items()
            self.assertEqual(
                {key: value for key, value in active if value != 'off'}, rule.default_severity
            )

    def test_making_the_standard_again_makes_nothing(self):
        count = self.env['credit.policy'].search_count([])
        self.env['credit.policy']._create_standard()
        self.assertEqual(self.env['credit.policy'].search_count([]), count)

    # === PUBLISHED IS FOR EVER === #

    def test_nothing_of_a_published_policy_changes_not_even_as_superuser(self):
        rule, draft = self._rule(self.standard, 'H02'), self._next()
        attempts = [
            lambda: self.standard.write({'at_or_above': True}),
            lambda: self.standard.write({'rule_ids': [Command.clear()]}),
            lambda: rule.write({'severity_order_confirm': 'off'}),
            lambda: rule.threshold_ids[0].write({'value': 365}),
            lambda: rule.threshold_ids[0].unlink(),
            lambda: rule.write({'threshold_ids': [Command.delete(rule.threshold_ids[0].id)]}),
            lambda: rule.unlink(),
            lambda: rule.copy({'policy_id': self.standard.id}),
            lambda: rule.threshold_ids[0].copy({'rule_id': rule.id}),
            lambda: self._rule(draft, 'H02').write({'policy_id': self.standard.id}),
            lambda: self._rule(draft, 'H02').threshold_ids[0].write({'rule_id': rule.id}),
            lambda: self.standard.write({'grid': draft.grid}),
            lambda: self.standard.write({'readers': 'managers'}),
            lambda: self.standard.unlink(),
        ]
        for attempt in attempts:
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                attempt()
            self.assertIn("published", str(caught.exception))
        self.assertEqual(self.standard._values()['rules']['H02']['params']['days']['B'], 20)

    def test_the_refusal_says_the_way_out(self):
        with self.assertRaisesRegex(UserError, "Standard v1 is published.*Press New Version"):
            self.standard.with_user(self.manager).at_or_above = True

    def test_state_and_version_are_written_by_buttons_only(self):
        made = self.env['credit.policy'].with_user(self.manager).with_context(
            default_state='published', default_version=7).create(
            {'name': "By context", 'company_id': self.company.id, 'rule_ids': []})
        self.assertEqual((made.state, made.version), ('draft', 1))
        standard = self.standard.with_user(self.manager)
        for values in (
            {'state': 'draft'}, {'version': 9}, {'successor_id': standard.id},
            {'valid_from': '2020-01-01'}, {'starts_at': False}, {'review_date': '2099-01-01'},
        ):
            with self.assertRaisesRegex(UserError, "by its buttons"):
                standard.write(values)
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            self.policies.create({'name': "Mine", 'state': 'published'})

    def test_the_place_in_the_list_may_change(self):
        self.standard.with_user(self.manager).sequence = 5
        self.assertEqual(self.standard.sequence, 5)

    def test_a_draft_is_changed_and_deleted_freely(self):
        draft = self._next()
        self._rule(draft, 'H02').severity_quotation = 'off'
        self._rule(draft, 'H02').threshold_ids[0].value = 45
        draft.unlink()
        self.assertFalse(draft.exists())

    # === VERSIONS === #

    def test_a_new_version_starts_as_a_copy_and_is_made_once(self):
        draft = self._next()
        self.assertEqual((draft.state, draft.version), ('draft', 2))
        self.assertEqual(draft.previous_id, self.standard)
        self.assertEqual(draft._values()['rules'], self.standard._values()['rules'])
        self.assertEqual(self._next(), draft)

    def test_publishing_takes_the_place_of_the_previous_version_everywhere(self):
        self.profile.policy_id = self.company.credit_policy_id = self.standard
        segment = self.env['credit.segment'].create({
            'name': "Tagged", 'policy_id': self.standard.id,
            'category_ids': [Command.create({'name': "Some tag"})],
        })
        draft = self._next()
        self._rule(draft, 'H02').severity_order_confirm = 'warn'
        draft.action_publish()
        self.assertEqual(self.standard.state, 'archived')
        self.assertEqual(self.standard.successor_id, draft)
        for holder in (self.profile.policy_id, self.company.credit_policy_id, segment.policy_id):
            self.assertEqual(holder, draft)
        self.assertEqual(self._applies(), draft)
        values = self.env['credit.policy']._values_of_rows([self._row(self.profile)])
        rule = values[self.profile.id]['rules']['H02']
        self.assertEqual(rule['severity']['order_confirm'], 'warn')

    def test_publishing_twice_is_publishing_once(self):
        draft = self._next()
        draft.action_publish()
        published_at = draft.published_at
        draft.action_publish()
        self.assertEqual(draft.published_at, published_at)

    def test_a_version_made_from_an_old_one_follows_the_one_in_force(self):
        second = self._next()
        second.at_or_above = True
        second.action_publish()
        third = self._next(self.standard)
        self.assertEqual((third.version, third.previous_id), (3, second))
        self.assertFalse(third.at_or_above)
        third.action_publish()
        self.assertEqual(self._applies(), third)

    def test_the_draft_tells_its_changes_in_words(self):
        draft = self._next()
        draft.ignore_total_percent = 5
        self._rule(draft, 'H02').severity_order_confirm = 'stop'
        thresholds = self._rule(draft, 'H02').threshold_ids
        thresholds.filtered(lambda row: row.grade == 'B').value = 25
        thresholds.filtered(lambda row: row.grade == 'E').unlink()
        days = "Days late that are tolerated"
        self.assertEqual([tuple(row.values()) for row in draft.changes], [
            ("", "Ignore Total Below (%)", "2", "5"),
            ("H02 Oldest overdue", "Confirm", "Hold", "Stop"),
            ("H02 Oldest overdue", f"{days} B", "20", "25"),
            ("H02 Oldest overdue", f"{days} E", "0", "none"),
        ])

    def test_publishing_and_archiving_are_logged_with_what_changed(self):
        draft = self._next()
        draft.at_or_above, draft.note = True, "Board of 12 March"
        draft.action_publish()
        lines = self.env['credit.decision'].search([('kind', '=', 'policy')], order='id desc')
        line = lines[0]
        self.assertEqual(line.user_id, self.manager)
        for part in (
            '"action":"published"', '"name":"at_or_above"', 'Board of 12 March', '"version":2',
        ):
            self.assertIn(part, line.payload)

    def test_archiving_a_policy_that_somebody_uses_names_the_user(self):
        other = self._published("Other")
        self.profile.policy_id = other
        with self.assertRaisesRegex(UserError, "Other v1 is still used by Acme Trade"):
            other.action_archive()
        self.profile.policy_id = False
        other.action_archive()
        self.assertEqual(other.state, 'archived')

    def test_the_last_shared_policy_cannot_be_archived(self):
        with self.assertRaisesRegex(UserError, "last policy for all companies"):
            self.standard.with_user(self.manager).action_archive()

    def test_a_version_is_for_the_companies_of_the_one_before(self):
        draft = self._next()
        with self.assertRaisesRegex(ValidationError, "which is for all companies"):
            draft.company_id = self.company

    # === A RULE THAT COMES LATER === #

    def test_a_new_rule_is_off_in_every_existing_policy(self):
        with patch.dict(RULES, {'H98': NewRule()}):
            self.assertNotIn('H98', self.standard._values()['rules'])
            draft = self._next()
            self.assertEqual(set(self._rule(draft, 'H98')._severities().values()), {'off'})
            self.assertEqual(
                self._rule(self._published("Fresh"), 'H98').severity_order_confirm, 'hold'
            )

    def test_a_rule_that_is_gone_is_named_by_its_code(self):
        with patch.dict(RULES, {'H98': NewRule()}):
            policy = self._published("Fresh")
        policy.invalidate_recordset()
        self.assertEqual(self._rule(policy, 'H98').name, 'H98')
        self.assertIn('H98', policy._values()['rules'])

    # === WHAT A POLICY MAY SAY === #

    def test_a_rule_is_not_asked_where_it_has_nothing_to_say(self):
        draft = self._next()
        with self.assertRaisesRegex(ValidationError, "H06 Longer terms says nothing at Delivery"):
            self._rule(draft, 'H06').severity_delivery = 'hold'

    def test_thresholds_follow_the_table_of_the_rule(self):
        draft = self._next()
        rule = self._rule(draft, 'H04')
        largest = rule.threshold_ids.filtered(lambda row: row.name == 'amount' and row.grade == 'A')
        switch = rule.threshold_ids.filtered(lambda row: row.name == 'first_order_only')
        for row, values in (
            (largest, {'grade': False}), (largest, {'name': 'unheard_of'}), (switch, {'value': 2}),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                row.write(values)

    def test_a_figure_for_another_grade_can_be_added(self):
        rule = self._rule(self._next(), 'H05')
        rule.write({'threshold_ids': [
            Command.create({'name': 'hold_after_days', 'grade': '-', 'value': 120}),
        ]})
        params = rule._settings()['params']
        self.assertEqual(
            params['hold_after_days'], {'C': 90.0, 'D': 90.0, 'E': 0.0, '-': 120.0}
        )

    @mute_logger('odoo.sql_db')
    def test_the_database_keeps_one_line_a_rule_and_no_negative_threshold(self):
        draft = self._next()
        rule = self._rule(draft, 'H02')
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            rule.copy({'policy_id': draft.id})
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            rule.threshold_ids[0].value = -1
            rule.flush_recordset()
            rule.threshold_ids.flush_recordset()

    # === RIGHTS === #

    def test_managers_make_policies_others_read_them(self):
        for user in (self.sales, self.officer, self.auditor):
            standard = self.standard.with_user(user)
            self.assertEqual(standard.name, "Standard")
            self.assertTrue(standard.rule_ids.threshold_ids.mapped('value'))
            for attempt in (
                lambda standard=standard: standard.write({'sequence': 1}),
                lambda standard=standard: standard.action_new_version(),
                lambda standard=standard: standard.action_archive(),
                lambda standard=standard: standard.copy(),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        with self.assertRaises(AccessError):
            self._next().with_user(self.officer).action_publish()

    def test_a_policy_of_a_foreign_company_is_out_of_sight(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        theirs = self.env['credit.policy'].create({'name': "Theirs", 'company_id': other.id})
        self.assertNotIn(theirs, self.policies.search([]))
        with self.assertRaises(AccessError):
            theirs.rule_ids.with_user(self.manager).mapped('severity_delivery')
