from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.presets import AMOUNTS, CHECKPOINTS
from .policy_common import PolicyCommon

#: What a company invoices, as `tools.defaults.proposed` says it.
KNOWN = {
    'ignore_line_below': 50.0, 'smallest_limit': 800.0, 'allowance': 700.0,
    'percentiles': {'80': 2_000.0, '90': 4_000.0, '95': 8_000.0},
}
UNKNOWN = {**dict.fromkeys(KNOWN), 'percentiles': dict.fromkeys(KNOWN['percentiles'])}


@tagged('post_install', '-at_install')
class TestPolicyPreset(PolicyCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.presets = cls.env['credit.policy.preset'].search([])
        cls.draft = cls.policies.browse(
            cls.standard.with_user(cls.manager).action_new_version()['res_id'])
        cls.amounts = KNOWN
        cls.classPatch(
            cls.env.registry['credit.defaults'], '_proposed', lambda _self, _root: cls.amounts)

    def _dialog(self, preset):
        return self.env['credit.policy.apply'].with_user(self.manager).create({
            'policy_id': self.draft.id,
            'preset_id': self.env.ref(f'credit_management.credit_policy_preset_{preset}').id,
        })

    def _severities(self, code):
        severity = self.draft._values()['rules'][code]['severity']
        return tuple(severity[name] for name in CHECKPOINTS)

    def _params(self, code):
        return self.draft._values()['rules'][code]['params']

    def test_each_kind_of_company_fits_the_rules_that_are_there(self):
        self.assertEqual(len(self.presets), 9)
        rules = self.draft._rules()
        for preset in self.presets:
            self.assertTrue(preset.traits and preset.advice, preset.name)
            for code, (*severities, params) in preset.values['rules'].items():
                asked = dict(zip(CHECKPOINTS, severities, strict=True))
                for name, severity in asked.items():
                    self.assertTrue(severity == 'off' or name in rules[code].checkpoints)
                known = {parameter.name: parameter for parameter in rules[code].parameters}
                for name, value in params.items():
                    self.assertEqual(isinstance(value, list), known[name].by_grade, (code, name))
                    for number in value if isinstance(value, list) else [value]:
                        if isinstance(number, str):
                            self.assertEqual(known[name].unit, 'amount')
                            self.assertIn(number, AMOUNTS)
            values, unknown = preset._filled(self.draft)
            self.assertEqual(unknown, [])
            self.draft._set_values(values)
            self.assertEqual(self.env['credit.policy']._in_words(values, self.draft._values()), [])

    def test_a_distributor_of_fifty_people_gets_the_figures_of_practice(self):
        self._dialog('distributor').action_apply()
        self.assertEqual(self._severities('H01'), ('warn', 'hold', 'hold'))
        self.assertEqual(self._params('H01'), {'tolerance_percent': 5})
        self.assertEqual(self._severities('H02'), ('warn', 'hold', 'hold'))
        self.assertEqual(self._params('H02')['days'], dict.fromkeys('AB-CDE', 15))
        self.assertEqual(self._severities('H05'), ('warn', 'warn', 'off'))
        self.assertEqual(self._severities('H06')[1], 'hold')
        self.assertEqual(self._severities('H07'), ('stop', 'stop', 'stop'))
        self.assertEqual(self._params('H10'), {'percent': 10})
        self.assertEqual(self._severities('H13'), ('off', 'off', 'hold'))
        for code in ('H03', 'H04', 'H12', 'H17', 'H18'):
            self.assertEqual(self._severities(code), ('off', 'off', 'off'), code)
        self.assertEqual(self.draft.ignore_line_below, 50)

    def test_a_manufacturer_with_two_thousand_customers_gets_his(self):
        self._dialog('large').action_apply()
        self.assertEqual(self._params('H01'), {'tolerance_percent': 2})
        self.assertEqual(
            self._params('H02')['days'], {'A': 30, 'B': 20, '-': 15, 'C': 10, 'D': 5, 'E': 0})
        self.assertEqual(self._severities('H03')[:2], ('warn', 'warn'))
        self.assertEqual(self._params('H03'), {'percent': 30, 'amount': 2_000})
        self.assertEqual(self._params('H04')['first_order_only'], 1)
        self.assertEqual(self._params('H05')['hold_after_days'], {'C': 90, 'D': 90, 'E': 0})
        self.assertEqual(self._params('H12')['least_amount'], {
            'A': 4_000, 'B': 4_000, '-': 4_000, 'C': 0, 'D': 0, 'E': 0})
        self.assertEqual(self._severities('H13'), ('off', 'off', 'hold'))

    def test_the_dialog_shows_the_change_and_writes_nothing_before(self):
        before = self.draft._values()
        dialog = self._dialog('distributor')
        rows = [tuple(row.values()) for row in dialog.changes]
        self.assertIn(("H01 Over the limit", "Only warn up to % over the limit", "0", "5"), rows)
        self.assertIn(("H05 Limit or review expired", "Confirm", "Hold", "Warn"), rows)
        self.assertEqual(self.draft._values(), before)
        self.assertFalse(dialog.unknown)
        dialog.action_apply()
        self.assertEqual([tuple(row.values()) for row in self.draft.changes], rows)
        self.assertFalse(self._dialog('distributor').changes)

    def test_amounts_that_too_few_invoices_tell_stay_and_are_named(self):
        type(self).amounts = UNKNOWN
        self.addCleanup(setattr, type(self), 'amounts', KNOWN)
        dialog = self._dialog('large')
        self.assertIn("Ignore Line Below", dialog.unknown)
        self.assertIn("H03 Overdue amount: Only above this amount", dialog.unknown)
        dialog.action_apply()
        self.assertEqual(self.draft.ignore_line_below, self.standard.ignore_line_below)
        self.assertEqual(
            self._params('H03')['amount'],
            self.standard._values()['rules']['H03']['params']['amount'])

    def test_only_managers_apply_one_and_only_to_drafts(self):
        dialog = self._dialog('large')
        for user in (self.officer, self.sales, self.auditor):
            with self.assertRaises(AccessError):
                dialog.with_user(user).action_apply()
        self.draft.action_publish()
        with self.assertRaisesRegex(UserError, "published"):
            dialog.action_apply()

    def test_any_two_versions_are_compared_in_words(self):
        self._dialog('distributor').action_apply()
        for user in (self.sales, self.officer, self.auditor, self.manager):
            compare = self.env['credit.policy.compare'].with_user(user).create({
                'policy_id': self.draft.id, 'other_id': self.standard.id})
            self.assertEqual(compare.changes, self.draft.changes)
            self.assertFalse(compare.create({'policy_id': self.draft.id}).changes)
