from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_score import RATINGS, ScoreCommon


@tagged('post_install', '-at_install')
class TestLimitSuggestion(ScoreCommon):
    """A limit by nine methods; a person accepts, amends or declines it."""

    def _suggestion(self, user=None, **values):
        model = self.env['credit.limit.suggestion'].with_user(user or self.officer)
        return model.with_context(default_profile_id=self.profile.id).create(values)

    def _row(self, suggestion, code):
        return next(row for row in suggestion.rows if row['code'] == code)

    def test_all_nine_with_what_they_rest_on_or_lack(self):
        self._invoice(36500.0)
        self._accounts()
        found = self._suggestion(need_percent=30, habit='on_time', years=5, margin_percent=10,
                                 reference_text="400000; 600000; 450000", insured=90,
                                 insured_percent=90)
        amounts = {row['code']: row['amount'] for row in found.rows}
        self.assertEqual(list(amounts), [f'F{number}' for number in range(1, 10)])
        self.assertEqual((amounts['F1'], amounts['F2'], amounts['F3']), (78.75, 60.0, 450000.0))
        # Thirty days of payment and fifteen tolerated.
        self.assertEqual((found.purchases, found.term_days, amounts['F4']), (36500.0, 30, 4500.0))
        # C 5, P 5, Y 5, M 5, R 5 (1.6), T −5 (60 % borrowed): 20 % of 600.
        self.assertEqual((amounts['F6'], amounts['F8']), (120.0, 100.0))
        self.assertIsNone(amounts['F7'])
        self.assertEqual(amounts['F9'], 41975.0)
        self.assertEqual(found.missing_text, "Bureau")
        # What he can bear, as a C's, is the least: half of 78.75, in two digits.
        self.assertEqual((found.amount, found.by_text), (39.0, "What he can bear"))
        self.assertIn("not known: recommended", found.rows_html)

    def test_what_suppliers_said_and_an_insurer_gives_stands_there(self):
        file = self.env['credit.file'].search([('profile_id', '=', self.profile.id)]) or (
            self.env['credit.file'].sudo().create({'profile_id': self.profile.id}))
        for limit, is_asked in ((15000.0, True), (25000.0, True), (90000.0, False)):
            reference = self.env['credit.trade.reference'].create({
                'file_id': file.id, 'firm': "Stone Supply", 'limit_given': limit})
            if is_asked:
                reference.with_user(self.officer).action_asked()
        insurance = self.env['credit.security'].create({
            'profile_id': self.profile.id, 'kind': 'insurance', 'value': 9000.0,
            'insured_percent': 90.0,
            'valid_from': self.company._credit_today()})
        self.assertEqual(self._suggestion().insured, 0.0)
        insurance.sudo().state = 'active'
        found = self._suggestion()
        self.assertEqual(found.reference_text, "15000; 25000")
        self.assertEqual((self._row(found, 'F3')['amount'], self._row(found, 'F8')['amount']),
                         (20000.0, 10000.0))

    def test_nothing_known_is_no_amount(self):
        found = self._suggestion()
        self.assertEqual((found.has_amount, found.is_weak), (False, True))
        with self.assertRaisesRegex(UserError, "Nothing is known yet"):
            found.action_accept()

    def test_a_form_moves_with_each_input(self):
        form = Form(self.env['credit.limit.suggestion'].with_user(self.officer).with_context(
            default_profile_id=self.profile.id))
        form.purchases = 365000
        form.term_days = 30
        form.tolerated_days = 10
        self.assertEqual(form.amount, 40000.0)
        form.season_percent = 10
        self.assertEqual(form.amount, 44000.0)
        form.cap = 30000
        self.assertEqual((form.amount, form.by_text), (30000.0, "The company's cap"))

    def test_accepted_is_a_request_of_it(self):
        found = self._suggestion(purchases=365000, term_days=30, tolerated_days=10)
        action = found.action_accept()
        request = self.env['credit.limit.request'].browse(action['res_id'])
        self.assertEqual((request.requested_limit, request.state), (40000.0, 'draft'))
        self.assertEqual((found.state, found.request_id, found.amount), ('accepted', request, 40000.0))
        self._invoice(99.0)
        found.invalidate_recordset()
        self.assertEqual(found.amount, 40000.0)
        with self.assertRaisesRegex(UserError, "was decided on"):
            found.write({'purchases': 1})
        with self.assertRaisesRegex(UserError, "was decided on"):
            found.action_decline()

    def test_amended_and_declined_need_a_reason(self):
        found = self._suggestion(purchases=365000, term_days=30)
        found.wanted_limit = 25000
        for call in (found.action_amend, found.action_decline):
            with self.assertRaisesRegex(UserError, "Say why"):
                call()
        found.reason = "New owner"
        found.action_amend()
        self.assertEqual(found.request_id.requested_limit, 25000.0)
        self.assertEqual(found.request_id.reason, "New owner")
        other = self._suggestion(purchases=365000, reason="Leaves the market")
        other.action_decline()
        self.assertEqual((other.state, other.request_id.id), ('declined', False))

    def test_states_move_by_buttons_and_salespeople_see_nothing(self):
        found = self._suggestion()
        with self.assertRaises(UserError):
            found.write({'state': 'accepted'})
        with self.assertRaises(UserError):
            self._suggestion(state='accepted')
        with self.assertRaises(UserError):
            self.env['credit.limit.suggestion'].with_user(self.officer).with_context(
                default_profile_id=self.profile.id, default_state='accepted').create({})
        with self.assertRaises(AccessError):
            self._suggestion(user=self.sales)
        with self.assertRaisesRegex(UserError, "no amount"):
            self._suggestion(reference_text="50,000; x").mapped('amount')


@tagged('post_install', '-at_install')
class TestScoreTry(ScoreCommon):
    """What if: figures move, and nothing is kept."""

    def test_what_is_known_stands_there_and_any_figure_moves_the_grade(self):
        self._old_invoice()
        self._rate(dict.fromkeys(RATINGS, 9))
        self.env.flush_all()
        before = self.env['credit.score'].sudo().search_count([])
        form = Form(self.env['credit.score.try'].with_user(self.officer).with_context(
            default_profile_id=self.profile.id))
        self.assertEqual((form.characteristics, form.knows_characteristics), (90.0, True))
        self.assertEqual((form.knows_bureau, form.is_new), (False, False))
        self.assertEqual(form.grade, form.grade_now)
        self.assertEqual(form.points, form.points_now)
        form.knows_bureau = True
        form.bureau = 100
        form.knows_days = True
        form.days = 0
        self.assertEqual(form.grade, 'A')
        form.danger = 'alert'
        self.assertEqual((form.grade, form.caps_text), ('C', "danger signals: alert"))
        form.is_blocked = True
        self.assertEqual((form.grade, form.limit), ('E', 0.0))
        self.assertEqual(self.env['credit.score'].sudo().search_count([]), before)

    def test_the_limit_follows_grade_and_inputs(self):
        form = Form(self.env['credit.score.try'].with_user(self.officer).with_context(
            default_profile_id=self.profile.id))
        form.is_new = False
        form.knows_days = form.knows_characteristics = True
        form.characteristics = 100
        form.net_worth = 100000
        self.assertEqual((form.grade, form.limit), ('A', 10000.0))
        form.characteristics = 70
        form.days = 15
        self.assertEqual((form.grade, form.limit), ('B', 8000.0))

    def test_salespeople_try_nothing(self):
        with self.assertRaises(AccessError):
            self.env['credit.score.try'].with_user(self.sales).with_context(
                default_profile_id=self.profile.id).create({})
