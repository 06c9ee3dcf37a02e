"""Every way round the gate that was found elsewhere: each is refused, and each leaves a trace."""

import pytest

from .rpc import RpcError
from .world import codes

REFUSED = ('AccessError', 'UserError')

FORGED = [
    {'bypass_risk': True},
    {'skip_credit': True, 'skip_credit_check': True, 'no_credit_check': True},
    {'credit_merging': True, 'credit_bypass': True, 'credit_released': True},
    {'install_mode': True, 'import_file': True, 'module': 'base', 'force_company': 1},
    {'credit_mode': 'off', 'credit_gate': False, 'credit_door': 'system'},
    {'tracking_disable': True, 'mail_notrack': True, 'sale_onboarding': True},
    {'su': True, 'uid': 1, 'bypass_access': True},
    {'default_state': 'sale', 'default_credit_state': 'released'},
    {'credit_single_approver': True, 'credit_separate': False, 'test_mode': True},
]


@pytest.mark.parametrize('context', FORGED, ids=lambda context: next(iter(context)))
def test_a_forged_context_lifts_nothing(world, context):
    order = world.order(world.customer(1000.0), 1500.0)
    assert world.confirm(order, context=context)
    error = world.sally.failure('sale.order', 'write', order, vals={'state': 'sale'},
                                context=context)
    assert error.is_hold
    assert (world.state(order), world.credit_state(order)) == ('draft', 'held')


def test_writing_the_state_is_the_same_door(world):
    order = world.order(world.customer(1000.0), 1500.0)
    error = world.sally.failure('sale.order', 'write', order, vals={'state': 'sale'})
    assert error.is_hold
    assert (world.state(order), world.credit_state(order)) == ('draft', 'held')


def test_writing_the_state_and_more_lines_judges_both(world):
    order = world.order(world.customer(1000.0), 500.0)
    error = world.sally.failure('sale.order', 'write', order, vals={
        'state': 'sale', 'order_line': [[0, 0, {
            'product_id': world.service, 'price_unit': 600.0, 'tax_ids': [[5]]}]],
    })
    assert error.is_hold
    assert world.state(order) == 'draft'


def test_writing_the_state_of_many_is_all_or_nothing_and_counts_them_together(world):
    orders = world.orders(world.customer(1000.0), 2, 600.0)
    error = world.sally.failure('sale.order', 'write', orders, vals={'state': 'sale'})
    assert error.is_hold
    assert error.context['order_ids'] == orders[1:]
    assert world.states(orders) == {'draft': 2}


def test_a_cancelled_order_comes_back_only_through_the_gate(world):
    order, _hold = world.held(world.customer(1000.0), 1500.0)
    world.sally.call('sale.order', 'action_cancel', order)
    error = world.sally.failure('sale.order', 'write', order, vals={'state': 'sale'})
    assert error.is_hold
    assert world.state(order) == 'cancel'


def test_an_order_created_confirmed_is_refused_and_logged(world):
    customer = world.customer(1000.0)
    error = world.sally.failure(
        'sale.order', 'create', vals_list=[world.order_values(customer, 1500.0, state='sale')],
    )
    assert error.is_hold
    assert error.context['hold_ids'] == []
    assert world.count_orders(customer) == 0
    assert [line['kind'] for line in world.decisions(customer, ['kind', '!=', 'profile'])] == [
        'refused_unsaved']


def test_an_order_created_confirmed_that_fits_passes(world):
    customer = world.customer(1000.0)
    order = world.sally.create(
        'sale.order', world.order_values(customer, 1000.0, state='sale'))
    assert world.state(order) == 'sale'
    assert world.confirm(world.order(customer, 0.01))


def test_importing_confirmed_orders_is_a_row_error_and_logged(world):
    customer = world.customer(1000.0)
    answer = world.sally.call(
        'sale.order', 'load',
        fields=['partner_id/.id', 'state', 'order_line/product_id/.id', 'order_line/price_unit',
                'order_line/product_uom_qty'],
        data=[[str(customer.partner), 'sale', str(world.service), '1500.00', '1']],
    )
    assert not answer['ids']
    assert 'held' in answer['messages'][0]['message']
    assert world.count_orders(customer) == 0
    assert world.decisions(customer, ['kind', '=', 'refused_unsaved'])


def test_importing_a_state_onto_quotations_holds_them(world):
    orders = world.orders(world.customer(1000.0), 2, 1500.0)
    answer = world.sally.call('sale.order', 'load', fields=['.id', 'state'],
                              data=[[str(order), 'sale'] for order in orders])
    assert not answer['ids']
    assert world.states(orders) == {'draft': 2}
    assert world.holds(orders, ['state', '=', 'open'])


SWALLOW = """
for order in records:
    try:
        order.action_confirm()
    except Exception as error:
        log(str(error))
"""


def test_a_server_action_that_swallows_the_refusal_leaves_hold_and_quotation(world):
    order = world.order(world.customer(1000.0), 1500.0)
    action = world.admin.create('ir.actions.server', {
        'name': "Confirm quietly", 'state': 'code', 'code': SWALLOW,
        'model_id': world.xmlid('sale.model_sale_order'),
    })
    world.admin.call('ir.actions.server', 'run', action, context={
        'active_model': 'sale.order', 'active_ids': [order], 'active_id': order})
    assert [hold['state'] for hold in world.holds([order])] == ['open']
    assert world.state(order) == 'draft'


