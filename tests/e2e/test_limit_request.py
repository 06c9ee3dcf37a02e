"""Who may agree to a limit that somebody asked for: every pair of roles, over RPC."""

import pytest

ASKERS = ('sally', 'olga', 'mona', 'milo')
DECIDERS = ('sally', 'sam', 'olga', 'mona', 'milo', 'arno', 'wanda', 'ann', 'bob')
MANAGERS = ('mona', 'milo')


def ask(world, customer, asker):
    """Ask for 2,000 instead of 1,000; return the request's id."""
    values = {'profile_id': customer.profile, 'requested_limit': 2000.0, 'reason': "spring"}
    person = getattr(world, asker)
    if asker != 'sally':
        request = person.create('credit.limit.request', [values])[0]
        person.call('credit.limit.request', 'action_submit', request)
        return request
    wizard = person.create('credit.limit.ask', [values])[0]
    return person.call('credit.limit.ask', 'action_ask', wizard)['res_id']


@pytest.mark.parametrize('asker', ASKERS)
def test_another_person_agrees_and_a_credit_manager_he_is(world, asker):
    seller = world.sally.uid if asker == 'sally' else False
    for decider in DECIDERS:
        customer = world.customer(1000.0)
        world.admin.write('res.partner', customer.partner, {'user_id': seller})
        request, person = ask(world, customer, asker), getattr(world, decider)
        if decider in MANAGERS and decider != asker:
            person.call('credit.limit.request', 'action_approve', request)
            expected = ('approved', 2000.0)
        else:
            for method, args in (('action_approve', {}), ('action_refuse', {'note': "no"})):
                assert person.failure(
                    'credit.limit.request', method, request, **args).kind == 'AccessError'
            expected = ('submitted', 1000.0)
        state = world.admin.read('credit.limit.request', request, 'state')[0]['state']
        assert (decider, state, world.figure(customer, 'credit_limit')) == (decider, *expected)


@pytest.mark.parametrize('manager', MANAGERS)
def test_a_manager_does_not_agree_for_his_own_sales_customer(world, manager):
    customer, person = world.customer(1000.0), getattr(world, manager)
    world.admin.write('res.partner', customer.partner, {'user_id': person.uid})
    request = ask(world, customer, 'olga')
    assert person.failure(
        'credit.limit.request', 'action_approve', request).kind == 'AccessError'


def test_nothing_of_a_request_is_written_past_its_buttons(world):
    customer = world.customer(1000.0)
    request = ask(world, customer, 'olga')
    for person in (world.olga, world.mona, world.sally):
        for vals in ({'state': 'approved'}, {'requested_limit': 5000.0}, {'requester_id': 1}):
            assert person.failure('credit.limit.request', 'write', request, vals=vals)
    assert world.mona.failure('credit.limit.approval', 'create', vals_list=[
        {'request_id': request, 'user_id': world.milo.uid}]).kind == 'AccessError'
    assert world.figure(customer, 'credit_limit') == 1000.0


def test_of_a_committee_only_members_vote_and_each_once(world):
    company = world.admin.read('res.users', world.mona.uid, 'company_id')[0]['company_id'][0]
    committee = world.admin.create('credit.committee', [{
        'name': "Board", 'company_id': company, 'level': 1, 'needed': 2,
        'chair_id': world.mona.uid, 'member_ids': [
            [0, 0, {'user_id': person.uid}] for person in (world.mona, world.milo, world.olga)]}])[0]
    try:
        customer = world.customer(1000.0)
        world.admin.write('res.partner', customer.partner, {'user_id': world.sally.uid})
        request = ask(world, customer, 'sally')
        for name in DECIDERS:
            person = getattr(world, name)
            if name not in (*MANAGERS, 'olga'):
                assert person.failure('credit.limit.request', 'action_vote', request,
                                      vote='yes').kind == 'AccessError', name
        world.olga.call('credit.limit.request', 'action_vote', request, vote='no', note="late")
        assert world.olga.failure('credit.limit.request', 'action_vote', request, vote='yes')
        assert world.figure(customer, 'credit_limit') == 1000.0
        for name in MANAGERS:
            getattr(world, name).call('credit.limit.request', 'action_approve', request)
        assert world.figure(customer, 'credit_limit') == 2000.0
    finally:
        world.admin.write('credit.committee', committee, {'active': False})
