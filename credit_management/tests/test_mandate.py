from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .recovery_common import RecoveryCommon


@tagged('post_install', '-at_install')
class TestMandate(RecoveryCommon):
    """Claims with an agency: its account to the cent, late remittances, and back to us."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = cls.env['res.partner'].create({'name': "Collect Ltd", 'is_company': True})

    def mandate(self, *invoices, give=True, **values):
        mandate = self.env['credit.mandate'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'agency_id': self.agency.id, 'commission': 0.15,
            'given_on': self.today - timedelta(days=40), 'remit_days': 10,
            'line_ids': [Command.set([self.claim_of(invoice).id for invoice in invoices])],
            **values,
        })
        if give:
            mandate.action_give()
        return mandate

    def money(self, mandate, kind, amount, days_ago):
        return self.env['credit.mandate.money'].with_user(self.officer).create({
            'mandate_id': mandate.id, 'kind': kind, 'amount': amount,
            'day': self.today - timedelta(days=days_ago)})

    def tasks(self, mandate):
        return self.env['credit.task'].with_user(self.officer).search([
            ('res_model', '=', 'credit.mandate'), ('res_id', '=', mandate.id)])

    def test_the_agency_keeps_its_commission_and_owes_the_rest(self):
        mandate = self.mandate(self.owe(10_000, 100))
        self.assertEqual((mandate.state, mandate.amount), ('active', 10_000))
        self.money(mandate, 'collected', 4_000, 5)
        self.assertEqual(
            (mandate.collected, mandate.commission_amount, mandate.due, mandate.late, mandate.left),
            (4_000, 600, 3_400, 0, 6_000))
        self.money(mandate, 'remitted', 3_400, 1)
        self.assertEqual((mandate.due, mandate.owed), (0, 0))
        self.assertFalse(mandate.next_remit_on)

    def test_what_is_remitted_late_is_a_task_until_it_is_here(self):
        mandate = self.mandate(self.owe(10_000, 100))
        self.money(mandate, 'collected', 4_000, 30)
        self.assertEqual(mandate.late, 3_400)
        self.assertLess(mandate.next_remit_on, self.today)
        [task] = self.tasks(mandate)
        self.assertEqual((task.kind, task.user_id), ('mandate', self.officer))
        self.assertIn("Collect Ltd", task.why)
        wrong = self.money(mandate, 'remitted', 3_400, 2)
        self.assertFalse(self.tasks(mandate))
        wrong.action_withdraw()
        self.assertEqual(mandate.late, 3_400)
        self.assertTrue(self.tasks(mandate))

    def test_money_paid_to_us_directly_earns_commission_that_we_owe(self):
        mandate = self.mandate(self.owe(10_000, 100), is_net=False)
        self.money(mandate, 'direct', 2_000, 5)
        self.assertEqual((mandate.due, mandate.owed), (0, 300))

    def test_what_the_ledger_received_and_nobody_noted_is_said(self):
        invoice = self.owe(10_000, 100)
        mandate = self.mandate(invoice)
        self.assertFalse(mandate.unnoted)
        money = self.receive(2_000)
        (self.claims(money) | self.claim_of(invoice)).reconcile()
        mandate.invalidate_recordset()
        self.assertEqual(mandate.unnoted, 2_000)
        self.money(mandate, 'direct', 2_000, 0)
        self.assertFalse(mandate.unnoted)

    def test_what_we_paid_the_agency_closes_the_account(self):
        mandate = self.mandate(self.owe(10_000, 100))
        self.money(mandate, 'direct', 2_000, 5)
        self.assertEqual((mandate.due, mandate.owed), (0, 300))
        with self.assertRaisesRegex(UserError, "is open"):
            mandate.action_close()
        self.money(mandate, 'paid', 300, 1)
        self.assertEqual((mandate.collected, mandate.due, mandate.owed), (2_000, 0, 0))
        mandate.action_close()
        self.assertEqual(mandate.state, 'closed')

    def test_queries_do_not_grow_with_mandates_and_their_tasks(self):
        mandates = self.env['credit.mandate'].union(
            *(self.mandate(self.owe(1_000, 100)) for _one in range(6)))
        for mandate in mandates:
            self.money(mandate, 'collected', 100, 30)
        tasks = self.env['credit.task'].search([('kind', '=', 'mandate')]).filtered(
            lambda task: task.res_id in mandates.ids)
        self.assertEqual(len(tasks), 6)

        def count(ids):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env['credit.mandate'].browse([task.res_id for task in ids]).mapped('late')
            ids.mapped('why')
            return self.env.cr.sql_log_count - before

        count(tasks)
        self.assertEqual(count(tasks[:3]), count(tasks))

    def test_its_way_is_told_once(self):
        mandate = self.mandate(self.owe(10_000, 100))
        mandate.action_return("Nothing came of it")
        told = [line['text'] for line in self.profile.with_user(self.officer).timeline()['lines']]
        self.assertEqual(
            sorted(text for text in told if "Collect Ltd" in text or "Mandate" in text),
            ["given to Collect Ltd", "returned by Collect Ltd"])

    def test_a_claim_is_with_one_agency_at_a_time(self):
        invoice = self.owe(10_000, 100)
        self.mandate(invoice)
        with self.assertRaisesRegex(UserError, "with Collect Ltd already"):
            self.mandate(invoice)
        other = self.owe(100, 100, self.customers['A'])
        with self.assertRaises(ValidationError):
            self.mandate(other)

    def test_nobody_of_ours_follows_what_an_agency_has(self):
        invoice, own = self.owe(10_000, 100), self.owe(500, 100)
        mandate = self.mandate(invoice)
        lines = self.claim_of(invoice) | self.claim_of(own)
        facts = self.env['credit.rpm.item']._line_facts(lines.ids, self.today)
        self.assertTrue(facts[self.claim_of(invoice).id]['is_away'])
        self.assertNotIn('is_away', facts.get(self.claim_of(own).id, {}))
        mandate.action_return("Nothing came of it")
        facts = self.env['credit.rpm.item']._line_facts(lines.ids, self.today)
        self.assertNotIn('is_away', facts.get(self.claim_of(invoice).id, {}))

    def test_returned_with_a_reason_and_closed_when_nothing_is_owed(self):
        mandate = self.mandate(self.owe(10_000, 100))
        self.money(mandate, 'collected', 1_000, 5)
        with self.assertRaisesRegex(UserError, "Say why"):
            mandate.action_return("")
        mandate.action_return("Nothing more to be had")
        self.assertEqual((mandate.state, mandate.returned_on), ('returned', self.today))
        with self.assertRaisesRegex(UserError, "owes us"):
            mandate.action_close()
        self.money(mandate, 'remitted', 850, 1)
        mandate.action_close()
        self.assertEqual(mandate.state, 'closed')
        with self.assertRaises(ValidationError):
            self.money(mandate, 'collected', 1, 1)

    def test_a_mandate_that_ran_out_is_a_task_and_its_claims_are_ours_again(self):
        invoice = self.owe(10_000, 100)
        line = self.claim_of(invoice)
        mandate = self.mandate(invoice, until=self.today)
        facts = self.env['credit.rpm.item']._line_facts(line.ids, self.today)[line.id]
        self.assertEqual((facts['is_away'], facts['away_until']), (True, self.today))
        self.assertFalse(self.tasks(mandate))
        mandate.sudo().given_on = self.today - timedelta(days=60)
        events = self.env['credit.rpm.event'].sudo()
        events.env['credit.rpm.plan'].search([('company_id', '=', self.company.id)]).write(
            {'start': self.today})
        events.search([]).unlink()
        mandate.until = self.today - timedelta(days=1)
        self.assertTrue(events.search([]))
        [task] = self.tasks(mandate)
        self.assertIn("return it, or agree", task.why)
        self.assertNotIn(
            'is_away', self.env['credit.rpm.item']._line_facts(line.ids, self.today).get(line.id, {}))
        mandate.action_return("Nothing came")
        self.assertFalse(self.tasks(mandate))

    def test_what_was_agreed_and_noted_stays(self):
        mandate = self.mandate(self.owe(10_000, 100))
        money = self.money(mandate, 'collected', 1_000, 5)
        for change in (
            lambda: mandate.write({'commission': 0.5}), lambda: mandate.write({'state': 'closed'}),
            lambda: mandate.unlink(), lambda: money.write({'amount': 1}), lambda: money.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        mandate.note = "File 12"
        with self.assertRaises(ValidationError):
            self.money(mandate, 'collected', 1, -1)
        with self.assertRaises(ValidationError):
            self.money(mandate, 'collected', 1, 60)

    def test_salespeople_and_auditors_give_nothing_away(self):
        mandate = self.mandate(self.owe(10_000, 100), give=False)
        for user in (self.sales, self.auditor):
            with self.assertRaises(AccessError):
                mandate.with_user(user).action_give()
