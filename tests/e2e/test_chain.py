"""The log notices whoever changes it by SQL, says where, and outlives ordinary deletions."""

import pytest


@pytest.fixture
def history(world):
    """A customer with a chain of some lines: profile, two checks, a hold, a limit."""
    customer = world.customer(1000.0)
    assert world.confirm(world.order(customer, 100.0)) is None
    assert world.confirm(world.order(customer, 200.0)) is None
    world.held(customer, 5000.0)
    world.mona.write('credit.profile', customer.profile, {'credit_limit': 2000.0})
    assert verify(world, customer)['sound']
    return customer


def verify(world, customer):
    return world.arno.call('credit.decision', 'verify_chain', profile_id=customer.profile)


def places(answer):
    return {(fault['sequence'], fault['fault']) for fault in answer['faults']}


def line(world, customer, sequence):
    """Return the id of the line at `sequence`; negative counts from the end."""
    ids = [row[0] for row in world.database.execute(
        "SELECT id FROM credit_decision WHERE profile_id = %s AND sequence IS NOT NULL"
        " ORDER BY sequence", customer.profile)]
    return ids[sequence - 1 if sequence > 0 else sequence]


def test_every_line_is_linked_and_sound(world, history):
    answer = verify(world, history)
    assert answer['lines'] >= 5
    assert [row['sequence'] for row in sorted(
        world.decisions(history), key=lambda row: row['sequence'])] == list(
            range(1, answer['lines'] + 1))


def test_an_edited_payload_is_noticed_at_its_place(world, history):
    world.database.execute(
        "UPDATE credit_decision SET payload = replace(payload, '100', '999') WHERE id = %s",
        line(world, history, 2))
    assert places(verify(world, history)) == {(2, 'content')}


def test_a_rehashed_edit_is_noticed_at_the_next_line(world, history):
    """Whoever recomputes the hash of his edit breaks the link of the line after it."""
    world.database.execute(
        "UPDATE credit_decision SET hash = repeat('a', 64) WHERE id = %s", line(world, history, 2))
    assert places(verify(world, history)) == {(2, 'content'), (3, 'link')}


def test_a_deleted_tail_is_noticed(world, history):
    lines = verify(world, history)['lines']
    world.database.execute("DELETE FROM credit_decision WHERE id = %s", line(world, history, -1))
    assert places(verify(world, history)) == {(lines, 'tail')}


def test_a_place_that_somebody_took_stops_no_work_and_is_noticed(world, history):
    lines = verify(world, history)['lines']
    world.database.execute(
        "UPDATE credit_decision SET sequence = sequence + 1 WHERE id = %s",
        line(world, history, -1))
    world.mona.write('credit.profile', history.profile, {'credit_limit': 3000.0})
    assert world.mona.value('credit.profile', history.profile, 'credit_limit') == 3000.0
    assert (lines + 1, 'gap') in places(verify(world, history))


def test_a_line_deleted_in_the_middle_is_noticed_where_it_is_missing(world, history):
    world.database.execute("DELETE FROM credit_decision WHERE id = %s", line(world, history, 3))
    assert {(4, 'gap'), (4, 'link')} <= places(verify(world, history))


def test_two_swapped_rows_are_noticed(world, history):
    second, third = line(world, history, 2), line(world, history, 3)
    for sequence, place in ((-1, second), (2, third), (3, second)):
        world.database.execute(
            "UPDATE credit_decision SET sequence = %s WHERE id = %s", sequence, place)
    found = places(verify(world, history))
    assert {(2, 'content'), (3, 'content')} <= found


def test_swapped_payloads_are_noticed_too(world, history):
    second, third = line(world, history, 2), line(world, history, 3)
    world.database.execute(
        "UPDATE credit_decision d SET payload = o.payload FROM credit_decision o"
        " WHERE (d.id, o.id) IN ((%s, %s), (%s, %s))", second, third, third, second)
    assert places(verify(world, history)) == {(2, 'content'), (3, 'content')}


