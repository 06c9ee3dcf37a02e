from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..report import credit_aging_print
from .aging_common import AgingCommon


@tagged('post_install', '-at_install')
class TestAgingPrint(AgingCommon):
    """The customers by age on paper."""

    def setUp(self):
        super().setUp()
        self.bolt = self.env['res.partner'].create({'name': "Bolt on paper", 'is_company': True})
        self.bill(7_654.25, on=-75, due=30, partner=self.bolt)
        self.receive(1_111.5, on=-3, partner=self.bolt)

    def _check(self, **values):
        return self.env['credit.aging.check'].with_user(self.officer).create(values)

    def _html(self, check, **context):
        report = self.env['ir.actions.report'].with_user(self.officer).with_context(**context)
        content, kind = report._render_qweb_html(
            'credit_management.report_credit_aging', check.ids)
        self.assertEqual(kind, 'html')
        return content.decode().replace('\ufeff', '')  # Odoo keeps signs from breaking off

    def test_it_shows_bands_credits_total_and_the_ledger(self):
        check = self._check()
        html = self._html(check)
        for text in ("Bolt on paper", "7,654.25", "-1,111.50", "6,542.75", "31–60", "Unallocated",
                     "Ties to the ledger", self.company.name):
            self.assertIn(text, html)
        tie = self.report.with_user(self.officer).check_tie()
        self.assertIn(f"{tie['ledger']:,.2f}", html)

    def test_it_shows_the_day_that_was_asked_for(self):
        html = self._html(self._check(as_of=self.day(-5), basis='posting'))
        self.assertNotIn("1,111.50", html)
        self.assertIn("61–90", html)

    def test_it_names_a_difference(self):
        line = self.claims(self.env['account.move'].search(
            [('partner_id', '=', self.bolt.id), ('move_type', '=', 'out_invoice')]))
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move_line SET amount_residual = amount_residual - 1.25"
                            " WHERE id = %s", [line.id])
        self.env.invalidate_all()
        html = self._html(self._check())
        self.assertIn("Differs from the ledger by", html)
        self.assertIn("-1.25", html)

    def test_small_customers_share_a_row(self):
        check = self._check()
        with patch.object(credit_aging_print, 'MOST_ROWS', 1):
            page = self.env['report.credit_management.report_credit_aging'].with_user(
                self.officer)._page(check)
            self.assertIn(f"Other customers ({page['rest']['count']})", self._html(check))
        self.assertEqual(len(page['rows']), 1)
        self.assertAlmostEqual(
            page['rows'][0]['total'] + page['rest']['total'], page['totals']['total'], 2)

    def test_it_speaks_the_readers_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        html = self._html(self._check(), lang='zh_CN')
        for text in ("Bolt on paper", "未到期"):
            self.assertIn(text, html)

    def test_the_button_prints_the_day_of_the_list(self):
        action = self.report.with_user(self.officer).with_context(
            credit_as_of=self.day(-5).isoformat()).action_print()
        check = self.env['credit.aging.check'].browse(action['context']['active_ids'])
        self.assertEqual((check.as_of, action['report_name']),
                         (self.day(-5), 'credit_management.report_credit_aging'))

    def test_the_head_says_what_is_asked_and_opens_another_day(self):
        report = self.report.with_user(self.officer)
        asked = report.get_asked()
        self.assertEqual((asked['as_of'], asked['basis'], [code for code, _name in asked['bases']]),
                         (self.today.isoformat(), 'due', ['due', 'posting']))
        day = self.day(-40).isoformat()
        action = report.action_show(day, 'posting')
        self.assertIn(day, action['name'])
        self.assertEqual(report.with_context(**action['context']).get_asked()['as_of'], day)
        for call in (lambda r: r.get_asked(), lambda r: r.action_show(day),
                     lambda r: r.action_print()):
            with self.assertRaises(AccessError):
                call(self.report.with_user(self.sales))


@tagged('post_install', '-at_install')
class TestAgingTour(HttpCase, AgingCommon):

    def test_the_head_of_the_list(self):
        self.bill(100.0, on=-75, due=30)
        self.start_tour('/odoo/action-credit_management.credit_aging_report_action',
                        'credit_aging_tour', login=self.officer.login)
