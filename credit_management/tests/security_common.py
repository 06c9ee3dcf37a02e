from odoo import Command

from .paper_common import DAY, PDF, PaperCommon


class SecurityCommon(PaperCommon):
    """A customer with a small limit, a journal that brings bills, a bank that stands for him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.credit_limit = 1000.0
        cls.bank = cls.env['res.partner'].create({'name': "River Bank", 'is_company': True})
        outstanding = cls.env['account.account'].create({
            'name': "Bills in hand", 'code': '112199', 'account_type': 'asset_current',
            'reconcile': True,
        })
        cls.journal = cls.env['account.journal'].create(
            {'name': "Bills", 'code': 'CRBIL', 'type': 'bank'})
        cls.method = cls.journal.inbound_payment_method_line_ids[:1]
        cls.method.write({
            'payment_account_id': outstanding.id, 'credit_instrument_kind': 'commercial_bill'})

    @classmethod
    def receive(cls, invoice, kind='commercial_bill', entry=True):
        """Pay `invoice` by a paper of `kind`; return the payment.

        Without `entry` as it is with the accountant's app: the invoice stays open.
        """
        cls.method.credit_instrument_kind = kind
        if not entry:
            payment = cls.env['account.payment'].create({
                'partner_id': invoice.partner_id.id, 'amount': invoice.amount_total,
                'payment_type': 'inbound', 'partner_type': 'customer', 'date': cls.today,
                'journal_id': cls.journal.id, 'payment_method_line_id': cls.method.id})
            payment.outstanding_account_id = False
            payment.action_post()
            return payment
        return cls.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=invoice.ids,
        ).create({
            'journal_id': cls.journal.id, 'payment_method_line_id': cls.method.id,
        })._create_payments()

    @classmethod
    def paper_of(cls, payment):
        return cls.env['credit.instrument'].search([('payment_id', '=', payment.id)])

    @classmethod
    def security(cls, kind='letter_of_credit', active=True, **values):
        security = cls.env['credit.security'].with_user(cls.officer).create({
            'profile_id': cls.profile.id, 'kind': kind, 'giver_id': cls.bank.id, 'value': 500.0,
            'valid_from': cls.today - 30 * DAY, 'valid_to': cls.today + 30 * DAY, 'file': PDF,
            'file_name': 'paper.pdf', **values})
        if active:
            security.with_user(cls.checker).action_verify()
            security.with_user(cls.manager).action_activate()
        return security

    def figures(self):
        """Return (exposure, effective limit, components) as the gate sees them."""
        self.env.flush_all()
        check = self.env['credit.check'].sudo()
        rows = check._rows(self.env.cr, self.profile.ids)
        facts = check._facts(
            self.env.cr, rows, {'exposure', 'effective_limit', 'components'})[self.profile.id]
        return facts['exposure'], facts['effective_limit'], facts['components']

    def items(self):
        """Return ``{component: amount}`` as the list of items tells it."""
        self.env.invalidate_all()
        found = {}
        for item in self.env['credit.exposure.item'].search(
            [('profile_id', '=', self.profile.id)]
        ):
            found[item.component] = found.get(item.component, 0.0) + item.amount
        return found

    def night(self):
        """Do what the night does, and again: run twice is run once."""
        for _each in range(2):
            list(self.env['credit.security']._night(self.company))
        self.assertEqual(list(self.env['credit.security']._night(self.company)), [])

    def tasks(self, kind):
        self.env.invalidate_all()
        return self.env['credit.task'].search(
            [('kind', '=', kind), ('partner_id', '=', self.customer.id)])

    def assert_told_alike(self):
        """Gate, items and the search of all customers say the same."""
        exposure, limit, components = self.figures()
        self.assertEqual(self.items(), components)
        self.assertAlmostEqual(sum(components.values()), exposure)
        search = self.env['credit.profile'].with_user(self.officer).search
        mine = [('id', '=', self.profile.id)]
        self.assertEqual(search([*mine, ('exposure', '=', exposure)]), self.profile)
        self.assertEqual(search([*mine, ('available', '=', limit - exposure)]), self.profile)

    @classmethod
    def lines(cls, invoice):
        return Command.set(invoice.line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable').ids)
