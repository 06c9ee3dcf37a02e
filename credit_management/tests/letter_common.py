from unittest.mock import patch

from odoo import Command

from ..models import credit_letter_send
from .common import CreditCommon


class LetterCommon(CreditCommon):
    """A customer with an address and late invoices, and a plan that mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # At whatever hour tests run.
        cls.startClassPatcher(patch.object(credit_letter_send, 'SENDS_FROM', 0))
        cls.today = cls.company._credit_today()
        cls.company.credit_quiet_weekdays = 'none'
        cls.customer.write({
            'email': "books@acme.example", 'street': "Quay 1", 'city': "Bremen", 'zip': "28195"})
        cls.profile.user_id = cls.officer
        if not cls.company.partner_id.bank_ids:
            cls.env['res.partner.bank'].create({
                'acc_number': "DE02120300000000202051", 'partner_id': cls.company.partner_id.id})
        cls.letters = cls.env['credit.letter']
        # The day of the demo data is not the night's.
        cls.letters.search([]).write({'state': 'cancelled', 'batch_id': False})
        cls.plan = cls.env['credit.rpm.plan'].search(
            [('company_id', '=', cls.company.id), ('code', '=', 'light')])

    def line(self, move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == 'asset_receivable')

    def step(self, move, code='R8', **values):
        """Let a step of the plan be due about an invoice."""
        plan_step = self.plan.step_ids.filtered(lambda step: step.code == code)
        profile = self.env['credit.profile']._of_partners(move.partner_id, self.company)
        items = self.env['credit.rpm.item'].sudo()
        item = items.search([('move_id', '=', move.id)]) or items.create({
            'name': move.name, 'profile_id': profile.id, 'company_id': self.company.id,
            'kind': 'invoice', 'move_id': move.id, 'plan_id': self.plan.id, 'amount': 100.0,
            'unbilled': 0.0,
            'line_ids': [Command.create({
                'move_line_id': self.line(move).id, 'amount': move.amount_residual})]})
        return self.env['credit.rpm.step'].sudo().create({
            'item_id': item.id, 'profile_id': profile.id, 'company_id': self.company.id,
            'move_line_id': self.line(move).id if plan_step.anchor == 'due' else False,
            'code': code, 'plan_step_id': plan_step.id, 'date': self.today, 'day': self.today,
            'status': 'due', 'role': plan_step.role, 'channel': plan_step.channel,
            'is_automatic': plan_step.is_automatic, 'is_demand': plan_step.is_demand,
            'amount': move.amount_residual, **values})

    def night(self, day=None):
        """Draft the letters of a day; return those of its batch."""
        for _part in self.env['credit.letter.batch']._draft_day(self.company, day or self.today):
            self.env.flush_all()
        return self.env['credit.letter.batch'].search([
            ('company_id', '=', self.company.id), ('date', '=', day or self.today)]).letter_ids

    def done(self, move):
        """Return what was done about an invoice."""
        return self.env['credit.rpm.done'].search(
            [('move_line_id', '=', self.line(move).id)])

    def mails(self, letters):
        return self.env['mail.mail'].sudo().search([
            ('model', '=', 'credit.letter'), ('res_id', 'in', letters.ids)])

    def work(self):
        """Run the worker as Odoo's scheduler does, where it may commit."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref('credit_management.credit_letter_cron').method_direct_trigger()
        self.env.invalidate_all()

    def mailed(self, letters):
        """Approve letters, put them into the queue and let the mail server take them."""
        letters.with_user(self.manager).action_approve()
        self.work()
        mails = self.mails(letters)
        mails.write({'state': 'sent'})
        mails._postprocess_sent_message(success_pids=[], success_emails=mails.mapped('email_to'))
        self.work()
        return mails
