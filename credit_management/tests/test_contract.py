import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .paper_common import DAY, PDF, PaperCommon


@tagged('post_install', '-at_install')
class TestContract(PaperCommon):
    """A contract's life, what is left under it, and orders that are checked against it."""

    # === LIFE === #

    def test_from_draft_to_force_by_two_people(self):
        contract = self.contract(in_force=False, rate=None)
        self.assertTrue(contract.name.startswith('CT/'))
        self.assertGreater(len(contract.point_ids), 15)
        self.assertEqual(len(contract.validity_ids), 7)
        self.assertFalse(contract.has_score)
        with self.assertRaisesRegex(UserError, "28 points are not rated"):
            contract.with_user(self.checker).action_check()
        (contract.point_ids | contract.validity_ids).write({'rating': 'ok'})
        with self.assertRaisesRegex(AccessError, "somebody else checks"):
            contract.action_check()
        contract.with_user(self.checker).action_check()
        with self.assertRaisesRegex(UserError, "signed contract on file"):
            contract.action_in_force()
        with self.assertRaisesRegex(UserError, "stays as it was checked"):
            contract.amount = 5.0
        with self.assertRaisesRegex(UserError, "were checked and stay"):
            contract.point_ids[0].rating = 'risky'
        contract.write({'file': PDF, 'file_name': 'c.pdf', 'signed_on': self.today})
        contract.action_in_force()
        self.assertEqual((contract.stage, contract.checker_id), ('in_force', self.checker))
        with self.assertRaisesRegex(UserError, "was checked and stays"):
            contract.unlink()
        logged = self.env['credit.decision'].search([
            ('kind', '=', 'contract'), ('profile_id', '=', self.profile.id)])
        self.assertEqual(len(logged), 2)

    def test_who_sells_to_the_customer_checks_nothing(self):
        contract = self.contract(in_force=False)
        self.customer.user_id = self.checker
        with self.assertRaisesRegex(AccessError, "You sell"):
            contract.with_user(self.checker).action_check()

    def test_the_checklist_names_gaps_and_what_does_not_bind_is_not_checked(self):
        contract = self.contract(in_force=False)
        self.assertEqual((contract.score, contract.validity, contract.gaps), (100.0, 'valid', ''))
        point = contract.point_ids.filtered(lambda one: one.clause_id.code == 'suspend')
        point.rating = 'missing'
        self.assertLess(contract.score, 100.0)
        self.assertEqual(contract.gaps, point.clause_id.name)
        contract.validity_ids[0].rating = 'missing'
        with self.assertRaisesRegex(UserError, "does not bind"):
            contract.with_user(self.checker).action_check()

    def test_its_stage_follows_the_calendar(self):
        for start, end, stage in (
            (-90, 90, 'in_force'), (-90, 30, 'expiring'), (-90, -1, 'expired'), (5, 90, 'future'),
            (-90, 0, 'expiring'),
        ):
            contract = self.contract(date_from=self.today + start * DAY,
                                     date_to=self.today + end * DAY)
            self.assertEqual(contract.stage, stage)

    def test_a_new_version_ends_the_old_one_where_it_begins(self):
        old = self.contract()
        action = old.action_new_version()
        new = self.env['credit.contract'].with_user(self.officer).browse(action['res_id'])
        self.assertEqual((new.version, new.name, new.date_from), (2, old.name, old.date_to + DAY))
        self.assertEqual(new.point_ids.mapped('rating'), ['ok'] * len(old.point_ids))
        new.date_from = self.today
        new.with_user(self.checker).action_check()
        new.write({'file': PDF, 'signed_on': self.today})
        new.action_in_force()
        self.assertEqual((old.state, old.terminated_on), ('terminated', self.today))

    def test_payment_law_is_shown_for_small_sellers(self):
        contract = self.contract(in_force=False, debtor_kind='public', is_small=True,
                                 pay_when_paid=True)
        self.assertIn("its own customer paid", contract.payment_law)
        contract.is_small = False
        self.assertIn("did not declare", contract.payment_law)

    # === TASKS AND REMINDERS === #

    def test_what_waits_and_what_ends_soon_is_a_task_and_told_once(self):
        draft = self.contract(in_force=False)
        self.assertEqual(self.tasks(draft).kind, 'contract')
        ending = self.contract(date_to=self.today + 10 * DAY)
        self.assertIn("renew it", self.tasks(ending).why)
        messages = len(ending.message_ids)
        for _twice in range(2):
            list(self.env['credit.contract']._remind(self.company))
        self.assertEqual(len(ending.message_ids), messages + 1)
        ending.action_new_version()
        self.assertFalse(self.tasks(ending))

    # === ORDERS === #

    def test_h11_is_off_until_a_policy_says_so(self):
        self.assertIsNone(self.confirm(self._order(500.0)))

    def test_without_a_contract_and_under_an_expired_one(self):
        self.enforce('H11')
        self.assertIn("No contract is in force. Bring one", self.words(self.confirm(
            self._order(500.0))))
        self.contract(date_to=self.today - DAY)
        held = self.confirm(self._order(500.0))
        self.assertIn("The contract ended on", self.words(held))
        self.assertIn("Bring its renewal, signed.", self.words(held))

    def test_what_is_left_shrinks_by_orders_and_invoices_under_it(self):
        self.enforce('H11')
        contract = self.contract()
        order = self._order(60_000.0)
        self.assertIsNone(self.confirm(order))
        self.assertEqual(order.sudo().credit_contract_id, contract)
        contract.invalidate_recordset()
        self.assertEqual((contract.used, contract.left), (60_000.0, 40_000.0))
        held = self.confirm(self._order(40_000.01))
        self.assertIn("that the contract has left. Bring an amendment", self.words(held))
        self.assertIsNone(self.confirm(self._order(30_000.0)))
        self._invoice(10_000.0, post=False, credit_contract_id=contract.id).action_post()
        contract.invalidate_recordset()
        self.assertEqual(contract.left, 0.0)
        order.with_context(disable_cancel_warning=True).action_cancel()
        contract.invalidate_recordset()
        self.assertEqual(contract.left, 60_000.0)

    def test_goods_outside_its_scope(self):
        self.enforce('H11')
        inside, below, outside = self.env['product.category'].create([
            {'name': "Steel"}, {'name': "Pipes"}, {'name': "Paint"}])
        below.parent_id = inside
        self.contract(category_ids=[Command.set(inside.ids)])
        self.product.categ_id = below
        self.assertIsNone(self.confirm(self._order(500.0)))
        self.product.categ_id = outside
        self.assertIn("does not cover all these goods", self.words(self.confirm(self._order(5.0))))

    def test_longer_terms_than_agreed(self):
        self.enforce('H11')
        self.contract(payment_term_id=self.env.ref('account.account_payment_term_30days').id)
        longer = self.env['account.payment.term'].create({
            'name': "90 days", 'line_ids': [Command.create({
                'value': 'percent', 'value_amount': 100, 'nb_days': 90})]})
        self.assertIsNone(self.confirm(self._order(50.0)))
        held = self.confirm(self._order(50.0, payment_term_id=longer.id))
        self.assertIn("longer than those of the contract", self.words(held))

    def test_an_order_names_no_contract_of_another_customer(self):
        other = self.env['res.partner'].create({'name': "Other", 'is_company': True})
        contract = self.contract()
        with self.assertRaisesRegex(ValidationError, "is not a contract with"):
            self._order(50.0, partner=other).sudo().credit_contract_id = contract

    def test_by_segment_first_a_warning_then_a_hold(self):
        self.enforce('H11', severity='warn')
        order = self._order(500.0)
        self.assertIsNone(self.confirm(order))
        self.assertEqual(order.credit_state, 'warn')

    # === FILES, RIGHTS, PAPER === #

    def test_files_are_what_they_say_and_never_public(self):
        contract = self.contract(in_force=False)
        svg = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
        with self.assertRaisesRegex(ValidationError, "of a kind that is not kept"):
            contract.file = svg
        files = self.env['ir.attachment'].with_user(self.officer)
        values = {'res_model': contract._name, 'res_id': contract.id}
        for name, content in (('a.html', b'<html>'), ('a.pdf', b'MZ'), ('a.svg', b'%PDF-')):
            with self.assertRaises(ValidationError):
                files.create({'name': name, 'raw': content, **values})
        kept = files.create({'name': 'a.pdf', 'raw': b'%PDF-1.7', **values})
        for change in ({'public': True}, {'raw': b'<html>'}, {'name': 'a.html'}):
            with self.assertRaises(ValidationError):
                kept.write(change)
        mailed = self.env['ir.attachment'].sudo().create(
            {'name': 'mail.html', 'raw': b'<html><script>', 'mimetype': 'text/html', **values})
        self.assertEqual(mailed.mimetype, 'application/octet-stream')

    def test_salespeople_read_those_of_their_own_customers_and_no_score(self):
        contract = self.contract()
        self.customer.user_id = self.sales
        own = contract.with_user(self.sales)
        self.assertEqual(own.title, "Frame 2026")
        for name in ('score', 'gaps', 'validity'):
            with self.assertRaises(AccessError):
                own[name]
        with self.assertRaises(AccessError):
            own.note = "Mine"
        self.customer.user_id = self.sales_2
        own.invalidate_recordset()
        self.assertFalse(own.search([('id', '=', contract.id)]))

    def test_the_contract_on_paper(self):
        contract = self.contract(signatory_ids=[Command.set(self.li.ids)])
        html = self.env['ir.actions.report'].with_user(self.officer)._render_qweb_html(
            'credit_management.report_credit_contract', contract.ids)[0].decode()
        for words in ("Frame 2026", "Acme Trade", "Li Wei", "the seller may suspend"):
            self.assertIn(words, html)

    def test_queries_stay_the_same_for_more_contracts(self):
        few = self.contract() | self.contract()
        many = few | self.contract() | self.contract()
        fields = ['stage', 'used', 'left', 'score', 'gaps', 'payment_law', 'display_name']
        counts = []
        for records in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.officer).read(fields)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    # === EXCUSES === #

    def test_what_a_contract_says_to_an_excuse(self):
        contract = self.contract(
            debtor_kind='large', is_small=True, signatory_ids=[Command.set(self.li.ids)])
        invoice = self._invoice(500.0, post=False, credit_contract_id=contract.id)
        other = self._invoice(500.0)
        invoice.action_post()
        lines = (invoice | other).line_ids.filtered(
            lambda one: one.account_type == 'asset_receivable').sorted('id')
        excuses, none = self.env['credit.excuse'], self.env['credit.case']
        for fact, value in (
            ('sme_protected', True), ('pay_when_paid_clause', False), ('signer_authorised', None),
        ):
            values, shown = getattr(excuses, f'_fact_{fact}')(none, lines)
            self.assertEqual([values[line.id] for line in lines], [value, None], fact)
            self.assertEqual(shown, contract)
        self.letter('contract')
        values, _shown = excuses._fact_signer_authorised(none, lines)
        self.assertEqual(values[lines[0].id], True)

    def test_clauses_with_words_that_are_not_missing_are_printed(self):
        contract = self.contract(in_force=False, rate='ok')
        worded = contract.point_ids.filtered('clause_id.text')
        own, missing = (contract.point_ids - worded)[:2]
        gone = worded[:1]
        own.text = "In our own words"
        missing.write({'text': "Not agreed to", 'rating': 'missing'})
        gone.rating = 'missing'
        printed = contract._printed_points()
        self.assertEqual(printed, own | worded - gone)
        html = self.env['ir.actions.report']._render_qweb_html(
            'credit_management.report_credit_contract', contract.ids)[0].decode()
        self.assertIn("In our own words", html)
        self.assertNotIn("Not agreed to", html)
