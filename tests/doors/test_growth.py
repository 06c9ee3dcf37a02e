"""What other apps add to a confirmed order is saved; the order is held and the next truck waits."""

from datetime import date

from e2e.rpc import RpcError


def confirmed(world, customer, amount, **values):
    order = world.order(customer, amount, product=world.goods, **values)
    assert world.confirm(order) is None
    return order


def total(world, order):
    return world.admin.value('sale.order', order, 'amount_total')


def deliver(world, order):
    """Validate the order's open transfer; return the hold's error, or None."""
    picking = world.admin.search(
        'stock.picking', ['sale_id', '=', order], ['state', 'not in', ('done', 'cancel')])
    try:
        world.wanda.call('stock.picking', 'button_validate', picking,
                         context={'skip_backorder': True})
    except RpcError as error:
        if not error.is_hold:
            raise
        return error
    return None


def growth_holds(world, order):
    return [hold['state'] for hold in world.holds([order], ['checkpoint', '=', 'order_growth'])]


def test_an_expense_is_billed_on_and_stops_the_truck(world):
    order = confirmed(world, world.customer(1000.0), 950.0)
    expense = world.admin.create('hr.expense', {
        'name': "Train", 'employee_id': world.employee, 'product_id': world.travel,
        'total_amount': 100.0, 'quantity': 1, 'sale_order_id': order,
        'payment_mode': 'own_account', 'date': str(date.today()),
        'analytic_distribution': {str(world.cost_center): 100},
    })
    world.admin.call('hr.expense', 'action_submit', expense)
    world.admin.call('hr.expense', 'action_approve', expense)
    context = {'active_ids': [expense], 'active_model': 'hr.expense',
               'company_paid_move_ids': []}
    wizard = world.admin.create(
        'hr.expense.post.wizard', {'employee_journal_id': world.purchases}, context=context)
    world.admin.call('hr.expense.post.wizard', 'action_post_entry', wizard, context=context)
    assert world.admin.value('hr.expense', expense, 'state') == 'posted'
    assert (world.state(order), total(world, order)) == ('sale', 1050.0)
    assert world.credit_state(order) == 'held'
    assert growth_holds(world, order) == ['open']
    assert deliver(world, order)


def test_a_vendor_bill_is_billed_on_whatever_credit_says(world):
    """Posted by a person, not by the system: the bill is ours to pay in any case."""
    customer = world.customer(1000.0)
    order = world.order(customer, 950.0, product=world.installation)
    assert world.confirm(order) is None
    project = world.admin.search('project.project', ['reinvoiced_sale_order_id', '=', order])[0]
    account = world.admin.value('project.project', project, 'account_id')
    bill = world.admin.create('account.move', {
        'move_type': 'in_invoice', 'partner_id': world.partner(),
        'invoice_date': str(date.today()),
        'invoice_line_ids': [[0, 0, {
            'product_id': world.travel, 'quantity': 1, 'price_unit': 100.0, 'tax_ids': [[5]],
            'analytic_distribution': {str(account): 100},
        }]],
    })
    world.admin.call('account.move', 'action_post', bill)
    assert world.admin.value('account.move', bill, 'state') == 'posted'
    assert total(world, order) == 1050.0
    assert (world.state(order), world.credit_state(order)) == ('sale', 'held')


def test_freight_that_really_came_is_saved_after_the_goods_are_gone(world):
    """950 of goods and 50 a transfer: the first goes, its freight fits; the second is one much."""
    order = confirmed(world, world.customer(1000.0), 950.0, carrier_id=world.courier)
    line = world.admin.read('sale.order', order, 'order_line')[0]['order_line'][0]
    world.admin.write('sale.order.line', line, {'product_uom_qty': 2, 'price_unit': 480.0})
    picking = world.pickings(order)
    move = world.admin.search('stock.move', ['picking_id', 'in', picking])
    world.wanda.write('stock.move', move, {'quantity': 1, 'picked': True})
    answer = world.wanda.call('stock.picking', 'button_validate', picking)
    backorder = world.wanda.create(
        answer['res_model'], {'pick_ids': [[6, 0, picking]]}, context=answer['context'])
    world.wanda.call(answer['res_model'], 'process', backorder, context=answer['context'])
    assert world.admin.value('stock.picking', picking[0], 'state') == 'done'
    assert total(world, order) == 1010.0
    assert (world.state(order), world.credit_state(order)) == ('sale', 'held')
    assert deliver(world, order)


def test_a_carrier_chosen_afterwards_is_saved_and_stops_the_truck(world):
    """Odoo's own wizard adds its price as the system does."""
    order = confirmed(world, world.customer(1000.0), 980.0)
    carrier = world.admin.call('delivery.carrier', 'copy', world.courier, default={
        'invoice_policy': 'estimated'})[0]
    wizard = world.sally.create('choose.delivery.carrier', {
        'order_id': order, 'carrier_id': carrier, 'delivery_price': 50.0})
    world.sally.call('choose.delivery.carrier', 'button_confirm', wizard)
    assert total(world, order) == 1030.0
    assert (world.state(order), world.credit_state(order)) == ('sale', 'held')
    assert deliver(world, order)
