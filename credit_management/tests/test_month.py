from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common_rpm import RpmCommon

#: Customers, working days, and touches that the one caller makes on each.
CUSTOMERS, DAYS, CAPACITY = 40, 9, 7


@tagged('post_install', '-at_install')
class TestMonth(RpmCommon):
    """Two weeks of one caller, night by night: never more than fits, the best first, and all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['credit.touch'].search([('state', '=', 'planned')]).unlink()
        cls.env['credit.collector'].search([]).unlink()
        cls.company.credit_touch_capacity = CAPACITY
        cls.first = cls.day('2026-04-13')
        partners = cls.env['res.partner'].create([
            {'name': f"Customer {number:02}", 'is_company': True} for number in range(CUSTOMERS)])
        cls.profiles = cls.env['credit.profile'].create([
            {'partner_id': partner.id, 'company_id': cls.company.id, 'credit_limit': 9000.0,
             'user_id': cls.officer.id} for partner in partners])
        # The call about a claim (R10) is nine days after its due day: all within the first week.
        cls.invoices = cls.env['account.move'].create([{
            'move_type': 'out_invoice', 'partner_id': partner.id, 'invoice_date': '2026-03-02',
            'invoice_date_due': cls.first + timedelta(days=number % 5 - 9),
            'invoice_payment_term_id': False, 'invoice_line_ids': [Command.create({
                'name': "Goods", 'price_unit': 100.0 + 37 * number % 900,
                'tax_ids': [Command.clear()]})],
        } for number, partner in enumerate(partners)])
        cls.invoices.action_post()

    def planned(self, day, **values):
        return self.env['credit.touch'].search([
            ('profile_id', 'in', self.profiles.ids), ('state', '=', 'planned'), ('day', '=', day),
            *((name, '=', value) for name, value in values.items())])

    def play(self, day, paid):
        """Book what is paid, run the night, and let the officer call whom the plan names."""
        self.book(paid.pop(day, self.env['account.move']), day)
        self.night(day)
        planned = self.planned(day, is_overflow=False)
        over = self.planned(day, is_overflow=True)
        self.assertLessEqual(len(planned), CAPACITY)
        if over:
            self.assertEqual(len(planned), CAPACITY)
            self.assertGreaterEqual(min(planned.mapped('score')), max(over.mapped('score')))
        with self.on(day):
            for touch in planned:
                self.call(touch.with_user(self.officer), day, paid)
        return len(over)

    def call(self, touch, day, paid):
        """One in three is not reached; the others promise, and pay on that day."""
        if touch.kind == 'desk':
            touch.close('decided', {'note': "Go on"})
            return
        invoice = touch.sudo().step_ids.move_line_id.move_id
        if touch.sudo().profile_id.id % 3 == 0 and not touch.sudo().follows_id:
            touch.close('no_answer')
        elif invoice:
            pays_on = day + timedelta(days=2)
            touch.close('will_pay', {'amount': touch.amount, 'said_on': str(pays_on)})
            paid.setdefault(pays_on, self.env['account.move'])
            paid[pays_on] |= invoice
        else:
            touch.close('has_paid')

    def book(self, invoices, day):
        if not invoices:
            return
        with self.on(day):
            claims = invoices.line_ids.filtered('date_maturity')
            bank = self.env['account.journal'].search([
                ('type', '=', 'bank'), ('company_id', '=', self.company.id)], limit=1)
            entry = self.env['account.move'].create({
                'journal_id': bank.id, 'date': day, 'line_ids': [
                    *(Command.create({
                        'account_id': claim.account_id.id, 'partner_id': claim.partner_id.id,
                        'balance': -claim.amount_residual}) for claim in claims),
                    Command.create({'account_id': bank.default_account_id.id,
                                    'balance': sum(claims.mapped('amount_residual'))})]})
            entry.action_post()
            money = entry.line_ids.filtered(
                lambda line: line.account_type == 'asset_receivable').grouped('partner_id')
            self.env['account.move.line']._reconcile_plan(
                [claim | money[claim.partner_id] for claim in claims])

    def test_a_caller_gets_what_fits_and_everybody_late_is_called(self):
        paid, day, over = {}, self.first, []
        while len(over) < DAYS:
            if day.weekday() < 5:
                over.append(self.play(day, paid))
            day += timedelta(days=1)
        self.assertTrue(any(over), "the first week brings more than fits")
        self.assertEqual(over[-1], 0)
        called = self.env['credit.touch'].search([
            ('profile_id', 'in', self.profiles.ids), ('state', '=', 'done')]).profile_id
        self.assertEqual(called, self.profiles)