@pytest.mark.parametrize('vals', [
    {'credit_state': 'released'}, {'credit_hold_id': False}, {'credit_closed_remainder': True},
    {'credit_actor_ids': [[5]]}, {'amount_total': 1.0}, {'currency_rate': 1000.0},
    {'invoice_status': 'invoiced'},
], ids=lambda vals: next(iter(vals)))
def test_figures_of_an_order_are_not_typed(world, vals):
    order, _hold = world.held(world.customer(1000.0), 1500.0)
    type_in(world, 'sale.order', order, vals)
    assert world.confirm(order)
    assert world.credit_state(order) == 'held'


def type_in(world, model, record, vals):
    """Write over RPC what no screen lets one write; a refusal and no effect are both right."""
    try:
        world.sally.write(model, record, vals)
    except RpcError as error:
        assert error.kind in ('AccessError', 'ValidationError', 'UserError')


@pytest.mark.parametrize('disguise', [
    {'is_downpayment': True}, {'is_expense': True}, {'qty_delivered': 0.0},
    {'qty_invoiced': 1.0}, {'invoice_status': 'invoiced'}, {'price_total': 1.0},
    {'credit_unit_price': 0.0}, {'display_type': 'line_note'},
], ids=lambda disguise: next(iter(disguise)))
def test_lines_in_disguise_count_all_the_same(world, disguise):
    order = world.order(world.customer(1000.0), 1500.0, product=world.goods)
    line = world.admin.read('sale.order', order, 'order_line')[0]['order_line']
    type_in(world, 'sale.order.line', line, disguise)
    assert world.confirm(order)
    assert world.state(order) == 'draft'


def test_lines_created_in_disguise_count_all_the_same(world):
    customer = world.customer(1000.0)
    for disguise in ({'is_downpayment': True}, {'qty_invoiced': 1.0}, {'is_expense': True}):
        values = world.order_values(customer, 1500.0, product=world.goods)
        values['order_line'][0][2].update(disguise)
        try:
            order = world.sally.create('sale.order', values)
        except RpcError as error:
            assert error.kind in ('AccessError', 'ValidationError')
        else:
            assert world.confirm(order)


def test_a_contact_does_not_slip_out_of_his_customer_by_a_typed_link(world):
    customer = world.customer(1000.0)
    contact = world.partner(parent_id=customer.partner, is_company=False)
    stranger = world.partner()
    type_in(world, 'res.partner', contact, {'commercial_partner_id': stranger})
    order = world.sally.create(
        'sale.order', {**world.order_values(customer, 1500.0), 'partner_id': contact})
    assert world.confirm(order)


def test_a_copy_of_a_released_order_carries_no_release(world):
    order, hold = world.held(world.customer(1000.0), 1500.0)
    world.mona.call('credit.hold', 'release', hold, reason_code='promise', note="this one only")
    assert world.state(order) == 'sale'
    copy = world.sally.call('sale.order', 'copy', order)
    assert world.confirm(copy[0] if isinstance(copy, list) else copy)


@pytest.mark.parametrize('payer', ['clean customer', 'stranger without profile'])
def test_another_invoice_address_does_not_wash_a_blocked_customer(world, payer):
    blocked = world.customer(1000.0, standing='blocked', standing_reason="fraud")
    partner = world.customer(1000.0).partner if payer == 'clean customer' else world.partner()
    error = world.confirm(world.order(blocked, 100.0, partner_invoice_id=partner))
    assert 'H07' in codes(error)


def test_a_remainder_with_goods_on_their_way_is_not_closed(world):
    """Closing it, ordering anew and delivering both would be credit twice."""
    customer = world.customer(1000.0)
    order = world.order(customer, 900.0, product=world.goods)
    assert world.confirm(order) is None
    assert world.sally.failure('sale.order', 'action_close_remainder', order).kind == 'UserError'
    assert world.confirm(world.order(customer, 900.0))


def test_a_closed_remainder_is_reopened_before_more_is_ordered(world):
    customer = world.customer(1000.0)
    first, second = world.orders(customer, 2, 900.0)
    assert world.confirm(first) is None
    world.sally.call('sale.order', 'action_close_remainder', first)
    assert world.confirm(second) is None
    line = world.admin.read('sale.order', first, 'order_line')[0]['order_line']
    error = world.sally.failure('sale.order.line', 'write', line, vals={'product_uom_qty': 9.0})
    assert error.kind == 'UserError'
    assert world.sally.failure('sale.order', 'action_reopen_remainder', first).is_hold


@pytest.mark.parametrize(('model', 'values'), [
    ('credit.hold', {'state': 'released'}),
    ('credit.gate', {'head': '0' * 64}),
    ('credit.claim', {'amount': 0}),
    ('credit.decision', {'payload': '{}'}),
    ('credit.breach', {'severity': 'warn'}),
])
@pytest.mark.parametrize('login', ['sally', 'olga', 'mona', 'admin'])
def test_nobody_writes_what_only_the_gate_writes(world, model, values, login):
    customer = world.customer(1000.0)
    world.held(customer, 1500.0)
    table = model.replace('.', '_')
    ids = list(world.database.execute(f'SELECT max(id) FROM {table}')[0])  # noqa: S608
    person = getattr(world, login)
    for method, named in (('write', {'vals': values}), ('unlink', {})):
        assert person.failure(model, method, ids, **named).kind in REFUSED
    assert person.failure(model, 'create', vals_list=[values]).kind in REFUSED
