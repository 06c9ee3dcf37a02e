from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_rpm import RpmCommon


@tagged('post_install', '-at_install')
class TestCreditRpmFinding(RpmCommon):
    """What is asked at the steps of the papers, what it shows, and what Odoo has already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.use(cls.full)
        cls.env['resource.calendar.leaves'].search([]).unlink()
        cls.profile.user_id = cls.officer

    def _delivered(self):
        order = self.sell('2026-03-02')
        picking = self.deliver(order, '2026-03-02')
        invoice = self.bill(order, '2026-03-02', due='2026-04-01')
        self.work('2026-03-02')
        return self.item_of(picking), order, invoice

    def _due(self, item, code):
        return item.step_ids.filtered(lambda step: step.code == code)

    def _dialog(self, step):
        return Form(self.env['credit.rpm.step.complete'].with_user(self.officer).with_context(
            default_step_id=step.id))

    def _answer(self, dialog, answers):
        for number in range(len(dialog.line_ids)):
            with dialog.line_ids.edit(number) as line:
                if line.code in answers:
                    line.answer = answers[line.code]
        return dialog.save()

    def test_the_dialog_tells_what_odoo_knows_and_keeps_what_is_missing(self):
        item, order, _invoice = self._delivered()
        order.client_order_ref = 'PO-77'
        step = self._due(item, 'R0')
        with self.on('2026-03-02'):
            dialog = self._dialog(step)
            self.assertTrue(dialog.is_asked)
            wizard = self._answer(dialog, {'contract': 'bad', 'authorization': 'none'})
            found = {line.code: (line.fact, line.answer) for line in wizard.line_ids}
            self.assertEqual(found['order'], (f"{order.name} as PO-77", 'good'))
            self.assertIn("no proof", found['delivery_note'][0])
            said = wizard.action_complete()
            self.assertIn("Is the contract on file?", said['params']['message'])
            self.assertIn("Is the signed delivery note there?", said['params']['message'])
            self.assertTrue(self._due(item, 'R0'))
            # The rest another day: what was answered is still there.
            wizard = self._answer(
                self._dialog(self._due(item, 'R0')), {'contract': 'good', 'delivery_note': 'good'})
            wizard.action_complete()
        self.assertFalse(self._due(item, 'R0'))
        done = item.done_ids.filtered(lambda one: one.code == 'R0')
        self.assertIn("Is the contract on file? Right", done.note)
        self.assertEqual(len(item.finding_ids), 2)
        self.assertEqual(done.user_id, self.officer)

    def test_bad_quality_leads_to_its_dispute(self):
        item, _order, _invoice = self._delivered()
        self.night('2026-03-16')
        with self.on('2026-03-16'):
            wizard = self._answer(self._dialog(self._due(item, 'R2')), {
                'specification': 'good', 'quantity': 'good', 'transport': 'good', 'quality': 'bad'})
            action = wizard.action_complete()
        self.assertEqual(action['res_model'], 'credit.dispute.raise')
        reason = self.env['credit.dispute.reason'].browse(action['context']['default_reason_id'])
        self.assertEqual(reason.code, 'quality')
        self.assertIn('R2', item.done_ids.mapped('code'))

    def test_an_invoice_that_is_not_there_is_sent_again(self):
        item, _order, invoice = self._delivered()
        self.night('2026-03-09')
        with self.on('2026-03-09'):
            action = self._answer(
                self._dialog(self._due(item, 'R3')), {'accepted': 'bad'}).action_complete()
        letter = self.env['credit.letter'].browse(action['res_id'])
        self.assertEqual((letter.kind, letter.line_ids.move_line_id.move_id), ('papers', invoice))

    def test_goods_that_did_not_come_are_looked_for(self):
        item, _order, _invoice = self._delivered()
        self.night('2026-03-05')
        with self.on('2026-03-05'):
            step = self._due(item, 'R1')
            found = step.with_user(self.officer)._note_answers({'received': False})
        self.assertTrue(found.delays)
        activity = self.customer.activity_ids
        self.assertIn(item.name, activity.summary)

    def test_a_call_keeps_what_was_answered(self):
        item, _order, _invoice = self._delivered()
        self.night('2026-03-05')
        with self.on('2026-03-05'):
            step = self._due(item, 'R1')
            touch = step.touch_id.with_user(self.officer)
            [row] = [row for row in touch.call_sheet()['papers'] if row['id'] == step.id]
            self.assertEqual([one['code'] for one in row['questions']],
                             ['received', 'count', 'packing', 'hand_over', 'invoice'])
            for answers in ('x', {str(step.id): 'x'}, {str(step.id): {'mood': True}},
                            {str(step.id): {'count': 7}}):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    touch.close('confirmed', {'answers': answers})
            touch.close('confirmed', {
                'step_ids': [step.id], 'answers': {str(step.id): {'packing': None}}})
        finding = item.finding_ids
        self.assertEqual(finding.answers, {
            'received': True, 'count': True, 'packing': None, 'hand_over': True, 'invoice': True})
        self.assertIn('R1', item.done_ids.mapped('code'))
        with self.on('2026-03-05'):
            touch.take_back("Wrong customer")
        self.assertTrue(finding.withdrawn_at)
        self.assertIn('R1', self.steps(item=item))

    def test_a_form_on_file_is_evidence_until_it_is_withdrawn(self):
        item, _order, _invoice = self._delivered()
        self.night('2026-03-10')
        form = self.env['ir.attachment'].with_user(self.officer).create(
            {'name': 'form.pdf', 'raw': b'%PDF', 'res_model': 'credit.rpm.step.complete'})
        self.env['credit.rpm.finding'].sudo().create({
            'item_id': item.id, 'profile_id': item.profile_id.id, 'company_id': item.company_id.id,
            'code': 'R2', 'day': '2026-03-10', 'file_ids': [(6, 0, form.ids)],
            'answers': dict.fromkeys(('specification', 'quantity', 'transport', 'quality'), True)})
        self.assertEqual(
            self.items._evidence(item.ids, self.day('2026-03-10'))[item.id],
            {'quality_form': self.day('2026-03-10')})
        with self.on('2026-03-16'):
            self.items._look(item)
        self.assertNotIn('R2', self.steps(item=item))
        with self.on('2026-03-16'):
            item.finding_ids.with_user(self.officer).withdraw("Signed by a stranger")
        self.assertIn('R2', self.steps(item=item))

    def test_who_writes_about_the_invoice_has_it(self):
        item, _order, invoice = self._delivered()
        self.night('2026-03-09')
        self.assertIn('R3', self.steps(item=item))
        with self.on('2026-03-09'):
            invoice.with_user(self.officer).message_post(body="Is it there?", message_type='comment')
            self.assertFalse(self.items._evidence(item.ids, self.day('2026-03-09')))
            invoice.message_post(
                body="Which order is it?", message_type='email', author_id=self.customer.id)
        self.work('2026-03-09')
        self.assertNotIn('R3', self.steps(item=item))

    def test_a_signed_statement_of_all_lines_closes_its_step(self):
        item, _order, invoice = self._delivered()
        line = invoice.line_ids.filtered(lambda one: one.account_type == 'asset_receivable')
        with self.on('2026-04-07'):
            event = self.env['credit.limitation.event'].create({
                'profile_id': self.profile.id, 'kind': 'statement_signed', 'date': '2026-04-07',
                'line_ids': [(6, 0, line.ids)]})
        self.assertFalse(self.items._evidence(item.ids, self.day('2026-04-07')))
        shown = self.env['credit.limitation.evidence'].search([], limit=1)
        with self.on('2026-04-07'):
            self.env['credit.limitation.paper'].create({
                'event_id': event.id, 'file': b'UERG', 'file_name': 'signed.pdf',
                'evidence_ids': [(6, 0, shown.ids)]})
        self.assertEqual(
            self.items._evidence(item.ids, self.day('2026-04-07'))[item.id],
            {'statement_confirmed': self.day('2026-04-07')})
