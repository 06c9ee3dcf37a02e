from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .paper_common import DAY, PaperCommon

PHOTO = (
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=='
)


@tagged('post_install', '-at_install')
class TestAuthorization(PaperCommon):
    """Letters of authority: their life, orders, receivers of goods, and letters that are missing."""

    # === LIFE === #

    def test_verified_by_somebody_else_with_the_signed_letter(self):
        letter = self.letter(verified=False, file=False)
        with self.assertRaisesRegex(AccessError, "somebody else checks"):
            letter.action_verify()
        with self.assertRaisesRegex(UserError, "Missing: the signed letter"):
            letter.with_user(self.checker).action_verify()
        letter = self.letter()
        self.assertEqual((letter.stage, letter.verifier_id), ('active', self.checker))
        with self.assertRaisesRegex(UserError, "stays as it was checked"):
            letter.max_single = 10.0
        letter.has_original = False
        with self.assertRaisesRegex(UserError, "was checked and stays"):
            letter.unlink()

    def test_an_id_number_is_kept_as_a_check_value(self):
        letter, same = self.letter(id_number="110101 199003074514"), self.letter(
            id_number="110101199003074514")
        self.assertEqual((letter.id_tail, letter.id_number), ('4514', '•••4514'))
        hashes = (letter | same).sudo().mapped('id_hash')
        self.assertEqual(len(set(hashes)), 1)
        self.assertNotIn('1990', hashes[0] or '1990')

    def test_a_letter_names_a_person(self):
        with self.assertRaisesRegex(ValidationError, "is a company"):
            self.letter(agent=self.customer)

    def test_a_renewal_shows_both_signatures_and_ends_the_old_letter(self):
        old = self.letter(specimen=PHOTO)
        new = self.env['credit.authorization'].with_user(self.officer).browse(
            old.action_renew()['res_id'])
        self.assertTrue(new.old_specimen)
        self.assertFalse(new.specimen)
        self.assertEqual(new.scope_ids, old.scope_ids)
        self.assertEqual(new.date_from, old.date_to + DAY)
        new.write({'file': old.file, 'date_from': self.today, 'specimen': PHOTO})
        new.with_user(self.checker).action_verify()
        self.assertEqual((old.state, old.revoked_on), ('revoked', self.today))

    # === ORDERS === #

    def test_who_has_no_letter_is_held_with_what_to_bring(self):
        self.enforce('H19')
        for partner, words in (
            (self.wang, "Wang Fang has no letter of authority. Bring one for orders"),
            (self.customer, "Nobody is named as who orders."),
        ):
            held = self.confirm(self._order(60_000.0, partner=partner))
            self.assertIn(words, self.words(held))
        self.assertIsNone(self.confirm(self._order(50_000.0, partner=self.wang)))
        self.profile.representative_ids = self.wang
        order = self._order(60_000.0, partner=self.wang)
        self.assertIsNone(self.confirm(order))

    def test_o_au_through_the_gate(self):
        self.enforce('H19')
        letter = self.letter(max_single=200_000.0, max_cumulative=1_000_000.0)
        for _one in range(4):
            self.assertIsNone(self.confirm(self._order(200_000.0, partner=self.li)))
        self.assertIsNone(self.confirm(self._order(100_000.0, partner=self.li)))
        letter.invalidate_recordset()
        self.assertEqual(letter.used, 900_000.0)
        held = self.confirm(self._order(150_000.0, partner=self.li))
        self.assertIn("1,050,000.00 with earlier orders is more than", self.words(held))
        held = self.confirm(self._order(210_000.0, partner=self.li))
        self.assertIn("allows for one order. Bring one with a higher cap", self.words(held))
        order = self._order(90_000.0, partner=self.li)
        self.assertIsNone(self.confirm(order))
        self.assertEqual(order.sudo().credit_authorization_id, letter)
        letter.invalidate_recordset()
        self.assertEqual(letter.used, 990_000.0)

    def test_after_revocation_from_the_day_of_the_notice(self):
        self.enforce('H19')
        letter = self.letter()
        for day in ('tomorrow', 7, True):
            with self.assertRaisesRegex(UserError, "Give a day like"):
                letter.action_revoke(day, "left the company")
        before = self._order(60_000.0, partner=self.li)
        self.assertIsNone(self.confirm(before))
        letter.action_revoke(self.today, "left the company")
        held = self.confirm(self._order(60_000.0, partner=self.li))
        self.assertIn("is revoked since", self.words(held))
        self.assertIn("Bring the order signed by somebody with authority.", self.words(held))
        self.assertEqual(before.state, 'sale')
        self.assertEqual(before.sudo().credit_authorization_id, letter)
        with self.assertRaisesRegex(UserError, "that is not its next step"):
            letter.action_revoke(self.today, "twice")

    def test_another_matter_an_ended_letter_and_a_copy(self):
        self.enforce('H19')
        letter = self.letter('price', date_to=self.today - DAY)
        held = self.confirm(self._order(60_000.0, partner=self.li))
        self.assertIn("ended on", self.words(held))
        self.assertIn("does not cover orders. Bring one that does.", self.words(held))
        self.letter(has_original=False)
        order = self._order(60_000.0, partner=self.li)
        self.assertIsNone(self.confirm(order))
        self.assertNotEqual(order.sudo().credit_authorization_id, letter)

    def test_who_signed_the_order_counts(self):
        self.enforce('H19')
        self.letter()
        order = self._order(60_000.0, partner=self.li)
        order.sudo().signed_by = "Somebody Else"
        self.assertIn("Somebody Else has no letter", self.words(self.confirm(order)))
        order = self._order(60_000.0)
        order.sudo().signed_by = "LI WEI"
        self.assertIsNone(self.confirm(order))

    def test_a_verified_letter_lets_held_orders_be_looked_at_again(self):
        self.enforce('H19')
        self.assertTrue(self.confirm(self._order(60_000.0, partner=self.li)))
        self.env['credit.recheck'].search([]).unlink()
        self.letter()
        self.assertTrue(self.env['credit.recheck'].search([('profile_id', '=', self.profile.id)]))

    # === WHO RECEIVED === #

    def delivered(self, amount=500.0):
        order = self._order(amount)
        self.assertIsNone(self.confirm(order))
        picking = order.picking_ids
        for move in picking.move_ids:
            move.write({'quantity': move.product_uom_qty, 'picked': True})
        picking.with_user(self.env.ref('base.user_admin')).button_validate()
        return picking

    def proof(self, picking, signer):
        return self.env['credit.delivery.proof'].create({
            'picking_id': picking.id, 'signer': signer, 'photo': PHOTO})

    def test_a_receiver_with_a_letter_and_his_specimen_beside(self):
        letter = self.letter('receive_goods', max_single=600.0, max_cumulative=900.0, specimen=PHOTO)
        proof = self.proof(self.delivered(), "li wei")
        self.assertEqual((proof.receiver, proof.authorization_id, proof.amount), ('ok', letter, 500))
        self.assertTrue(proof.specimen)
        over = self.proof(self.delivered(), "Li Wei")
        self.assertEqual(over.receiver, 'fail')
        self.assertIn("1,000.00 together is more than", over.receiver_why)
        proof.withdraw("wrong transfer")
        self.assertEqual(self.proof(self.delivered(), "Li Wei").receiver, 'ok')

    def test_a_notice_entered_late_counts_from_its_day(self):
        letter = self.letter('receive_goods')
        before, since = (self.proof(self.delivered(), "Li Wei") for _number in range(2))
        before.picking_id.date_done -= DAY
        before.sudo().date = self.today - DAY
        self.assertEqual((before.receiver, since.receiver), ('ok', 'ok'))
        letter.action_revoke(self.today, "Left the company")
        self.assertEqual((before.receiver, since.receiver), ('ok', 'fail'))
        self.assertEqual((before.authorization_id, since.authorization_id.ids), (letter, []))
        self.assertIn("revoked since", since.receiver_why)

    def test_an_unauthorised_receiver_is_ratified(self):
        self.assertEqual(self.proof(self.delivered(), "Old Zhao").receiver, 'fail')
        self.assertFalse(self.env['credit.authorization'].search([('need', '=', 'receiver')]))
        self.ask('receiver')
        proof = self.proof(self.delivered(), "Old Zhao")
        draft = proof.ratification_ids
        self.assertEqual(
            (draft.state, draft.agent_name, draft.scope_ids.mapped('code'), draft.need_amount),
            ('draft', "Old Zhao", ['receive_goods'], 500.0))
        task = self.tasks(draft)
        self.assertEqual(task.kind, 'authorization')
        self.assertIn("Old Zhao received goods without authority", task.why)
        draft.with_user(self.officer).write({'file': self.letter().file})
        draft.with_user(self.checker).action_verify()
        self.assertEqual((proof.receiver, proof.authorization_id), ('ratified', draft))
        self.assertFalse(self.tasks(draft))

    def test_a_withdrawn_proof_asks_for_nothing(self):
        self.ask('receiver')
        proof = self.proof(self.delivered(), "Old Zhao")
        proof.withdraw("wrong photo")
        self.assertFalse(proof.ratification_ids)

    # === WHEN A LETTER IS NEEDED === #

    def test_nothing_is_asked_until_it_is_switched_on(self):
        self.letter(agent=self.wang)
        self.assertIsNone(self.confirm(self._order(60_000.0, partner=self.li)))
        self.contract(signatory_ids=[Command.set(self.li.ids)])
        self.assertFalse(self.env['credit.authorization'].search([('need', '!=', False)]))

    def test_one_draft_for_who_orders_however_often(self):
        self.ask('orderer', above=50_000.0)
        for amount in (40_000.0, 60_000.0, 70_000.0):
            self.assertIsNone(self.confirm(self._order(amount, partner=self.wang)))
        draft = self.env['credit.authorization'].search([('need', '=', 'orderer')])
        self.assertEqual((draft.agent_id, draft.need_amount), (self.wang, 60_000.0))
        self.assertIn("Wang Fang orders without a letter", self.tasks(draft).why)

    def test_who_signed_a_contract_on_either_side(self):
        self.ask('contract_signer')
        self.ask('own_signer')
        self.profile.representative_ids = self.wang
        self.contract(signatory_ids=[Command.set((self.li | self.wang).ids)],
                      own_signatory_ids=[Command.set(self.sales.ids)])
        drafts = self.env['credit.authorization'].search([('need', '!=', False)])
        self.assertEqual(
            sorted((one.direction, one.agent_name) for one in drafts),
            [('customer', "Li Wei"), ('own', self.sales.name)])
        own = drafts.filtered(lambda one: one.direction == 'own')
        self.assertEqual(own.partner_id, self.company.partner_id)

    def test_another_bank_account_of_the_customer(self):
        self.ask('bank_account')
        self.env['res.partner.bank'].create({
            'acc_number': 'DE00123', 'partner_id': self.customer.id, 'acc_holder_name': "Li Wei"})
        draft = self.env['credit.authorization'].search([('need', '=', 'bank_account')])
        self.assertEqual((draft.agent_name, draft.note), ("Li Wei", 'DE00123'))

    # === SEEN, PRINTED === #

    def test_printed_in_both_languages(self):
        letter = self.letter('order', 'receive_goods', max_single=200_000.0)
        html = self.env['ir.actions.report'].with_user(self.officer)._render_qweb_html(
            'credit_management.report_credit_authorization', letter.ids)[0].decode()
        for words in ("Letter of Authority", "place orders, receive goods", "授权委托书", "收货"):
            self.assertIn(words, html)

    def test_salespeople_read_letters_of_their_own_customers(self):
        letter = self.letter()
        self.customer.user_id = self.sales
        self.assertEqual(letter.with_user(self.sales).agent_name, "Li Wei")
        self.customer.user_id = self.sales_2
        self.assertFalse(self.env['credit.authorization'].with_user(self.sales).search(
            [('id', '=', letter.id)]))

    def test_both_are_in_the_story_of_the_customer(self):
        self.contract()
        letter = self.letter()
        letter.action_revoke(self.today, "left")
        sources = {source.code for source in self.env['credit.timeline']._timeline_sources(
            self.profile)}
        self.assertLessEqual({'contract', 'authorization'}, sources)
        describe = self.env['credit.timeline'].with_user(self.officer)._describe_authorizations(
            letter.sudo(), letter.ids)
        self.assertIn("Li Wei", describe[letter.id]['text'])
        self.assertIn("left", describe[letter.id]['note'])
