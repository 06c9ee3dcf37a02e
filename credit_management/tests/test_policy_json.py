import base64
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..rules import configurable_rules
from ..tools.policy_json import KEYS
from .policy_common import PolicyCommon

CODES = [rule.code for rule in configurable_rules()]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats() | st.text(max_size=5)
    | st.sampled_from(['off', 'warn', 'hold', 'stop']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([*KEYS, *CODES, 'severity', 'params', 'days', 'A', '-', 'order_confirm']),
        inner, max_size=4),
    max_leaves=12,
)


@tagged('post_install', '-at_install')
class TestPolicyJson(HttpCase, PolicyCommon):
    """A policy leaves as a file and comes back equal, or nothing comes back at all."""

    def _count(self):
        self.env.flush_all()
        self.env.cr.execute("""
            SELECT (SELECT COUNT(*) FROM credit_policy), (SELECT COUNT(*) FROM credit_policy_rule),
                   (SELECT COUNT(*) FROM credit_policy_threshold)""")
        return self.env.cr.fetchone()

    def _document(self, policy=None, **values):
        return {**json.loads((policy or self.standard).export_json()), **values}

    def _drafted(self):
        draft = self._next()
        draft.write({'ignore_line_below': 12.5, 'at_or_above': True, 'note': "Böard – 信用"})
        rule = self._rule(draft, 'H02')
        rule.severity_delivery = 'stop'
        rule.threshold_ids.filtered(lambda row: row.grade == 'E').unlink()
        self._rule(draft, 'H04').threshold_ids.filtered(
            lambda row: row.grade == 'A').value = 123456.78
        self._rule(draft, 'H03').unlink()
        return draft

    # === ROUND TRIP === #

    def test_what_was_exported_comes_back_equal(self):
        for policy in (self.standard, self._drafted()):
            text = policy.export_json()
            own = self.policies.browse(self.policies.import_json(text))
            self.assertEqual(own.state, 'draft')
            self.assertEqual(
                self._document(own, name='', version=0), self._document(policy, name='', version=0))
            self.assertEqual(own._values()['rules'], policy._values()['rules'])

    def test_it_becomes_the_next_version_of_a_policy(self):
        text = self._drafted().export_json()
        self.standard.search([('state', '=', 'draft')]).unlink()
        draft = self.policies.browse(self.policies.import_json(text, self.standard.id))
        self.assertEqual((draft.previous_id, draft.version), (self.standard, 2))
        self.assertEqual(draft.name, "Standard")
        rules = draft._values()['rules']
        self.assertEqual(rules['H04']['params']['amount']['A'], 123456.78)
        self.assertEqual(set(rules['H03']['severity'].values()), {'off'}, "left out is off")
        for nothing in ('x', 10**9, [1]):
            with self.assertRaisesRegex(UserError, "There is no policy"):
                self.policies.import_json(text, nothing)
        with self.assertRaisesRegex(UserError, "being drafted already"):
            self.policies.import_json(text, self.standard.id)

    def test_a_second_policy_of_that_name_is_told_apart(self):
        policy = self.policies.browse(self.policies.import_json(self.standard.export_json()))
        self.assertEqual(policy.name, "Standard (copy)")

    # === WHAT IS REFUSED === #

    def test_errors_say_path_value_and_way_out_all_at_once(self):
        document = self._document()
        document['rules']['H99'] = {}
        document['rules']['H02']['params']['patience'] = 3
        document['rules']['H02']['params']['days']['B'] = -3
        document['rules']['H06']['severity']['delivery'] = 'hold'
        document['surprise'] = 1
        before = self._count()
        with self.assertRaises(UserError) as caught:
            self.policies.import_json(json.dumps(document))
        told = str(caught.exception)
        for part in (
            "nothing was written",
            'rules.H99 is "H99". No such rule is known here. Remove it, or take one of: H01',
            'rules.H02.params.patience is "patience". The rule has no such threshold.',
            "rules.H02.params.days.B is -3. Put a number from 0 on there.",
            "rules.H06.severity.delivery",
            "surprise is 1. No such name belongs there.",
        ):
            self.assertIn(part, told)
        self.assertEqual(self._count(), before)

    def test_broken_files_are_told_apart(self):
        for text, message in (
            ('{', "line and column where it stops being JSON"), ('', "stops being JSON"),
            ('[]', r"Put \{ \}"), ('{"name": "a", "name": "b"}', "It stands there twice"),
            (b'\xff\xfe', "Save it as UTF-8"), ('[' * 100_000, "JSON"),
            (json.dumps(self._document(name="\0")), "characters that cannot be kept"),
            (json.dumps(self._document(name="\ud800")), "characters that cannot be kept"),
            (json.dumps(self._document(format='other')), "format is \"other\". Put one of these"),
            (json.dumps(self._document(ignore_total_percent=101)), "from 0 to 100"),
            (json.dumps(self._document(ignore_line_below=1.005)), "Round it to two decimals"),
            (json.dumps(self._document(ignore_line_below=float('nan'))), "number from 0 on"),
        ):
            with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
                self.policies.import_json(text)
        for text in (None, 5, {'a': 1}):
            with self.assertRaisesRegex(UserError, "is text"):
                self.policies.import_json(text)

    @settings(max_examples=120, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))
    @given(st.data())
    def _fuzzed(self, data):
        document = self._document()
        target = document
        for _depth in range(data.draw(st.integers(0, 4))):
            nested = [key for key, value in target.items() if isinstance(value, dict) and value]
            if not nested:
                break
            target = target[data.draw(st.sampled_from(sorted(nested)))]
        key = data.draw(st.sampled_from(sorted(target)) | st.text(max_size=4))
        target[key] = data.draw(VALUES)
        before = self._count()
        try:
            with self.env.cr.savepoint():
                draft = self.policies.browse(self.policies.import_json(json.dumps(document)))
                text = draft.export_json()
        except UserError:
            self.assertEqual(self._count(), before)
        else:
            again = self.policies.browse(self.policies.import_json(text))
            self.assertEqual(again._values()['rules'], draft._values()['rules'])
            (draft | again).unlink()

    def test_whatever_the_file_says_it_is_imported_whole_or_refused_whole(self):
        self._fuzzed()

    # === RIGHTS AND DOORS === #

    def test_managers_import_and_readers_export(self):
        text = self.standard.with_user(self.officer).export_json()
        self.assertIn('"H02"', text)
        for user in (self.officer, self.sales, self.auditor):
            with self.assertRaises(AccessError):
                self.policies.with_user(user).import_json(text)

    def test_the_file_is_downloaded(self):
        self.manager.password = 'credit_mona!'
        self.authenticate(self.manager.login, 'credit_mona!')
        url = self.standard.action_export_json()['url']
        answer = self.url_open(url)
        self.assertEqual(answer.json()['format'], 'credit_policy')
        self.assertIn('Standard-v1.json', answer.headers['Content-Disposition'])
        other = self.env['res.company'].create({'name': "Other Ltd"})
        theirs = self.env['credit.policy'].create({'name': "Theirs", 'company_id': other.id})
        self.assertNotEqual(self.url_open(theirs.action_export_json()['url']).status_code, 200)
        self.assertEqual(self.url_open('/credit_management/policy/0/json').status_code, 404)

    def test_the_dialog_shows_what_is_wrong_or_what_it_changes(self):
        imports = self.env['credit.policy.import'].with_user(self.manager)
        document = self._document(currency='XTS')
        document['rules']['H02']['severity']['order_confirm'] = 'stop'
        wizard = imports.create({'file': base64.b64encode(json.dumps(document).encode())})
        self.assertFalse(wizard.problems)
        self.assertEqual((wizard.name, wizard.currency), ("Standard", 'XTS'))
        self.assertEqual([tuple(row.values()) for row in wizard.changes], [
            ("H02 Oldest overdue", "Confirm", "Hold", "Stop")])
        action = wizard.action_import()
        self.assertEqual(self.policies.browse(action['res_id']).state, 'draft')
        broken = imports.create({'file': base64.b64encode(b'{"rules": {"H99": {}}}')})
        self.assertIn("rules.H99", broken.problems)
        self.assertFalse(broken.changes)
        with self.assertRaisesRegex(UserError, "nothing was written"):
            broken.action_import()
        with self.assertRaisesRegex(UserError, "no file"):
            imports.create({}).action_import()
