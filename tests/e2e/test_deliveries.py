"""Several transfers at once, by the button and over RPC: what is held stays, the rest goes on."""

from .rpc import RpcError
from .world import at_once


def shipped(world, customer, pieces, price=100.0):
    """Confirm an order of goods; return (order, transfer)."""
    order = world.sally.create('sale.order', {
        'partner_id': customer.partner, 'order_line': [[0, 0, {
            'product_id': world.goods, 'product_uom_qty': pieces, 'price_unit': price,
            'tax_ids': [[5]],
        }]],
    })
    assert not world.confirm(order)
    return order, world.pickings(order)[0]


def states(world, pickings):
    return [row['state'] for row in world.admin.read('stock.picking', pickings, 'state')]


def test_held_transfers_are_taken_out_and_the_warehouse_sees_who_and_why(world):
    good = [shipped(world, world.customer(), 3)[1] for _ in range(2)]
    blocked = world.customer(user_id=world.olga.uid)
    bad = shipped(world, blocked, 3)[1]
    world.admin.write('res.users', world.olga.uid, {'phone': "+86 10 5555"})
    world.mona.write('credit.profile', blocked.profile, {
        'standing': 'blocked', 'standing_reason': "Test",
    })
    action = world.wanda.call('stock.picking', 'button_validate', [good[0], bad, good[1]])
    assert states(world, [good[0], bad, good[1]]) == ['done', 'assigned', 'done']
    assert action['tag'] == 'display_notification'
    hold = world.admin.search_read('credit.hold', [['picking_id', '=', bad]], 'name', 'state')[0]
    assert hold['state'] == 'open'
    for word in (hold['name'], "Olga", "+86 10 5555", "No orders for this customer now"):
        assert word in action['params']['message']
    assert world.admin.value('stock.picking', bad, 'credit_state') == 'held'


def test_when_all_are_held_the_refusal_names_them(world):
    bad = []
    for _ in range(2):
        customer = world.customer()
        bad.append(shipped(world, customer, 3)[1])
        world.mona.write('credit.profile', customer.profile, {
            'standing': 'blocked', 'standing_reason': "Test",
        })
    error = world.wanda.failure('stock.picking', 'button_validate', bad)
    assert error.is_hold
    assert len(error.context['hold_ids']) == 2
    assert states(world, bad) == ['assigned', 'assigned']


def test_a_part_leaves_and_its_hold_stays_with_the_rest(world):
    customer = world.customer()
    _order, picking = shipped(world, customer, 9)
    world.invoice(customer, 500.0)
    assert world.wanda.failure('stock.picking', 'button_validate', picking).is_hold
    world.wanda.call('stock.picking', 'action_credit_deliver_part', picking)
    wizard = world.wanda.call('stock.picking', 'button_validate', picking)
    context = {**wizard['context'], 'skip_backorder': True}
    world.wanda.call('stock.picking', 'button_validate', picking, context=context)
    rest = world.admin.search_read(
        'stock.picking', [['backorder_id', '=', picking]], 'state', 'credit_state'
    )[0]
    assert (states(world, [picking]), rest['credit_state']) == (['done'], 'held')
    hold = world.admin.search_read(
        'credit.hold', [['profile_id', '=', customer.profile]], 'picking_id', 'state',
    )
    assert [(row['picking_id'][0], row['state']) for row in hold] == [(rest['id'], 'open')]


def three_transfers(world, customer):
    """Confirm an order of three lines of 200 and make a transfer of each; return their ids."""
    line = {'product_id': world.goods, 'product_uom_qty': 2, 'price_unit': 100.0, 'tax_ids': [[5]]}
    order = world.sally.create('sale.order', {
        'partner_id': customer.partner, 'order_line': [[0, 0, line] for _ in range(3)],
    })
    assert not world.confirm(order)
    pickings = world.pickings(order)
    for _ in range(2):
        first, *others = sorted(world.admin.search('stock.move', ['picking_id', '=', pickings[-1]]))
        world.admin.write('stock.move', first, {'quantity': 2})
        world.admin.write('stock.move', others, {'quantity': 0})
        world.wanda.call('stock.picking', 'action_split_transfer', pickings[-1])
        pickings += world.admin.search('stock.picking', ['backorder_id', '=', pickings[-1]])
        world.wanda.call('stock.picking', 'action_assign', pickings[-1])
    return pickings


def test_two_parts_of_one_order_at_once_share_what_fits(worlds):
    """Of different lines, after a first one: nothing else of Odoo's keeps them apart."""
    customer = worlds.customer()
    first, *both = three_transfers(worlds, customer)
    worlds.invoice(customer, 500.0)  # 1,100 with all of the order, 900 without one of the two
    worlds.wanda.call('stock.picking', 'button_validate', first)

    def validate(picking):
        try:
            worlds.wanda.call('stock.picking', 'button_validate', picking)
        except RpcError as error:
            return error
        return None

    errors = [error for error in at_once(validate, both) if error]
    assert sorted(states(worlds, both)) == ['assigned', 'done']
    assert len(errors) == 1
    assert errors[0].is_hold
