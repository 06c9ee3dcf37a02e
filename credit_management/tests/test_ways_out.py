from odoo.tests import tagged

from ..exceptions import CreditHold
from .ways_out_orders import OrderWays

ALL = 'AB-CDE'
#: Breach -> (rule, severity, thresholds, the ways out that its words name).
WAYS = {
    'limit': ('H01', 'hold', {}, (
        'pay', 'deposit', 'order_what_fits', 'limit', 'temporary_limit', 'security')),
    'oldest': ('H02', 'hold', {}, ('pay', 'dispute')),
    'overdue': ('H03', 'hold', {'percent': 30.0, 'amount': 0.0}, ('pay', 'dispute')),
    'large': ('H04', 'hold', {'amount': dict.fromkeys(ALL, 250.0), 'first_order_only': 0.0}, (
        'order_less', 'prepay')),
    'ended_limit': ('H05', 'hold', {'hold_after_days': dict.fromkeys(ALL, 90)}, ('limit',)),
    'late_review': ('H05', 'hold', {'hold_after_days': dict.fromkeys(ALL, 90)}, ('review',)),
    'terms': ('H06', 'hold', {}, ('agreed_terms', 'longer_terms_agreed')),
    'blocked': ('H07', 'stop', {}, ('lift',)),
    'suspended': ('H07', 'stop', {}, ('lift', 'prepay')),
    'cash_only': ('H07', 'stop', {}, ('on_account', 'prepay')),
    'buyer': ('H07', 'stop', {}, ('lift_buyer',)),
    'danger': ('H08', 'stop', {}, ('deal_with_signals', 'prepay')),
    'little': ('H10', 'hold', {}, ('pay',)),
    'no_contract': ('H11', 'hold', {}, ('sign_contract',)),
    'used_contract': ('H11', 'hold', {}, ('amend_contract', 'order_less')),
    'ended_contract': ('H11', 'hold', {}, ('amend_contract',)),
    'early_contract': ('H11', 'hold', {}, ('sign_contract',)),
    'contract_terms': ('H11', 'hold', {}, ('agreed_terms', 'sign_contract')),
    'no_report': ('H12', 'hold', {}, ('new_report',)),
    'old_report': ('H12', 'hold', {}, ('new_report',)),
    'group': ('H14', 'hold', {}, ('pay', 'order_what_fits')),
    'ended_pool': ('H14', 'hold', {}, ('renew_pool',)),
    'other_payer': ('H16', 'hold', {}, ('own_address',)),
    'bureau': ('H17', 'stop', {}, ('event_over', 'overrule', 'prepay')),
    'grade': ('H18', 'stop', {}, ('pay',)),
    'decided_grade': ('H18', 'hold', {}, ('better_grade',)),
    'no_letter': ('H19', 'hold', {'above': 0.0}, ('letter', 'representative')),
    'nobody': ('H19', 'hold', {'above': 0.0}, ('contact',)),
    'capped_letter': ('H19', 'hold', {'above': 0.0}, ('letter', 'representative')),
    'early_letter': ('H19', 'hold', {'above': 0.0}, ('letter', 'representative')),
    'insurer': ('H24', 'hold', {}, ('pay', 'prepay')),
}


@tagged('post_install', '-at_install')
class TestWaysOut(OrderWays):
    """Every hold of an order says what ends it; that ends it, and so does a release of just that."""

    def _breached(self, breach):
        code, severity, params, _ways = WAYS[breach]
        self._judge_by(**{code: (severity, params)})
        order, words = getattr(self, f'breach_{breach}')()
        hold = self.hold_of(order)
        self.assert_words(hold, code, words)
        return order, hold

    def _ends_by(self, breach, way):
        order, hold = self._breached(breach)
        self.env.flush_all()
        self.env['credit.recheck'].search([]).unlink()
        if getattr(self, f'way_{way}')(order):
            self.assertIsNone(self.confirm(order.with_user(self.sales)))
            self.assertEqual((hold.state, order.state), ('cured', 'sale'))
        else:
            self.assert_cured(hold, order, 'sale')

    def _is_released(self, breach):
        """What was released goes on; what is added to it later is held again."""
        order, hold = self._breached(breach)
        self.release(hold)
        self.assertEqual((order.state, order.credit_state), ('sale', 'released'))
        with self.assertRaises(CreditHold), self.cr.savepoint():
            order.with_user(self.sales).order_line.product_uom_qty = 20


def _test(check, *said):
    return lambda self: getattr(self, check)(*said)


for _breach, (_code, *_settings, _ways) in WAYS.items():
    for _way in _ways:
        setattr(TestWaysOut, f'test_{_code}_{_breach}_ends_by_{_way}', _test('_ends_by', _breach, _way))
    setattr(TestWaysOut, f'test_{_code}_{_breach}_is_released', _test('_is_released', _breach))
