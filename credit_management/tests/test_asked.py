import inspect

from odoo import http
from odoo.exceptions import UserError
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, tagged

from .aging_common import AgingCommon

#: How the models begin whose public methods are walked through: the figures of receivables.
FINANCE = tuple(f'credit.{name}' for name in (
    'aging', 'cash', 'ceiling', 'failure', 'kpi', 'overview', 'pack', 'provision', 'quadrant',
    'receivable', 'snapshot', 'unbilled',
))
#: What each parameter is asked with while another one is wrong; the others have defaults.
GOOD = {
    'code': 'overdue', 'corner': 'critical', 'as_of': '2026-06-30', 'days': 5, 'late_days': 30,
    'note': "no",
}
#: What is never right for it.
WRONG = {
    'as_of': ('x', 5, ['2026-01-01'], {'a': 1}, '0001-01-01', '9999-12-31', '2026-13-01'),
    'company_id': ('x', -1, 10 ** 30, [1], {'a': 1}, 1.5),
    'basis': ('x', 5, [], {}, True), 'method': ('x', 5, [], {}),
    'group_by': ('x', 5, ['partner'], {'a': 1}),
    'months': ('x', -5, 0, 10 ** 9, 1.5, True, [], {}),
    'window': ('x', -5, 0, 10 ** 9, 1.5, True, [], {}),
    'weeks': ('x', -5, 0, 10 ** 9, 1.5, True, [], {}),
    'count': ('x', -5, 0, 10 ** 9, 1.5, True, [], {}),
    'ahead': ('x', -5, 10 ** 9, 1.5, True, [], {}),
    'limit': ('x', -5, 10 ** 30, 1.5, True, [], {}),
    'days': ('x', 10 ** 9, True, [], {}, float('nan'), float('inf'), None),
    'late_days': ('x', -5, 10 ** 30, True, [1], {'a': 1}),
    'large': ('x', -5, 10 ** 30, True, [], {}), 'large_amount': ('x', -5, 10 ** 30, True, [], {}),
    'buckets': ('x', 5, [], {}, ['x'], [30, 20], [10 ** 30], [0] * 40),
    'domain': ('x', 5, {'a': 1}, [5], [('no_such_field', '=', 1)], [['open_amount', 'bad', 1]]),
    'corner': ('x', 5, [], {}, None), 'code': ('x', 5, ['overdue'], {'a': 1}),
    'note': (5, True, [5], {'a': 1}),
    'snapshot_id': ('x', -1, 10 ** 30, [1], {'a': 1}), 'key': ('x', -1, 10 ** 30, [1], {'a': 1}),
}
#: Parameters that only switch something: whatever is true switches it on.
SWITCHES = {'ledger', 'in_currency', 'is_pooled', 'force', 'everybody'}


#: Downloads, by what is wrong with what a screen sent.
DOWNLOADS = ('aging', 'dso', 'structure', 'cash_forecast')
NONSENSE = {
    'x': 400, '[]': 400, '5': 400, '{"context": 5}': 400, '{"allowed_company_ids": "x"}': 400,
    '{"context": {"allowed_company_ids": [true]}}': 400, '{"as_of": "x"}': 422,
    '{"group_by": 5}': 422, '{"basis": []}': 422, '{"domain": "x"}': 422, '{}': 200,
}


@tagged('post_install', '-at_install')
class TestAskedOfDownloads(HttpCase, AgingCommon):

    def test_a_download_asked_for_with_nonsense_is_no_error_of_the_server(self):
        self.authenticate(self.manager.login, self.manager.login)
        for name in DOWNLOADS:
            for data, status in NONSENSE.items():
                with self.subTest(f'{name} {data}'):
                    answer = self.url_open(f'/credit_management/{name}/xlsx', data={
                        'data': data, 'csrf_token': http.Request.csrf_token(self)})
                    # What one of them does not ask for, it does not look at.
                    self.assertIn(answer.status_code, {status, 200} if status == 422 else {status})


