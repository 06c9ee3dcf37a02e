from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.credit_go_live import Step
from .common_golive import GoLiveCommon


@tagged('post_install', '-at_install')
class TestGoLive(GoLiveCommon):
    """The frame: who may act, what is logged, what is undone, where the menu stands.

    Its steps here are three of the six, which write down what was asked of them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calls = []
        model = cls.env.registry['credit.go.live']
        steps = {
            'scope': Step("Scope", writes=True, by_hand=True),
            'limits': Step("Limits", writes=True, by_hand=True),
            'enforce': Step("Enforce"),
        }
        methods = {'_steps': lambda model: steps}
        for code in steps:
            methods[f'_step_{code}'] = lambda record: {'note': "Toy"}
            for verb in ('act', 'complete', 'undo'):
                methods[f'_{verb}_{code}'] = cls._noting(verb, code)
        for name, method in methods.items():
            patcher = patch.object(model, name, method, create=True)
            patcher.start()
            cls.addClassCleanup(patcher.stop)

    @classmethod
    def _noting(cls, verb, code):
        def method(record):
            cls.calls.append((verb, code, record.env.su))
            return {'customers': 7}
        return method

    def setUp(self):
        super().setUp()
        self.calls.clear()

    def _as(self, user):
        return self.env['credit.go.live'].with_user(user)

    def _states(self, user=None):
        page = self._as(user or self.manager).get_page()
        return {step['code']: step['state'] for step in page['steps']}

    def test_a_company_has_one_record_and_steps_in_their_order(self):
        company = self.env['res.company'].create({'name': "Fresh Ltd"})
        first, second = (self.env['credit.go.live']._of(company) for _time in range(2))
        self.assertEqual(first, second)
        self.assertEqual(list(self._states()), ['scope', 'limits', 'enforce'])
        self.assertEqual(set(self._states().values()), {'todo'})

    def test_a_step_is_done_and_undone_and_the_log_says_both(self):
        go_live = self._as(self.manager)
        self.assertTrue(go_live.complete('scope'))
        self.assertEqual(self._states()['scope'], 'done')
        step = self.go_live.step_ids
        self.assertEqual((step.code, step.user_id, bool(step.date)), ('scope', self.manager, True))
        self.assertTrue(go_live.undo('scope'))
        self.assertEqual(self._states()['scope'], 'undone')
        go_live.complete('scope')
        self.assertEqual(self.lines_of_log(), [
            ('done', 'scope'), ('undone', 'scope'), ('done', 'scope')])
        line = self.env['credit.decision'].search(
            [('kind', '=', 'go_live')], order='id desc', limit=1)
        self.assertEqual(line.user_id, self.manager)
        self.assertIn('"customers":7', line.payload.replace(' ', ''))

    def test_a_step_acts_with_the_managers_own_rights(self):
        self._as(self.manager).act('scope')
        self._as(self.manager).complete('scope')
        self._as(self.manager).undo('scope')
        self.assertEqual(self.calls, [
            ('act', 'scope', False), ('complete', 'scope', False), ('undo', 'scope', False)])

    def test_what_others_stand_on_is_undone_last(self):
        go_live = self._as(self.manager)
        go_live.complete('scope')
        go_live.complete('limits')
        with self.assertRaisesRegex(UserError, "Limits stands on Scope. Undo Limits first."):
            go_live.undo('scope')
        page = {step['code']: step for step in go_live.get_page()['steps']}
        self.assertFalse(page['scope']['may_undo'])
        self.assertTrue(page['limits']['may_undo'])
        go_live.undo('limits')
        go_live.undo('scope')
        self.assertEqual(self._states(), {'scope': 'undone', 'limits': 'undone', 'enforce': 'todo'})

    def test_nothing_is_undone_that_is_not_done(self):
        with self.assertRaisesRegex(UserError, "nothing to undo"):
            self._as(self.manager).undo('scope')

    def test_a_step_that_does_it_itself_is_not_ticked(self):
        with self.assertRaisesRegex(UserError, "Use its own button"):
            self._as(self.manager).complete('enforce')

    def test_once_enforced_nothing_is_undone(self):
        go_live = self._as(self.manager)
        go_live.complete('scope')
        self.go_live._done('enforce')
        self.assertEqual(self.go_live.state, 'finished')
        with self.assertRaisesRegex(UserError, "Orders are held since enforcement began"):
            go_live.undo('scope')

    def test_managers_act_auditors_read_and_nobody_else(self):
        for user in (self.manager, self.auditor):
            self.assertEqual(
                self._as(user).get_page()['may_act'], user == self.manager)
        for user in (self.officer, self.sales):
            with self.assertRaises(AccessError):
                self._as(user).get_page()
        for user in (self.officer, self.sales, self.auditor):
            for call in (
                lambda own: own.act('scope'), lambda own: own.complete('scope'),
                lambda own: own.undo('scope'), lambda own: own.put_away(),
                lambda own: own.take_up(),
            ):
                with self.assertRaises(AccessError):
                    call(self._as(user))
        self.assertFalse(self.calls)

    def test_nobody_writes_its_state_by_hand(self):
        with self.assertRaises(AccessError):
            self.go_live.with_user(self.manager).state = 'finished'
        with self.assertRaises(AccessError):
            self.env['credit.go.live.step'].with_user(self.manager).create(
                {'go_live_id': self.go_live.id, 'code': 'enforce', 'state': 'done'})

    def test_another_company_is_none_of_ones_business(self):
        company = self.env['res.company'].create({'name': "Elsewhere Ltd"})
        for method, args in (('get_page', []), ('complete', ['scope']), ('put_away', [])):
            with self.assertRaises(AccessError):
                getattr(self._as(self.manager), method)(*args, company_id=company.id)

    def test_the_frame_touches_nothing_else(self):
        with self.untouched():
            go_live = self._as(self.manager)
            go_live.get_page()
            go_live.complete('scope')
            go_live.undo('scope')
            go_live.put_away()

    def _menus(self, user):
        menus = self.env['ir.ui.menu'].with_user(user).load_menus(False)
        root = self.env.ref('credit_management.credit_management_menu').id
        shown = {menu['xmlid'].split('.')[-1] for menu in menus.values() if 'xmlid' in menu}
        first = menus[root]['children'][0]
        return menus[first]['xmlid'].split('.')[-1], {
            name for name in shown if name.startswith('credit_go_live')}

    def test_the_menu_opens_on_it_until_it_is_over(self):
        self.assertEqual(
            self._menus(self.manager), ('credit_go_live_menu', {'credit_go_live_menu'}))
        self.assertEqual(self._menus(self.officer), ('credit_task_menu', set()))
        self._as(self.manager).put_away()
        self.assertEqual(
            self._menus(self.manager), ('credit_task_menu', {'credit_go_live_later_menu'}))
        self._as(self.manager).take_up()
        self.assertEqual(self._menus(self.auditor)[0], 'credit_go_live_menu')
        self.go_live._done('enforce')
        self.assertEqual(self._menus(self.manager)[0], 'credit_task_menu')
