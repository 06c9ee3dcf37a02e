from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import CreditCommon

#: One white pixel.
PHOTO = (
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='
)


@tagged('post_install', '-at_install')
class TestDeliveryProof(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(cls.env, 'proof_keeper', groups='stock.group_stock_user')
        cls.driver = new_test_user(cls.env, 'proof_driver', groups='stock.group_stock_user')
        cls.chief = new_test_user(cls.env, 'proof_chief', groups='stock.group_stock_manager')
        cls.proofs = cls.env['credit.delivery.proof'].with_user(cls.driver)

    def delivered(self):
        order = self._order(500.0)
        self.assertIsNone(self.confirm(order))
        picking = order.picking_ids
        for move in picking.move_ids:
            move.write({'quantity': move.product_uom_qty, 'picked': True})
        picking.with_user(self.env.ref('base.user_admin')).button_validate()
        return picking

    def proof(self, picking, **values):
        return self.proofs.create({
            'picking_id': picking.id, 'signer': "Ms Lin", 'photo': PHOTO, **values})

    def test_who_when_and_a_picture_on_the_delivery(self):
        picking = self.delivered()
        self.assertTrue(picking.credit_wants_proof)
        action = picking.with_user(self.driver).action_credit_proof()
        self.assertFalse(action['res_id'])
        with Form(self.proofs.with_context(**action['context'])) as dialog:
            dialog.signer = "Ms Lin"
            dialog.photo = PHOTO
        proof = picking.credit_proof_id
        self.assertEqual(
            (proof.signer, proof.date, proof.partner_id, proof.user_id),
            ("Ms Lin", self.company._credit_today(), self.customer, self.driver))
        self.assertFalse(picking.credit_wants_proof)
        self.assertEqual(picking.action_credit_proof()['res_id'], proof.id)

    def test_the_signature_of_the_transfer_is_taken_over(self):
        picking = self.delivered()
        picking.with_user(self.chief).signature = PHOTO
        with Form(self.proofs.with_context(default_picking_id=picking.id)) as dialog:
            dialog.signer = "Ms Lin"
        self.assertTrue(picking.credit_proof_id.signature)

    def test_what_proves_nothing_is_refused(self):
        picking = self.delivered()
        today = self.company._credit_today()
        for values, words in (
            ({'photo': False}, "proves nothing"),
            ({'signer': "  "}, "who took"),
            ({'date': today + timedelta(days=1)}, "still to come"),
            ({'date': today - timedelta(days=1)}, "cannot have arrived"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words), \
                    self.env.cr.savepoint():
                self.proof(picking, **values)
        order = self._order(500.0)
        self.assertIsNone(self.confirm(order))
        with self.assertRaisesRegex(ValidationError, "only a done delivery"):
            self.proof(order.picking_ids)

    def test_evidence_never_changes_and_is_withdrawn_with_a_reason(self):
        picking = self.delivered()
        proof = self.proof(picking)
        for act in (
            lambda: proof.write({'signer': "Mr Wang"}), proof.unlink,
            lambda: proof.withdraw("  "), lambda: proof.withdraw(None),
        ):
            with self.assertRaises(UserError):
                act()
        proof.sudo().flush_recordset()
        self.assertEqual(proof.signer, "Ms Lin")
        with self.assertRaises(AccessError):
            proof.with_user(self.keeper).withdraw("not mine")
        proof.withdraw("another delivery")
        self.assertEqual(
            (proof.withdrawn_reason, proof.withdrawn_by_id), ("another delivery", self.driver))
        self.assertTrue(proof.withdrawn_at)
        self.assertTrue(picking.credit_wants_proof)
        first = proof.withdrawn_at
        proof.with_user(self.chief).withdraw("twice")
        self.assertEqual((proof.withdrawn_reason, proof.withdrawn_at), ("another delivery", first))

    def test_the_server_says_who_wrote_and_withdrew(self):
        picking = self.delivered()
        proof = self.proof(
            picking, user_id=self.chief.id, withdrawn_at=fields.Datetime.now(),
            withdrawn_by_id=self.chief.id, withdrawn_reason="never")
        self.assertEqual(proof.user_id, self.driver)
        self.assertFalse(proof.withdrawn_at or proof.withdrawn_by_id or proof.withdrawn_reason)

    def test_the_last_valid_proof_counts_and_all_are_found(self):
        picking, bare = self.delivered(), self.delivered()
        first, second = self.proof(picking), self.proof(picking, signer="Mr Wang")
        self.assertEqual(picking.credit_proof_id, second)
        both = picking | bare
        find = self.env['stock.picking'].search
        own = [('id', 'in', both.ids)]
        self.assertEqual(find([*own, ('credit_wants_proof', '=', True)]), bare)
        self.assertEqual(find([*own, ('credit_wants_proof', '=', False)]), picking)
        self.assertEqual(find([*own, ('credit_proof_id', '=', False)]), bare)
        self.assertEqual(find([*own, ('credit_proof_id', '=', second.id)]), picking)
        second.withdraw("wrong")
        self.assertEqual(picking.credit_proof_id, first)

    def test_who_may(self):
        picking = self.delivered()
        outsider = new_test_user(self.env, 'proof_outsider', groups='base.group_user')
        with self.assertRaises(AccessError):
            self.proofs.with_user(outsider).create(
                {'picking_id': picking.id, 'signer': "X", 'photo': PHOTO})
        self.proof(picking)
        with self.assertRaises(AccessError):
            picking.credit_proof_ids.with_user(outsider).read(['photo'])
        with self.assertRaises(AccessError):
            picking.credit_proof_ids.with_user(outsider).withdraw("x")