@tagged('post_install', '-at_install')
class TestAsked(AgingCommon):
    """Whatever another program asks for: it gets an answer or a sentence, never a traceback."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        profile = cls.profile.with_user(cls.officer)
        for grade in ('G7', 'G3'):
            profile._set_aging_grade(grade, "court")
        request = cls.env['credit.aging.grade.request'].search(
            [('profile_id', '=', profile.id)])
        # Methods of records are asked of these.
        cls.records = {request._name: request}

    def methods(self):
        """Yield (model, method, {parameter: its default}) of what RPC reaches and takes more than
        records; written by us."""
        for name in self.env.registry:
            if not name.startswith(FINANCE):
                continue
            model = self.records.get(name, self.env[name]).with_user(self.manager)
            for method, found in inspect.getmembers(type(model), inspect.isfunction):
                if method.startswith('_') or not found.__module__.startswith(
                    'odoo.addons.credit_management'
                ) or method in ('create', 'write', 'copy', 'copy_data', 'fields_get'):
                    continue
                try:
                    get_public_method(model, method)
                except AttributeError:
                    continue
                parameters = list(inspect.signature(found).parameters.values())[1:]
                if parameters:
                    yield model, method, {p.name: p.default for p in parameters}

    def ask(self, call, asked):
        with self.env.cr.savepoint():
            return call(**asked)

    def test_every_parameter_of_a_wrong_type_or_range_is_a_sentence(self):
        seen, count = set(), 0
        for model, method, parameters in self.methods():
            needed = {
                name: GOOD[name] for name, default in parameters.items()
                if default is inspect.Parameter.empty}
            if method == 'action_sources':
                needed.update(code='ar', group_by='partner')
            for name in parameters.keys() - SWITCHES:
                for value in WRONG[name]:
                    with self.subTest(f'{model._name}.{method}({name}={value!r})'):
                        count += 1
                        with self.assertRaises(UserError) as refused:
                            self.ask(getattr(model, method), {**needed, name: value})
                        said = str(refused.exception)
                        if name != 'buckets':
                            self.assertIn(str(value)[:20], said)
                        self.assertGreater(len(said.split()), 4, said)
            seen.add(f'{model._name}.{method}')
        self.assertGreaterEqual(seen, {
            'credit.aging.report.get_structure', 'credit.kpi.what_if',
            'credit.cash.forecast.get_forecast', 'credit.aging.report.get_quadrant',
            'credit.quadrant.keep_lines', 'credit.overview.refresh'})
        self.assertGreater(count, 300)

    def test_switches_take_whatever(self):
        for model, method, parameters in self.methods():
            for name in parameters.keys() & SWITCHES:
                for value in ('x', -5, [], {'a': 1}, None):
                    with self.subTest(f'{model._name}.{method}({name}={value!r})'):
                        self.ask(getattr(model, method), {
                            **{other: GOOD[other] for other, default in parameters.items()
                               if default is inspect.Parameter.empty}, name: value})

    def test_it_says_the_fact_the_value_and_what_is_allowed(self):
        kpi = self.env['credit.kpi'].with_user(self.officer)
        said = {
            "days cannot be x. Give a number from -3650 to 3650.":
                lambda: kpi.what_if('x'),
            "months cannot be x. Give a whole number from 1 to 24.":
                lambda: self.report.get_structure(months='x'),
            "x is no domain of credit.aging.report. Give a list of conditions like"
            ' [["partner_id", "=", 7]].':
                lambda: self.report.get_quadrant(domain='x'),
            "group_by cannot be moon. Choose one of company, team, salesperson, partner, country.":
                lambda: kpi.figures(group_by='moon'),
        }
        for sentence, call in said.items():
            with self.assertRaises(UserError) as refused:
                call()
            self.assertEqual(str(refused.exception), sentence)

    def test_of_a_long_value_the_beginning_is_told(self):
        with self.assertRaises(UserError) as refused:
            self.env['credit.kpi'].what_if('x' * 10_000)
        self.assertLess(len(str(refused.exception)), 200)

    def test_what_if_of_a_customer(self):
        profile = self.profile.with_user(self.officer)
        for asked in (
            {'limit': 'x'}, {'limit': -1}, {'limit': float('nan')}, {'payment_term_id': 'x'},
            {'payment_term_id': [1]}, {'payment_term_id': 10 ** 30}, {'deposit_percent': 'x'},
            {'deposit_percent': 101}, {'deposit_percent': float('nan')},
        ):
            with self.subTest(asked), self.assertRaises(UserError):
                profile.what_if(**asked)
