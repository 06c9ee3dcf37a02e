"""Rules, imports and mass changes that confirm orders without anybody looking."""

import pytest

SWALLOW = """
for order in records:
    try:
        order.action_confirm()
    except Exception as error:
        log(str(error))
"""
TELL = """
for order in records:
    order.message_post(body="The rule ran.")
"""


@pytest.fixture
def rule(world):
    """Make automation rules on orders; they end with the test."""
    made = []

    def make(trigger, code, **values):
        automation = world.admin.create('base.automation', {
            'name': "Rule", 'model_id': world.xmlid('sale.model_sale_order'), 'trigger': trigger,
            'action_server_ids': [[0, 0, {
                'name': "Action", 'state': 'code', 'code': code,
                'model_id': world.xmlid('sale.model_sale_order'),
                'usage': 'base_automation',
            }]], **values,
        })
        made.append(automation)
        return automation

    yield make
    if made:
        world.admin.call('base.automation', 'unlink', made)


def state_field(world, state):
    """Return the value of a rule's trigger: an order that gets `state`."""
    return world.admin.search(
        'ir.model.fields.selection', ['field_id.model', '=', 'sale.order'],
        ['field_id.name', '=', 'state'], ['value', '=', state])[0]


def test_a_rule_that_swallows_the_refusal_leaves_hold_and_quotation(world, rule):
    rule('on_state_set', SWALLOW, trg_selection_field_id=state_field(world, 'sent'))
    customer = world.customer(1000.0)
    small, big = world.order(customer, 900.0), world.order(customer, 1500.0)
    for order in (small, big):
        world.sally.call('sale.order', 'action_quotation_sent', order)
    assert (world.state(small), world.state(big)) == ('sale', 'sent')
    assert [hold['state'] for hold in world.holds([big])] == ['open']


def test_a_rule_on_confirmed_orders_never_sees_a_held_one(world, rule):
    rule('on_state_set', TELL, trg_selection_field_id=state_field(world, 'sale'))
    customer = world.customer(1000.0)
    held, passed = world.order(customer, 1500.0), world.order(customer, 500.0)
    assert world.confirm(held)
    error = world.sally.failure('sale.order', 'write', held, vals={'state': 'sale'})
    assert error.is_hold
    assert world.confirm(passed) is None
    told = world.admin.search_read(
        'mail.message', [['model', '=', 'sale.order'], ['res_id', 'in', [held, passed]],
                         ['body', 'like', 'The rule ran']], 'res_id')
    assert {message['res_id'] for message in told} == {passed}


def test_a_rule_that_writes_the_state_itself_is_refused_too(world, rule):
    """Its author asked for the state, so whoever triggers it reads the refusal."""
    rule('on_create_or_write', "record.write({'state': 'sale'})",
         filter_domain="[('client_order_ref', '=', 'rush')]")
    order = world.order(world.customer(1000.0), 1500.0)
    error = world.sally.failure('sale.order', 'write', order, vals={'client_order_ref': 'rush'})
    assert error.is_hold
    assert world.state(order) == 'draft'
    assert [hold['state'] for hold in world.holds([order])] == ['open']


def import_csv(world, text, fields):
    """Import a file as the import screen does."""
    wizard = world.sally.create('base_import.import', {
        'res_model': 'sale.order', 'file': text, 'file_type': 'text/csv', 'file_name': 'o.csv'})
    return world.sally.call(
        'base_import.import', 'execute_import', wizard, fields=fields, columns=fields,
        options={'has_headers': True, 'separator': ',', 'quoting': '"', 'encoding': 'utf-8',
                 'float_thousand_separator': ',', 'float_decimal_separator': '.'},
    )


FIELDS = ['partner_id/.id', 'state', 'order_line/product_id/.id', 'order_line/price_unit',
          'order_line/product_uom_qty']


def test_the_import_screen_says_which_row_is_held_and_imports_nothing(world):
    customer = world.customer(1000.0)
    row = f'{customer.partner},sale,{world.service},%s,1'
    text = '\n'.join([','.join(FIELDS), row % 600, row % 600])
    answer = import_csv(world, text, FIELDS)
    assert not answer['ids']
    # Odoo repeats what it said of the whole file before it went row by row.
    last = answer['messages'][-1]
    assert (last['rows']['from'], 'held' in last['message']) == (1, True)
    assert world.count_orders(customer) == 0
    assert world.decisions(customer, ['kind', '=', 'refused_unsaved'])


def test_the_import_screen_imports_confirmed_orders_that_fit(world):
    customer = world.customer(1200.0)
    row = f'{customer.partner},sale,{world.service},%s,1'
    text = '\n'.join([','.join(FIELDS), row % 600, row % 600])
    answer = import_csv(world, text, FIELDS)
    assert world.states(answer['ids']) == {'sale': 2}
    assert world.confirm(world.order(customer, 0.01))
