from datetime import timedelta

from odoo import Command

from .bureau_common import BureauCommon


class SignalCommon(BureauCommon):
    """A customer whom we have known for two years, and looks at his signals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signals = cls.env['credit.signal']
        cls.company.credit_signals_since = cls.today - timedelta(days=400)
        cls.profile.user_id = cls.officer
        cls.pay(cls.bill(1.0, ago=700), ago=690)

    @classmethod
    def ago(cls, days):
        return cls.today - timedelta(days=days)

    @classmethod
    def bill(cls, amount, ago, due_ago=None, kind='out_invoice', partner=None, post=True):
        """Post an invoice of `ago` days before; due then, or `due_ago` days before."""
        move = cls.env['account.move'].create({
            'move_type': kind, 'partner_id': (partner or cls.customer).id,
            'invoice_date': cls.ago(ago), 'date': cls.ago(ago),
            'invoice_date_due': cls.ago(ago if due_ago is None else due_ago),
            'invoice_payment_term_id': False,
            'invoice_line_ids': [Command.create({
                'name': "Goods", 'quantity': 1, 'price_unit': amount, 'tax_ids': [Command.clear()],
            })],
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def pay(cls, bill, ago):
        """Pay an invoice in full, so many days before."""
        return cls.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=bill.ids
        ).create({'payment_date': cls.ago(ago)})._create_payments()

    @classmethod
    def paid(cls, amount, paid_ago, late):
        """An invoice on 30 days that was paid so many days late."""
        bill = cls.bill(amount, paid_ago + late + 30, paid_ago + late)
        cls.pay(bill, paid_ago)
        return bill

    @classmethod
    def ordered(cls, amount, ago, partner=None):
        order = cls._order(amount, partner=partner)
        order = order.sudo()
        order.action_confirm()
        order.date_order = cls.env.cr.now().replace(microsecond=0) - timedelta(days=ago)
        return order

    def look(self, day=None, profiles=None):
        self.env.flush_all()
        self.signals._look(profiles or self.profile, day or self.today)

    def work_off(self):
        """Look at who is marked, as the worker does, without its commits."""
        for _part in self.signals._work_off(self.company):
            pass

    def signal(self, code, source='erp'):
        return self.signals.search([
            ('profile_id', '=', self.profile.id), ('code', '=', code), ('source', '=', source)])

    def active(self):
        """Return the codes of the customer's active signals."""
        return sorted(self.signals.search([
            ('profile_id', '=', self.profile.id), ('state', '=', 'active'),
        ]).mapped('code'))

    def kinds(self, code=None):
        """Return what was noted of the customer, oldest first."""
        return self.env['credit.signal.change'].search([
            ('profile_id', '=', self.profile.id), ('code', '=', code),
        ], order='id').mapped('kind')

    def flag(self, *codes):
        for code in codes:
            self.profile.flag_signal(code, "seen on site")
