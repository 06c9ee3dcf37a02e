from odoo.tests import tagged

from .ways_out_deliveries import DeliveryWays

#: Breach -> (rule, severity, thresholds, the ways out that its words name).
WAYS = {
    'limit': ('H01', 'hold', {}, ('pay', 'limit', 'deliver_part')),
    'oldest': ('H02', 'hold', {}, ('pay',)),
    'overdue': ('H03', 'hold', {}, ('pay',)),
    'suspended': ('H07', 'stop', {}, ('lift', 'prepay')),
    'danger': ('H08', 'stop', {}, ('deal_with_signals', 'prepay')),
    'prepayment': ('H13', 'hold', {}, ('prepay_share', 'down_payment', 'lower_share')),
    'bureau': ('H17', 'stop', {}, ('overrule',)),
    'grade': ('H18', 'hold', {}, ('pay',)),
    'unsigned': ('H20', 'hold', {}, ('sign_on_paper', 'sign_contract')),
    'receiver': ('H21', 'hold', {'above': 0.0}, ('letter',)),
    'named_receiver': ('H21', 'hold', {'above': 0.0}, ('other_receiver',)),
    'capped_receiver': ('H21', 'hold', {'above': 0.0}, ('letter', 'deliver_part')),
    'early_receiver': ('H21', 'hold', {'above': 0.0}, ('letter',)),
    'more': ('H22', 'hold', {}, ('take_out', 'order_more', 'deliver_part')),
    'note': ('H23', 'hold', {}, ('print',)),
    'insurer': ('H24', 'hold', {}, ('pay', 'prepay')),
}


@tagged('post_install', '-at_install')
class TestWaysOutDelivery(DeliveryWays):
    """Every hold of a delivery says what ends it; that ends it, and so does a release of just that."""

    def _breached(self, breach):
        code, severity, params, _ways = WAYS[breach]
        self._judge_by('delivery', **{'H07': ('stop', {}), code: (severity, params)})
        order, picking, words = getattr(self, f'breach_{breach}')()
        hold = self._held(picking)
        self.assert_words(hold, code, words)
        return order, picking, hold

    def _ends_by(self, breach, way):
        order, picking, hold = self._breached(breach)
        self.env.flush_all()
        self.env['credit.recheck'].search([]).unlink()
        if not getattr(self, f'way_{way}')(order, picking):
            self.assert_cured(hold, picking, 'assigned')
            self.assertIn(f"Credit is clear for {picking.name}.", self._told(order, picking))
        self._validate(picking)
        rest = self._rest(picking)
        self.assertEqual(
            (picking.state, hold.state, hold.picking_id),
            ('done', 'open', rest) if rest else ('done', 'cured', picking))

    def _is_released(self, breach):
        """What was released leaves; a customer who is blocked meanwhile gets nothing."""
        order, picking, hold = self._breached(breach)
        self.release(hold)
        self.assertIn(f"until {self.shown(7)}", self._told(order))
        self.profile.write({'standing': 'blocked', 'standing_reason': "Fraud"})
        self.refused(picking)
        self.profile.write({'standing': 'normal' if breach != 'suspended' else 'suspended'})
        self._validate(picking)
        self.assertEqual((picking.state, hold.state), ('done', 'released'))

    def test_a_release_of_two_pieces_more_lets_no_third_go(self):
        _order, picking, hold = self._breached('more')
        self.release(hold)
        picking.move_ids.quantity = 8
        self.refused(picking)

    def test_a_release_of_one_receiver_lets_no_other_take_the_goods(self):
        _order, picking, hold = self._breached('named_receiver')
        self.release(hold)
        picking.credit_receiver = "Old Zhao"
        self.refused(picking)

    @staticmethod
    def _told(*documents):
        """Return what everybody reads of each document last."""
        return ' '.join(document.message_ids[:1].body for document in documents)


def _test(check, *said):
    return lambda self: getattr(self, check)(*said)


for _breach, (_code, *_settings, _ways) in WAYS.items():
    for _way in _ways:
        setattr(TestWaysOutDelivery, f'test_{_code}_{_breach}_ends_by_{_way}',
                _test('_ends_by', _breach, _way))
    setattr(TestWaysOutDelivery, f'test_{_code}_{_breach}_is_released', _test('_is_released', _breach))
