from odoo import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .aging_common import AgingCommon


@tagged('post_install', '-at_install')
class TestAgingTie(AgingCommon):
    """Open lines add up to the receivable accounts of the general ledger, or it is said why not."""

    def setUp(self):
        super().setUp()
        self.assertTrue(self._tie()['ties'])

    def _tie(self, day=None):
        return self.report.with_user(self.officer).check_tie((day or self.today).isoformat())

    def test_what_is_open_is_what_the_ledger_says(self):
        before, earlier = self._tie(), self._tie(self.day(-7))
        invoice = self.bill(100.0, on=-40)
        self.allocate(invoice, self.receive(30.0, on=-10))
        self.receive(25.0, on=-5)
        found = self._tie()
        self.assertTrue(found['ties'])
        self.assertEqual(found['open'], found['ledger'])
        self.assertAlmostEqual(found['open'] - before['open'], 45.0, 2)
        self.assertEqual((found['lines'], found['difference']), ([], 0.0))
        self.assertAlmostEqual(self._tie(self.day(-7))['open'] - earlier['open'], 70.0, 2)

    def _assert_explained(self, invoice, cause, amount):
        found = self._tie()
        self.assertFalse(found['ties'])
        self.assertEqual(found['difference'], amount)
        self.assertEqual(found['unexplained'], 0.0)
        self.assertEqual(
            [(line['move_id'], line['cause'], line['amount']) for line in found['lines']],
            [(invoice.id, cause, amount)])
        [account] = [row for row in found['accounts'] if row['difference']]
        self.assertEqual(account['account_id'], self.claims(invoice).account_id.id)

    def test_an_allocation_with_a_draft_is_named(self):
        invoice, receipt = self.bill(100.0, on=-40), self.receive(30.0, on=-10)
        self.allocate(invoice, receipt)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s", [receipt.id])
        self.env.invalidate_all()
        self._assert_explained(invoice, 'draft', -30.0)

    def test_an_allocation_with_a_later_entry_is_named(self):
        invoice, receipt = self.bill(100.0, on=-40), self.receive(30.0, on=-10)
        self.allocate(invoice, receipt)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET date = %s WHERE move_id = %s", [self.day(3), receipt.id])
        self.env.invalidate_all()
        self._assert_explained(invoice, 'date', -30.0)

    def test_a_wrong_residual_is_named(self):
        invoice = self.bill(100.0, on=-40)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET amount_residual = 60 WHERE id = %s",
            [self.claims(invoice).id])
        self.env.invalidate_all()
        self._assert_explained(invoice, 'residual', -40.0)

    def test_a_second_receivable_account_is_compared_by_itself(self):
        deposits = self.env['account.account'].create({
            'name': "Deposits", 'code': 'X1219', 'account_type': 'asset_receivable',
            'reconcile': True,
        })
        income = self.env['account.account'].search([
            ('account_type', '=', 'income'), ('company_ids', '=', self.company.id)], limit=1)
        self.env['account.move'].create({
            'move_type': 'entry', 'date': self.day(-3), 'line_ids': [
                Command.create({'account_id': deposits.id, 'balance': 70.0}),
                Command.create({'account_id': income.id, 'balance': -70.0}),
            ],
        }).action_post()
        row = next(row for row in self._tie()['accounts'] if row['account_id'] == deposits.id)
        self.assertEqual((row['open'], row['ledger'], row['difference']), (70.0, 70.0, 0.0))

    def test_the_check_shows_it(self):
        invoice, receipt = self.bill(100.0, on=-40), self.receive(30.0, on=-10)
        self.allocate(invoice, receipt)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s", [receipt.id])
        self.env.invalidate_all()
        # As the list's button does, with the ids of what is selected.
        action = call_kw(self.report.with_user(self.officer), 'action_check_tie', [[]], {})
        check = self.env[action['res_model']].with_user(self.officer).browse(action['res_id'])
        self.assertTrue(check.is_checked)
        self.assertEqual((check.as_of, check.difference), (self.today, -30.0))
        self.assertEqual(check.line_ids.move_id, invoice)
        self.assertEqual(check.line_ids.action_open()['res_id'], invoice.id)
        check.action_check()
        self.assertEqual(len(check.line_ids), 1)
        shown = check.action_show()
        self.assertEqual(shown['context']['credit_as_of'], self.today.isoformat())
