import re
from html import unescape

from odoo.addons.credit_management.tests.common import CreditCommon
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

ADDRESS = {
    'street': "215 Vine St", 'city': "Scranton", 'zip': '18503', 'phone': '+1 555-555-5555',
    'email': 'cleo@example.com',
}
#: Nothing of this may reach a customer.
SECRETS = re.compile(r'credit|limit|overdue|exposure|breach|H0\d|CH/\d|blocked|suspended', re.I)


@tagged('post_install', '-at_install')
class TestWebsiteSale(HttpCase, CreditCommon):
    """Cleo buys in the shop for a company with a limit of 1,000, through the shop's own pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env['website'].search([('company_id', '=', cls.company.id)], limit=1)
        state = cls.env.ref('base.state_us_39')
        cls.customer.write({**ADDRESS, 'state_id': state.id, 'country_id': state.country_id.id})
        cls.buyer = new_test_user(
            cls.env, login='credit_cleo', password='credit_cleo', groups='base.group_portal',
            name="Cleo", **ADDRESS,
        )
        cls.buyer.partner_id.write({
            'parent_id': cls.customer.id, 'type': 'contact', 'state_id': state.id,
            'country_id': state.country_id.id, **ADDRESS,
        })
        cls.product.write({'website_published': True, 'sale_ok': True})
        cls.provider, cls.methods = cls._provider('payment.payment_provider_demo')
        cls.van = cls._carrier("Our van", allow_cash_on_delivery=True)

    @classmethod
    def _carrier(cls, name, **values):
        return cls.env['delivery.carrier'].create({
            'name': name, 'delivery_type': 'fixed', 'fixed_price': 0.0, 'website_published': True,
            'product_id': cls.env['product.product'].create({
                'name': name, 'type': 'service', 'taxes_id': False}).id, **values,
        })

    @classmethod
    def _provider(cls, xmlid):
        """Return the provider of another app, in use, and its methods."""
        provider = cls.env.ref(xmlid)
        if provider.state == 'disabled':
            provider.state = 'test'
        provider.write({'is_published': True, 'company_id': cls.company.id})
        methods = provider.with_context(active_test=False).payment_method_ids
        methods.active = True
        return provider, methods

    # === WHAT THE BROWSER DOES === #

    def _fill_cart(self, amount, carrier=None):
        """Put something over `amount` into the cart, with a way of delivering it."""
        self.product.list_price = amount
        self.authenticate('credit_cleo', 'credit_cleo')
        self.make_jsonrpc_request('/shop/cart/add', {
            'product_template_id': self.product.product_tmpl_id.id,
            'product_id': self.product.id, 'quantity': 1,
        })
        cart = self.env['sale.order'].search(
            [('partner_id', '=', self.buyer.partner_id.id)], order='id desc', limit=1)
        cart._set_delivery_method(carrier or self.van)
        self.url_open('/shop/checkout', timeout=60)
        self.assertEqual(cart.amount_total, amount)
        return cart

    def _page(self, path):
        """Return what a reader sees of a page, and its title."""
        html = self.url_open(path, timeout=60).text
        title = re.search(r'<title>(.*?)</title>', html, re.DOTALL).group(1)
        body = re.search(r'<main.*</main>', html, re.DOTALL).group(0)
        body = re.sub(r'<(script|style).*?</\1>', ' ', body, flags=re.DOTALL)
        text = re.sub(r'\s+', ' ', unescape(re.sub(r'<[^>]+>', ' ', body)))
        self.assertNotRegex(text, SECRETS)
        return text, title

    def _start(self, cart, provider, methods):
        return self.make_jsonrpc_request(f'/shop/payment/transaction/{cart.id}', {
            'access_token': cart._portal_ensure_token(), 'amount': cart.amount_total,
            'provider_id': provider.id, 'payment_method_id': methods[:1].id, 'token_id': None,
            'flow': 'direct', 'tokenization_requested': False,
            'landing_route': '/shop/payment/validate',
        })

    def _pay(self, cart):
        """Pay all of it with the demo provider; return the page at the end."""
        values = self._start(cart, self.provider, self.methods)
        self.make_jsonrpc_request('/payment/demo/simulate_payment', {
            'reference': values['reference'], 'simulated_state': 'done', 'payment_details': '1234',
        })
        return self._arrive()

    def _pay_later(self, cart, xmlid):
        provider, methods = self._provider(xmlid)
        values = self._start(cart, provider, methods)
        self.url_open('/payment/custom/process', data={'reference': values['reference']},
                      timeout=60)
        return self._arrive()

    def _arrive(self):
        self.make_jsonrpc_request('/payment/status/poll', timeout=60)
        self.env.invalidate_all()
        return self._page('/shop/payment/validate')

    # === BEFORE PAYING === #

    def test_a_cart_that_fits_hears_nothing(self):
        self._fill_cart(900.0)
        text, _title = self._page('/shop/payment')
        self.assertNotIn("shortly", text)
        self.assertIn("Payment method", text)

    def test_a_cart_over_the_limit_is_told_that_paying_now_starts_it(self):
        cart = self._fill_cart(1500.0)
        self.assertIn("Paid online now, your order starts at once", self._page('/shop/payment')[0])
        text, title = self._pay(cart)
        self.assertEqual(cart.state, 'sale')
        self.assertIn("Confirmed", title)
        self.assertNotIn("shortly", text)

    def test_who_is_late_is_told_before_and_after_paying(self):
        self._invoice(500.0, due=-90)
        cart = self._fill_cart(300.0)
        self.assertIn("look at your order and confirm it shortly", self._page('/shop/payment')[0])
        text, title = self._pay(cart)
        self.assertEqual((cart.state, cart.credit_state), ('sent', 'held'))
        self.assertTrue(cart.transaction_ids.payment_id)
        self.assertIn("we have your order", text)
        self.assertNotIn("Confirmed", title)

    @mute_logger('odoo.http')
    def test_no_money_is_taken_from_who_is_blocked(self):
        self.profile.write({'standing': 'blocked', 'standing_reason': "fraud"})
        cart = self._fill_cart(300.0)
        text, _title = self._page('/shop/payment')
        self.assertIn("We cannot take this order online", text)
        self.assertNotIn("Payment method", text)
        with self.assertRaises(JsonRpcException) as caught:
            self._start(cart, self.provider, self.methods)
        self.assertNotRegex(str(caught.exception), SECRETS)
        self.assertFalse(cart.transaction_ids)

    def test_report_only_tells_nobody(self):
        self.company.credit_mode = 'report'
        self.profile.standing = 'blocked'
        cart = self._fill_cart(300.0)
        self.assertNotIn("shortly", self._page('/shop/payment')[0])
        self._pay(cart)
        self.assertEqual(cart.state, 'sale')

    def test_all_of_it_is_chinese_for_who_reads_chinese(self):
        self.env['res.lang']._activate_lang('zh_CN')
        cart = self._order(1500.0).with_context(lang='zh_CN').sudo()
        self.assertRegex(cart._credit_shop_notice(), '^[^A-Za-z]*即刻[^A-Za-z]*$')
        self._invoice(500.0, due=-90)
        self.assertRegex(cart._credit_shop_notice(), '^[^A-Za-z]*尽快确认[^A-Za-z]*$')
        self.profile.standing = 'blocked'
        self.assertRegex(''.join(cart._credit_shop_refusal()), '^[^A-Za-z]+$')

    # === PAYING LATER === #

    def test_cash_on_delivery_that_fits_is_confirmed(self):
        cart = self._fill_cart(900.0)
        text, title = self._pay_later(cart, 'delivery.payment_provider_cod')
        self.assertEqual(cart.state, 'sale')
        self.assertIn("Confirmed", title)
        self.assertIn("collect payment upon delivery", text)

    def test_cash_on_delivery_that_does_not_fit_waits(self):
        cart = self._fill_cart(1500.0)
        text, title = self._pay_later(cart, 'delivery.payment_provider_cod')
        self.assertEqual((cart.state, cart.credit_state), ('sent', 'held'))
        self.assertTrue(cart.transaction_ids.is_post_processed)
        self.assertFalse(cart.picking_ids)
        self.assertIn("we have your order", text)
        self.assertNotRegex(text + title, "Confirmed|collect payment")

    def test_pay_on_site_never_says_confirmed_of_an_order_that_waits(self):
        shop = self._carrier("Our store", delivery_type='in_store', warehouse_ids=[
            (6, 0, self.env['stock.warehouse'].search([('company_id', '=', self.company.id)]).ids)])
        cart = self._fill_cart(1500.0, shop)
        text, _title = self._pay_later(cart, 'website_sale_collect.payment_provider_on_site')
        self.assertEqual((cart.state, cart.credit_state), ('sent', 'held'))
        self.assertNotIn("confirmed", text)
        self.assertIn("we have your order", text)

    def test_a_cart_that_waits_leaves_the_shop_free_for_the_next(self):
        held = self._fill_cart(1500.0)
        self._pay_later(held, 'delivery.payment_provider_cod')
        cart = self._fill_cart(200.0)
        self.assertNotEqual(cart, held)
        self._pay(cart)
        self.assertEqual((held.state, cart.state), ('sent', 'sale'))
