import ast
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polib
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.translate import TranslationImporter, code_translations, trans_export

from .. import rules
from ..tools.authorizations import Letter
from ..tools.breaches import Breach, Document, could_not_check
from ..tools.contracts import Contract
from ..tools.dispatch import Dispatch

ADDON = Path(__file__).parents[1]
I18N = ADDON / 'i18n'
PLACEHOLDER = re.compile(r'%\(\w+\)s|%s|<[^>]*?(?= title=|>)')
CHINESE = re.compile('[\u4e00-\u9fff]')


def sentences(path):
    """Return what a file's code asks translations of; Odoo exports nothing without a letter."""
    return {
        call.args[0].value for call in ast.walk(ast.parse(path.read_text(encoding='utf-8')))
        if isinstance(call, ast.Call) and call.args
        and (getattr(call.func, 'attr', None) or getattr(call.func, 'id', None)) in ('_', '_lt')
        and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
        and re.search(r'[^\W\d_]', PLACEHOLDER.sub('', call.args[0].value))
    }


def papers(today):
    """Return facts of contracts and letters that each lack something else."""
    yesterday, tomorrow = today - timedelta(1), today + timedelta(1)
    frame = Contract(1, today - timedelta(9))
    letter = Letter(2, 1, frozenset({7}), frozenset({'order'}), frame.first)
    for changes in (
        {'last': yesterday}, {'terminated_on': today}, {'amount': 5}, {'scope': frozenset({6})},
        {'term_due': today}, {'first': tomorrow},
    ):
        yield {'contracts': {1: [replace(frame, **changes)]}}
    for changes in (
        {'last': yesterday}, {'revoked_on': today}, {'max_single': 5}, {'max_cumulative': 5},
        {'scopes': frozenset()}, {'has_original': False}, {'first': tomorrow},
    ):
        yield {'letters': {1: [replace(letter, **changes)]}}


def dispatches(today):
    """Return deliveries that each lack another paper."""
    yesterday, tomorrow = today - timedelta(1), today + timedelta(1)
    letter = Letter(2, 1, frozenset({7}), frozenset({'receive_goods'}), today - timedelta(9))
    bare = Dispatch(
        today, order="订单", ordered=9e4, signed=False, principal=1, address_name="仓库", leaves=9e4,
        extra=(("螺栓", 3.0, "件"),), is_noted=False, helper="李娜")
    yield from (bare, replace(bare, receiver="王芳"))
    for changes in (
        {'last': yesterday}, {'revoked_on': today}, {'max_single': 5}, {'scopes': frozenset()},
        {'has_original': False}, {'first': tomorrow}, {'addresses': frozenset({4})},
    ):
        yield replace(bare, letters=(replace(letter, **changes),))


