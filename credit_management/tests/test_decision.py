from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged('post_install', '-at_install')
class TestDecision(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env['credit.decision']

    def _faults(self):
        return [
            fault['fault'] for fault in self.log.verify_chain(profile_id=self.profile.id)['faults']
        ]

    def _filled(self):
        self.assertEqual(self._faults(), [])
        for amount in (100.0, 200.0, 5000.0):
            self.confirm(self._order(amount))
        self.profile.credit_limit = 2000.0
        self.assertEqual(self._faults(), [])
        lines = self.log.search([('profile_id', '=', self.profile.id)], order='sequence')
        self.assertEqual(lines.mapped('kind'), ['profile', 'check', 'check', 'hold', 'limit'])
        return lines

    def test_every_check_limit_and_hold_is_in_the_chain(self):
        self._filled()

    def test_an_edited_line_is_noticed(self):
        line = self._filled()[1]
        self.env.cr.execute(
            "UPDATE credit_decision SET payload = replace(payload, '100.0', '1.0')"
            " WHERE id = %s", [line.id]
        )
        self.assertEqual(self._faults(), ['content'])

    def test_a_deleted_tail_is_noticed(self):
        lines = self._filled()
        self.env.cr.execute("DELETE FROM credit_decision WHERE id = %s", [lines[-1].id])
        self.assertEqual(self._faults(), ['tail'])

    def test_swapped_rows_are_noticed(self):
        first, second = self._filled()[1:3]
        self.env.cr.execute(
            "UPDATE credit_decision d SET payload = o.payload FROM credit_decision o"
            " WHERE d.id IN %(ids)s AND o.id IN %(ids)s AND d.id <> o.id",
            {'ids': (first.id, second.id)},
        )
        self.assertEqual(self._faults(), ['content', 'content'])

    def test_nobody_writes_or_deletes_a_line(self):
        line = self._filled()[0]
        with self.assertRaises(UserError):
            line.write({'payload': 'x'})
        with self.assertRaises(UserError):
            line.unlink()
        with self.assertRaises(UserError):
            self.log.create({'kind': 'check'})
        for user in (self.sales, self.officer, self.manager, self.auditor):
            with self.assertRaises(UserError):
                line.with_user(user).unlink()

    def test_the_auditor_verifies_and_salespeople_do_not_read(self):
        self._filled()
        self.assertTrue(
            self.log.with_user(self.auditor).verify_chain(profile_id=self.profile.id)['sound']
        )
        with self.assertRaises(AccessError):
            self.log.with_user(self.sales).verify_chain()

    def test_deleting_the_draft_order_leaves_the_chain_sound(self):
        order = self._order(5000.0)
        self.confirm(order)
        order.sudo().unlink()
        self.assertEqual(self._faults(), [])

    def test_what_moved_is_said_whatever_moved(self):
        def said(**data):
            self.log._log('ceiling', company=self.company, payload=data)
            return self.log.search([('kind', '=', 'ceiling')], order='id desc', limit=1).summary
        self.assertEqual(said(before=None, after='amber', what='band crossed'),
                         '– → amber · band crossed')
        self.assertEqual(said(before='green', after='amber'), 'green → amber')
        self.assertEqual(said(before=[], after=[['G1', 1]], what='aging grades'), 'aging grades')
