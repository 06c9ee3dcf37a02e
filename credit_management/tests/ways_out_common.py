import re
from datetime import timedelta

from odoo import Command
from odoo.tools import format_date

from .. import rules
from .bureau_common import BureauCommon
from .delivery_common import DeliveryCommon
from .security_common import SecurityCommon
from .signal_common import SignalCommon

#: What a sentence shows where a figure or a name is missing, or a day is in the database's form.
BROKEN = re.compile(r'%\(|\bNone\b|\bFalse\b|\?|\d{4}-\d{2}-\d{2}|  | [.,;)]|\(\)')
#: All that a customer may read.
NEUTRAL = {
    "Thank you, we have your order and will confirm it shortly.",
    "Please pay by the link to start your order.",
}


class WaysOutCommon(SecurityCommon, DeliveryCommon, SignalCommon, BureauCommon):
    """One breach a rule on a real document, the ways out that its words name, who takes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._user('ann', 'account.group_account_invoice')
        cls._give_authority((cls.officer, 1, 50_000.0), (cls.manager, 2, 250_000.0),
                            (cls.manager_2, 3, 1_000_000.0))
        cls.product.invoice_policy = 'delivery'
        cls.customer.property_payment_term_id = False

    def money(self, amount):
        return self.company.currency_id.format(amount)

    def pieces(self, count, **values):
        """Make a quotation of so many pieces of 100 each."""
        order = self._order(100.0, **values)
        order.order_line.product_uom_qty = count
        return order

    # === HELD, AND WHAT IS SAID === #

    def hold_of(self, order):
        """Let sales be refused; return the hold, and keep nothing that waited before."""
        self.assertTrue(self.confirm(order.with_user(self.sales)), "the order passed")
        return order.sudo().credit_hold_id.with_env(self.env)

    def assert_words(self, hold, code, expected):
        """Every reader's sentence is whole; the officer's has the `expected` parts."""
        breach = hold.breach_ids.filtered(lambda one: one.severity != 'warn')
        self.assertEqual(breach.mapped('code'), [code])
        officer, sales = (breach.with_user(user).message for user in (self.officer, self.sales))
        for text in (officer, sales):
            self.assertNotRegex(text, BROKEN)
            self.assertTrue(text.endswith('.'), text)
        for part in expected:
            self.assertIn(part, officer)
        formatter = self.env['credit.check']._formatter('customer')
        self.assertIn(rules.sentence(breach.data, formatter), NEUTRAL)

    # === WHO DOES WHAT === #

    def paid_by(self, invoices):
        """Let accounting register the customer's payment."""
        return self.env['account.payment.register'].with_user(self.ann).with_context(
            active_model='account.move', active_ids=invoices.ids).create({})._create_payments()

    def prepaid(self, order, amount):
        """Let the customer pay by the order's link."""
        provider = self.env['payment.provider'].search([], limit=1)
        tx = self.env['payment.transaction'].create({
            'provider_id': provider.id, 'amount': amount, 'currency_id': order.currency_id.id,
            'payment_method_id': self.env.ref('payment.payment_method_unknown').id,
            'partner_id': order.partner_id.id, 'reference': f'{order.name}-{amount}',
            'state': 'pending', 'sale_order_ids': [Command.link(order.id)],
        })
        tx._set_done()

    def limit_by_request(self, limit, **values):
        """Let the officer ask for a limit, and a manager give it."""
        request = self.env['credit.limit.request'].with_user(self.officer).create({
            'profile_id': self.profile.id, 'requested_limit': limit, 'reason': "Spring season",
            **values})
        request.action_submit()
        for user in (self.manager, self.manager_2):
            if request.state != 'approved':
                request.with_user(user).action_approve()
        self.assertEqual(request.state, 'approved')

    def standing_by(self, user, standing):
        self.profile.with_user(user).write({'standing': standing, 'standing_reason': "Sorted out"})

    def day(self, days):
        return self.today + timedelta(days=days)

    def shown(self, days):
        """Return the day so many days from now as people read it."""
        return format_date(self.env, self.day(days))

    # === WHAT COMES OF IT === #

    def assert_cured(self, hold, document, state):
        """What was done is noticed by itself, and lets the held document go on."""
        self.env.flush_all()
        waiting = self.env['credit.recheck'].search([]).profile_id
        self.assertIn(hold.profile_id, waiting, "nobody looks at the hold again before the night")
        self.env['credit.recheck']._cure_profile(hold.profile_id)
        self.env.invalidate_all()
        self.assertEqual((hold.state, document.state), ('cured', state))

    def release(self, hold):
        """Let those release who may: one, of a stop two."""
        for user in (self.manager, self.manager_2):
            if hold.state == 'open':
                hold.with_user(user).release('business', "seen, goes on")
        self.assertEqual(hold.state, 'released')
