from datetime import date

from dateutil.relativedelta import relativedelta
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools import dso
from .kpi_common import KpiCommon


@tagged('post_install', '-at_install')
class TestDiagnosis(KpiCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.diagnosis = cls.env['credit.diagnosis'].with_user(cls.officer)
        cls.day = dso.last_closed(cls.today)
        cls.policy = cls.env['credit.policy'].create({
            'name': "Ours", 'company_id': cls.company.id, 'readers': 'nobody',
            'target_dso': 40.0, 'target_overdue': 30.0, 'target_bad_debt': 1.0,
            'preset_id': cls.env.ref('credit_management.credit_policy_preset_retail').id})
        cls.policy._publish()
        cls.company.credit_policy_id = cls.policy
        first = cls.day.replace(day=1)
        cls.bill(900.0, first, due=first + relativedelta(days=5))
        cls.bill(300.0, first, due=cls.today + relativedelta(days=90))

    def _page(self):
        return self.diagnosis.get_page(self.company.id)

    def _figures(self):
        return {figure['code']: figure for figure in self._page()['figures']}

    def test_figures_stand_against_the_targets_of_the_policy(self):
        figures = self._figures()
        self.assertEqual((figures['overdue']['value'], figures['overdue']['target']), (75.0, 30.0))
        self.assertEqual((figures['overdue']['state'], figures['overdue']['gap']), ('missed', 45.0))
        self.assertEqual(figures['dso']['target'], 40.0)
        self.assertEqual(figures['bad_debt']['state'], 'unknown', "no accounts are named")
        self.assertEqual(
            figures['dso']['value'], self.kpi.dso(company_id=self.company.id)['value'])

    def test_without_a_target_of_the_policy_the_companys_counts(self):
        policy = self.policy.browse(self.policy.action_new_version()['res_id'])
        policy.target_dso = policy.target_overdue = 0.0
        policy.action_publish()
        self.company.credit_target_dso = 55.0
        figures = self._figures()
        self.assertEqual((figures['dso']['target'], figures['overdue']['state']), (55.0, 'none'))

    def test_the_year_ends_with_the_figure_itself(self):
        self.keep_month_ends()
        page = self._page()
        points = page['trend']['points']
        self.assertEqual((len(points), points[-1]['date']), (13, self.day.isoformat()))
        self.assertEqual(points[-1]['overdue_ratio'], 75.0)
        self.assertEqual({row['code'] for row in page['levers']['levers']}, {
            'late_payment', 'longer_terms', 'invoicing_delay', 'dispute'})

    def test_what_is_typical_of_the_kind_says_where_to_act(self):
        page = self._page()
        self.assertEqual([row['code'] for row in page['typical']],
                         ['deductions', 'payment_days', 'longer_terms'])
        known = self.env['credit.diagnosis']._typical_problems()
        for preset in self.env['credit.policy.preset'].search([]):
            self.assertGreaterEqual(len(preset.typical), 2, preset.name)
            self.assertLessEqual(set(preset.typical), set(known))
        for _text, _label, action in known.values():
            self.assertTrue(self.env.ref(f'credit_management.{action}'))

    def test_three_beliefs_have_their_figures(self):
        beliefs = {row['code']: row for row in self._page()['beliefs']}
        self.assertEqual(set(beliefs), {'before_dispatch', 'sales_carried', 'shared'})
        self.assertIsNone(beliefs['before_dispatch']['value'], "nothing went wrong")
        self.assertEqual(
            beliefs['shared']['value'], self.kpi.dso(company_id=self.company.id)['value'])

    def test_targets_are_part_of_a_version(self):
        draft = self.policy.browse(self.policy.action_new_version()['res_id'])
        self.assertEqual(draft.target_dso, 40.0)
        self.assertFalse(draft.changes)
        draft.write({'target_dso': 35.0, 'target_bad_debt': 0.0})
        self.assertEqual(
            [(row['what'], row['before'], row['after']) for row in draft.changes],
            [("Target DSO", "40", "35"), ("Target Bad Debt (%)", "1", "none")])
        read = self.policy.browse(self.policy.import_json(draft.export_json()))
        self.assertEqual((read.target_dso, read.target_overdue), (35.0, 30.0))

    def test_salespeople_get_no_diagnosis(self):
        with self.assertRaises(AccessError):
            self.env['credit.diagnosis'].with_user(self.sales).get_page()
        self.assertTrue(self.env['credit.diagnosis'].with_user(self.auditor).get_page())

    def test_more_claims_are_no_more_queries(self):
        self._page()
        self.env.invalidate_all()
        with self.assertQueryCount(160):
            self._page()
        for number in range(4):
            self.bill(50.0, date(self.day.year, self.day.month, 1 + number))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(160):
            self._page()
