from contextlib import contextmanager

from odoo.tests import tagged

from .ways_out_orders import OrderWays

ALL = 'AB-CDE'
LARGE = {'amount': dict.fromkeys(ALL, 250.0), 'first_order_only': 0.0}
#: What stands in the way together -> (the rules that are asked, buttons of the order, proposals).
HELD_BY = {
    ('limit',): ({'H01': ('hold', {})},
                 {'payment_link', 'deposit', 'reduce'},
                 {'reduce', 'split', 'deposit', 'invoices', 'limit'}),
    ('old_limit',): ({'H01': ('hold', {}), 'H02': ('hold', {})},
                     {'invoices'}, {'invoices'}),
    ('oldest',): ({'H02': ('hold', {})}, {'invoices'}, {'invoices'}),
    ('grade',): ({'H18': ('hold', {})}, {'invoices'}, {'invoices'}),
    ('limit', 'no_contract'): ({'H01': ('hold', {}), 'H11': ('hold', {})}, set(), set()),
    ('limit', 'large'): ({'H01': ('hold', {}), 'H04': ('hold', LARGE)},
                         {'payment_link', 'deposit', 'reduce'}, {'reduce', 'split', 'deposit'}),
    ('terms',): ({'H06': ('hold', {})}, set(), {'terms'}),
    ('cash_only',): ({'H07': ('stop', {})}, {'payment_link', 'deposit'}, {'deposit'}),
    ('little',): ({'H10': ('hold', {})}, {'payment_link', 'deposit'}, {'deposit', 'limit', 'invoices'}),
    ('group',): ({'H14': ('hold', {})},
                 {'payment_link', 'deposit', 'reduce'}, {'reduce', 'split', 'deposit'}),
    ('danger',): ({'H08': ('hold', {})}, set(), {'deposit'}),
    ('bureau',): ({'H17': ('stop', {})}, set(), {'deposit'}),
    ('insurer',): ({'H24': ('hold', {})}, {'payment_link', 'deposit'}, {'deposit', 'invoices'}),
    ('blocked',): ({'H07': ('stop', {})}, set(), set()),
}


@tagged('post_install', '-at_install')
class TestWaysOutButtons(OrderWays):
    """A button that is offered on a held order helps, to the end; so does every way that is proposed."""

    def breach_old_limit(self):
        self.bill = self._invoice(800.0, due=-40)
        return self.pieces(5), []

    @contextmanager
    def tried(self):
        """Take back what is tried, so that the next way begins where this one began."""
        savepoint = self.cr.savepoint()
        try:
            yield
        finally:
            self.env.flush_all()
            savepoint.rollback()
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _helps(self, breaches):
        rules, buttons, proposals = HELD_BY[breaches]
        self._judge_by(**rules)
        order, _words = getattr(self, f'breach_{breaches[0]}')()
        hold = self.hold_of(order)
        self.assertEqual(hold.breach_ids.mapped('code'), sorted(rules))
        own = order.with_user(self.sales)
        offered = set(own.credit_banner(own.id)['actions']) - {'ask'}
        helping = {offer.code for offer in hold.with_user(self.officer)._offers() if not offer.reason}
        self.assertEqual((offered, helping), (buttons, proposals))
        for name in buttons - {'payment_link'}:
            with self.subTest(button=name), self.tried():
                self._carried_out(own, name, getattr(own, f'action_credit_{name}')())
        for kind in proposals:
            with self.subTest(proposal=kind), self.tried():
                self.env['credit.hold.propose'].with_user(self.officer)._of_hold(
                    hold.with_user(self.officer)).write({'choice': kind})
                wizard = self.env['credit.hold.propose'].search([('hold_id', '=', hold.id)], limit=1)
                wizard.with_user(self.officer).action_send()
                action = kind != 'limit' and own.action_credit_take_proposal()
                self._carried_out(own, kind, action, hold.proposal_id.terms)

    def _carried_out(self, order, name, action, terms=None):
        """Do what the way asks for, and see the order go."""
        if name in ('reduce', 'split'):
            self.env[action['res_model']].with_user(self.sales).browse(
                action['res_id']).action_reduce()
        elif name == 'deposit':
            self.prepaid(order, order.currency_id.round(
                order.amount_total * order.prepayment_percent))
        elif name == 'invoices':
            lines = self.env['account.move.line'].browse((terms or {}).get('line_ids'))
            self.paid_by(lines.move_id or self.env['account.move'].search(action['domain']))
        elif name == 'limit':
            self.limit_by_request(
                (terms['more_limit'] + self.profile.credit_limit), kind='temporary',
                valid_from=terms['first'], valid_until=self.day(10))
        if order.state != 'sale':
            self.assertIsNone(self.confirm(order))
        self.assertEqual(order.state, 'sale')


def _test(breaches):
    return lambda self: self._helps(breaches)


for _breaches in HELD_BY:
    setattr(TestWaysOutButtons, f'test_{"_and_".join(_breaches)}', _test(_breaches))
