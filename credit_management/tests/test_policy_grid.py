from copy import deepcopy

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..rules import configurable_rules
from .policy_common import PolicyCommon


@tagged('post_install', '-at_install')
class TestPolicyGrid(PolicyCommon):
    """One table holds the whole policy; writing it changes what differs and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.policies.browse(
            cls.standard.with_user(cls.manager).action_new_version()['res_id'])

    def _changed(self, code, severity=None, **params):
        grid = deepcopy(self.draft.grid)
        rule = next(rule for rule in grid['rules'] if rule['code'] == code)
        rule['severity'].update(severity or {})
        for row in rule['thresholds']:
            if row['name'] in params:
                row['values'] = params[row['name']]
        return grid

    def test_it_shows_every_rule_with_its_figures(self):
        rules = {rule['code']: rule for rule in self.draft.grid['rules']}
        self.assertEqual(list(rules), [rule.code for rule in configurable_rules()])
        late = rules['H02']
        self.assertEqual(late['severity'], {
            'quotation': 'warn', 'order_confirm': 'hold', 'delivery': 'hold'})
        days, extra = late['thresholds']
        self.assertEqual(days['values'], {'A': 30, 'B': 20, '-': 15, 'C': 10, 'D': 5, 'E': 0})
        self.assertEqual(extra['values'], {'': 15})
        self.assertTrue(late['crumbs'])
        self.assertEqual(rules['H06']['checkpoints'], ['quotation', 'order_confirm'])

    def test_writing_it_back_as_it_was_changes_nothing(self):
        before = self.draft._values()
        lines = self.draft.rule_ids.threshold_ids.ids
        self.draft.grid = deepcopy(self.draft.grid)
        self.assertEqual(self.draft._values(), before)
        self.assertEqual(self.draft.rule_ids.threshold_ids.ids, lines)

    def test_figures_and_severities_are_typed(self):
        self.draft.grid = self._changed(
            'H02', {'delivery': 'off'}, days={'A': 45, 'B': 20, '-': 15, 'D': 5, 'E': 0})
        rule = self.draft._values()['rules']['H02']
        self.assertEqual(rule['severity']['delivery'], 'off')
        self.assertEqual(rule['params']['days'], {'A': 45, 'B': 20, '-': 15, 'D': 5, 'E': 0})
        self.assertEqual(rule['params']['delivery_extra_days'], 15)

    def test_an_emptied_figure_is_none_and_comes_back_empty(self):
        self.draft.grid = self._changed('H02', delivery_extra_days={})
        self.draft.invalidate_recordset()
        self.assertNotIn('delivery_extra_days', self.draft._values()['rules']['H02']['params'])
        late = next(rule for rule in self.draft.grid['rules'] if rule['code'] == 'H02')
        self.assertEqual(late['thresholds'][1]['values'], {})

    def test_a_rule_that_the_policy_does_not_list_is_listed_when_it_is_switched_on(self):
        self._rule(self.draft, 'H03').unlink()
        self.draft.grid = self._changed('H03', {'order_confirm': 'warn'}, percent={'': 25})
        rule = self.draft._values()['rules']['H03']
        self.assertEqual(rule['severity']['order_confirm'], 'warn')
        self.assertEqual(rule['params']['percent'], 25)

    def test_what_does_not_fit_is_named_and_nothing_is_written(self):
        before = self.draft._values()
        for grid, message in (
            (self._changed('H06', {'delivery': 'hold'}), r"rules.H06.severity.delivery"),
            (self._changed('H02', days={'A': -1}), r"rules.H02.params.days.A is -1. Put a number"),
            (self._changed('H02', days={'Z': 1}), r"days.Z.*Take one of: A, B, -, C, D, E"),
            (self._changed('H04', first_order_only={'': 2}), "Put 1 .on. or 0"),
            (self._changed('H18', warn_from={'A': 9}), "1 to 8"),
            (self._changed('H02', {'quotation': 'explode'}), "explode.*off, warn, hold, stop"),
            ({'rules': 'all off'}, "not the table of a policy"),
            ([1], "not the table of a policy"), ('x', "not the table of a policy"),
        ):
            with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
                self.draft.grid = grid
            self.draft.invalidate_recordset()
            self.assertEqual(self.draft._values(), before)

    def test_only_managers_write_it_and_only_in_drafts(self):
        grid = self._changed('H02', {'delivery': 'off'})
        for user in (self.officer, self.sales, self.auditor):
            with self.assertRaises(AccessError):
                self.draft.with_user(user).write({'grid': grid})
        with self.assertRaisesRegex(UserError, "published"):
            self.standard.with_user(self.manager).write({'grid': grid})
        self.draft.write({'grid': grid})
        self.draft.action_publish()
        with self.assertRaisesRegex(UserError, "published"):
            self.draft.write({'grid': grid})

    def test_a_new_policy_is_typed_in_the_same_table(self):
        form = Form(self.policies)
        form.name = "Fresh"
        policy = form.save()
        self.assertEqual(
            {code: rule['params'] for code, rule in policy._values()['rules'].items()},
            {code: rule['params'] for code, rule in self.standard._values()['rules'].items()})
        grid = self._changed('H02', {'quotation': 'off'})
        other = self.policies.create({'name': "Other", 'grid': grid})
        self.assertEqual(other._values()['rules']['H02']['severity']['quotation'], 'off')
        self.assertEqual(other._values()['rules']['H01']['severity']['quotation'], 'warn')