def test_a_line_slipped_in_at_the_end_is_noticed(world, history):
    lines = verify(world, history)['lines']
    world.database.execute(
        "INSERT INTO credit_decision (kind, profile_id, company_id, date, chain, payload, sequence,"
        " previous_hash, hash) SELECT kind, profile_id, company_id, date, chain, payload,"
        " sequence + 1, hash, repeat('b', 64) FROM credit_decision WHERE id = %s",
        line(world, history, -1))
    assert (lines + 1, 'content') in places(verify(world, history))


def test_a_chain_moved_to_another_customer_by_sql_is_noticed(world, history):
    """Merging partners below Odoo takes lines from one chain to another."""
    other = world.customer(1000.0)
    world.database.execute(
        "UPDATE credit_decision SET chain = 'profile:' || %s, profile_id = %s,"
        " sequence = sequence + 1 WHERE profile_id = %s",
        other.profile, other.profile, history.profile)
    whole = world.arno.call('credit.decision', 'verify_chain')
    broken = {fault['chain'] for fault in whole['faults']}
    assert {f'profile:{history.profile}', f'profile:{other.profile}'} <= broken


# === WHAT MAY HAPPEN === #

def test_deleting_a_draft_order_leaves_the_chain_sound(world, history):
    order, _hold = world.held(history, 5000.0)
    before = verify(world, history)['lines']
    world.sally.call('sale.order', 'action_cancel', order)
    world.admin.call('sale.order', 'unlink', order)
    after = verify(world, history)
    assert after['sound']
    assert after['lines'] >= before


def test_deleting_a_user_leaves_the_chain_sound(world, history):
    seller = world.admin.create('res.users', {
        'name': "Temp", 'login': f'temp_{history.profile}',
        'group_ids': [[4, world.xmlid('credit_management.credit_management_group_manager')]],
    })
    world.database.execute(
        "UPDATE credit_decision SET user_id = %s WHERE id = %s", seller, line(world, history, 2))
    world.admin.call('res.users', 'unlink', seller)
    answer = verify(world, history)
    assert answer['sound']
    assert world.database.value(
        "SELECT user_id FROM credit_decision WHERE id = %s", line(world, history, 2)) is None


def merge(person, kept, gone):
    wizard = person.create('base.partner.merge.automatic.wizard', {
        'partner_ids': [[6, 0, [kept.partner, gone.partner]]], 'dst_partner_id': kept.partner,
        'state': 'selection',
    })
    person.call('base.partner.merge.automatic.wizard', 'action_merge', wizard)


def test_a_merge_by_a_manager_keeps_limit_worse_standing_and_both_chains(world, history):
    gone = world.customer(999_999.0, standing='suspended')
    world.held(gone, 10.0)
    merge(world.admin, history, gone)
    found = world.admin.read('credit.profile', history.profile, 'credit_limit', 'standing')[0]
    assert (found['credit_limit'], found['standing']) == (2000.0, 'suspended')
    assert world.admin.value('res.partner', history.partner, 'credit_limit') == 2000.0
    for customer in (history, gone):
        assert verify(world, customer)['sound']
    closed = world.admin.read('credit.profile', gone.profile, 'active', 'merged_into_id')[0]
    assert (closed['active'], closed['merged_into_id'][0]) == (False, history.profile)
    kinds = [row['kind'] for row in sorted(world.decisions(gone), key=lambda row: row['sequence'])]
    assert kinds[-1] == 'merged'


def test_a_merge_moves_open_holds_and_invoices_to_the_survivor(world, history):
    gone = world.customer(100.0)
    world.invoice(gone, 70.0)
    order, hold = world.held(gone, 5000.0)
    before = world.figure(history, 'exposure')
    merge(world.admin, history, gone)
    assert world.admin.value('credit.hold', hold, 'profile_id') == history.profile
    assert world.figure(history, 'exposure') == before + 70.0
    assert world.credit_state(order) == 'held'


def test_a_merge_without_the_right_is_refused(world, history):
    gone = world.customer(500.0)
    person = world.ann
    wizard = world.admin.create('base.partner.merge.automatic.wizard', {
        'partner_ids': [[6, 0, [history.partner, gone.partner]]], 'dst_partner_id': history.partner,
        'state': 'selection',
    })
    assert person.failure(
        'base.partner.merge.automatic.wizard', 'action_merge', wizard).kind == 'AccessError'
    assert world.figure(gone, 'credit_limit') == 500.0
