from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .letter_common import LetterCommon


@tagged('post_install', '-at_install')
class TestLetterSuspension(LetterCommon):
    """Goods of a binding order are kept back with evidence, and with a notice at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.credit_mode = 'off'
        cls.order = cls.env['sale.order'].create({
            'partner_id': cls.customer.id, 'order_line': [Command.create({
                'product_id': cls.product.id, 'product_uom_qty': 1, 'price_unit': 100.0})]})
        cls.order.action_confirm()
        cls.hold = cls._held(cls.order)

    @classmethod
    def _held(cls, order, **values):
        return cls.env['credit.hold'].sudo().create({
            'checkpoint': 'delivery', 'profile_id': cls.profile.id, 'order_id': order.id,
            'res_model': 'sale.order', 'res_id': order.id, **values})

    def _ask(self, hold=None, user=None, files=True, **values):
        user = user or self.officer
        file = self.env['ir.attachment'].with_user(user).create({
            'name': "return.pdf", 'raw': b'%PDF-1.4', 'res_model': 'credit.hold.suspend'})
        dialog = self.env['credit.hold.suspend'].with_user(user).create({
            'hold_id': (hold or self.hold).id, 'ground': 'business',
            'ground_text': "Your bank returned your payment.", 'channel': 'mail',
            'file_ids': [Command.set(file.ids if files else [])], **values})
        return self.letters.browse(dialog.action_write()['res_id']), file

    def test_it_says_why_and_how_the_goods_come(self):
        letter, file = self._ask()
        for words in (self.order.name, "Your bank returned your payment.", "adequate security"):
            self.assertIn(words, str(letter.body))
        self.assertEqual((letter.kind, letter.hold_id, letter.refusal),
                         ('suspension', self.hold, False))
        self.assertFalse(letter.line_ids, "nothing is late")
        self.assertEqual((file.sudo().res_model, file.sudo().res_id), (letter._name, letter.id))
        letter.with_user(self.officer).action_approve()
        self.assertEqual(letter.state, 'approved')
        self.work()
        self.assertTrue(self.mails(letter))
        self.assertNotIn(file, self.mails(letter).attachment_ids, "evidence is kept, not sent")
        with self.assertRaises(UserError):
            file.with_user(self.officer).unlink()

    def test_what_is_late_stands_in_it_and_money_that_is_here_stops_it_not(self):
        self._invoice(100.0, due=-40)
        self.env['account.payment'].create({
            'partner_id': self.customer.id, 'amount': 90.0, 'payment_type': 'inbound',
        }).action_post()
        letter, _file = self._ask()
        self.assertEqual((len(letter.line_ids), letter.amount), (2, 10.0))
        letter.with_user(self.officer).action_approve()
        self.assertEqual(letter.state, 'approved')

    def test_without_evidence_or_a_binding_order_none_is_written(self):
        with self.assertRaisesRegex(UserError, "evidence"):
            self._ask(files=False)
        quotation = self.order.copy()
        with self.assertRaisesRegex(UserError, "no confirmed order"):
            self._ask(self._held(quotation, checkpoint='order_confirm'))
        self._ask()
        self.assertFalse(self.hold.can_suspend)
        with self.assertRaisesRegex(UserError, "written already"):
            self._ask()

    def test_who_sells_writes_none(self):
        with self.assertRaises(AccessError):
            self._ask(user=self.sales)