@tagged('post_install', '-at_install')
class TestChinese(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = polib.pofile(str(I18N / 'credit_management.pot'))
        cls.chinese = polib.pofile(str(I18N / 'zh_CN.po'))
        cls.env['res.lang']._activate_lang('zh_CN')
        importer = TranslationImporter(cls.env.cr, verbose=False)
        importer.load_file(str(I18N / 'zh_CN.po'), 'zh_CN')
        importer.save(overwrite=True)
        cls.reader = new_test_user(
            cls.env, login='credit_lina', name="李娜", lang='zh_CN',
            groups='credit_management.credit_management_group_officer',
        )
        cls.zh = cls.env(user=cls.reader, context={'lang': cls.reader.lang})

    # === FILES === #

    def test_every_entry_is_translated(self):
        translated = {entry.msgid: entry for entry in self.chinese}
        self.assertEqual(set(translated), {entry.msgid for entry in self.template})
        for entry in translated.values():
            with self.subTest(msgid=entry.msgid):
                self.assertTrue(entry.msgstr.strip())
                self.assertFalse(entry.fuzzy)
                self.assertCountEqual(
                    PLACEHOLDER.findall(entry.msgstr), PLACEHOLDER.findall(entry.msgid)
                )

    def test_the_template_is_what_odoo_exports(self):
        exported = io.BytesIO()
        trans_export(None, ['credit_management'], exported, 'po', self.env)
        found = {entry.msgid for entry in polib.pofile(exported.getvalue().decode())}
        self.assertEqual(found, {entry.msgid for entry in self.template})

    def test_every_sentence_of_the_code_is_in_the_template(self):
        files = {}
        for entry in self.template:
            for place, _line in entry.occurrences:
                files.setdefault(place, set()).add(entry.msgid)
        for path in sorted(ADDON.glob('*/*.py')):
            if path.parent.name != 'tests':
                place = f'code:addons/credit_management/{path.relative_to(ADDON)}'
                with self.subTest(place=place):
                    self.assertLessEqual(sentences(path), files.get(place, set()))

    def test_the_template_names_only_files_of_the_addon(self):
        for entry in self.template:
            for place, _line in entry.occurrences:
                self.assertIn('credit_management', place)
                self.assertFalse(place.startswith('code:/'))

    # === SCREENS === #

    def test_screens_are_chinese(self):
        field = self.zh['credit.profile'].fields_get(['credit_limit'])['credit_limit']
        self.assertEqual(field['string'], "信用额度")
        action = self.zh.ref('credit_management.credit_task_action').sudo()
        self.assertEqual(action.name, "我的工作")
        arch = self.zh['credit.hold'].get_view(view_type='form')['arch']
        self.assertRegex(arch, "放行")
        web = code_translations.get_web_translations('credit_management', 'zh_CN')['messages']
        self.assertIn({'id': "Ask for release", 'string': "申请放行"}, list(web))

    # === SENTENCES === #

    def _breaches(self):
        """Return breaches of every rule, in the variants that read differently."""
        today = date(2026, 11, 23)
        params = {
            'at_or_above': False, 'ignore_total_percent': 0.0, 'tolerance_percent': 0.0,
            'days': 20, 'percent': 10.0, 'amount': 1000.0, 'warn_before_days': 30,
            'least_amount': 0.0, 'after_days': 0, 'missing': 1.0, 'warn_from': 4.0,
            'hold_from': 5.0, 'stop_from': 6.0, 'member_stopped': 1.0,
        }
        event = {
            'id': 1, 'kind': 'insolvency', 'level': 'stop', 'text': None, 'bureau': "天眼查",
            'as_of': today, 'opened_on': today, 'of': 'invoice',
        }
        group = {
            'id': 1, 'name': "华东集团", 'ended': None, 'stopped': 1,
            'bounds': [{'kind': 'pool', 'others': 490_000.0, 'limit': 1_000_000.0}],
        }
        facts = {
            'rounding': 0.01, 'limit_mode': 'limited', 'standing': 'normal',
            'exposure': 488_000.0, 'effective_limit': 500_000.0, 'base_limit': 500_000.0, 'ar': 9e4,
            'overdue_days': 38, 'overdue_amount': 50_000.0, 'overdue_lines': 2,
            'overdue_oldest_ref': '0815', 'in_transit': 48_000.0, 'in_transit_counts': True,
            'today': today, 'limit_valid_until': today + timedelta(5), 'review_date': None,
            'approved_term': "月结", 'prepayment_percent': 30.0,
            'standing_date': today, 'standing_user': "王", 'standing_reason': "失约",
            'bureau_reports': 1, 'bureau_age': 400, 'bureau_fresh_days': 90,
            'bureau_name': "天眼查", 'bureau_as_of': today, 'bureau_events': [event],
            'demand_last': 7, 'demand_day': today, 'demand_days': 3, 'demand_code': 'R12',
            'demand_amount': 50_000.0, 'danger_score': 54, 'danger_level': 'stop',
            'danger_codes': ['DS1', 'DS8'], 'danger_stops': ['DS8'], 'danger_of': 'order',
            'danger_officer': "李娜", 'principals': [1], 'contracts': {}, 'letters': {},
            'representatives': {}, 'group': group, 'insurance': {'extension': 30},
            'aging_grade': 'G5', 'aging_days': 38, 'aging_override': None, 'aging_ladder': [
                {'code': 'G5', 'first': 31, 'due_upto': today - timedelta(31), 'open': 50_000.0},
            ],
        }
        document = {
            'amount': 30_000.0, 'total': 30_000.0, 'term': "月结", 'differing_invoice': True,
            'term_due': today + timedelta(90), 'approved_due': today + timedelta(60),
            'goods': (5,), 'orderer': (7,), 'orderer_name': "李伟",
        }
        variants = (
            *papers(today),
            {}, {'overdue_lines': 1, 'in_transit': 60_000.0}, {'exposure': 600_000.0},
            {'components': {'security': -9.0}, 'exposure': 600_000.0},
            {'in_transit': 0.0, 'exposure': 460_000.0, 'overdue_applied_in_transit': 9.0},
            {'limit_valid_until': today - timedelta(5)}, {'standing': 'blocked'},
            {'limit_valid_until': None, 'review_date': today + timedelta(5)},
            {'limit_valid_until': None, 'review_date': today - timedelta(5)},
            {'standing': 'suspended', 'standing_reason': None},
            {'limit_mode': 'cash_only', 'standing_date': None}, {'bureau_reports': 0},
            {'group': {**group, 'ended': today}}, {'group': {**group, 'bounds': []}},
            *({'group': {**group, 'bounds': [{'kind': kind, 'others': others, 'limit': 500_000.0}]}}
              for kind in ('rest', 'member') for others in (0.0, 90_000.0)),
            {'aging_override': {'grade': 'G5', 'decided_at': 'G4', 'user': "王", 'date': today,
                                'reason': "失约"}},
            {'bureau_events': [
                {**event, 'kind': kind, 'text': text, 'of': 'order'}
                for kind, text in (('status', 'insolvent'), ('score_flag', "评分"), ('lien', None),
                                   ('execution', None))
            ]},
        )
        found = [could_not_check('H01'), *(
            breach for dispatch in dispatches(today) for rule in rules.configurable_rules()
            if rule.checkpoints == ('delivery',) and isinstance(breach := rule.check(
                facts, Document('stock.picking', 1, 'delivery', 0.0, dispatch=dispatch), params),
                Breach))]
        for changes in variants:
            for first_order in (False, True):
                asked = Document('sale.order', 1, 'order_confirm', **document)
                case = {**facts, **changes, 'first_order': first_order}
                found += [
                    breach for rule in rules.configurable_rules()
                    if isinstance(breach := rule.check(case, asked, params), Breach)
                ]
        return found

    def test_sentences_of_every_rule_are_chinese(self):
        found = self._breaches()
        self.assertEqual({breach.code for breach in found}, set(rules.RULES))
        euro = self.env.ref('base.EUR')
        for audience, amounts in (('officer', True), ('sales', True), ('sales', False)):
            formatter = rules.Formatter(self.zh, audience, euro, show_amounts=amounts)
            for text in {rules.sentence(breach, formatter) for breach in found}:
                with self.subTest(audience=audience, text=text):
                    self.assertRegex(text, CHINESE)
                    self.assertNotRegex(re.sub('H01|G[1-8]|DS[0-9]+|R12', '', text), '[A-Za-z]')
        for rule in rules.RULES.values():
            self.assertRegex(self.zh._(rule.name), CHINESE)

    def test_customers_read_no_figure_and_no_reason_in_chinese(self):
        formatter = rules.Formatter(self.zh, 'customer', self.env.ref('base.EUR'))
        for text in {rules.sentence(breach, formatter) for breach in self._breaches()}:
            with self.subTest(text=text):
                self.assertRegex(text, CHINESE)
                self.assertNotRegex(text, '[0-9A-Za-z]|额度|信用|逾期|风险|冻结|拒')
