"""The agent's door over RPC: both protocols, rights, calls that cross, answers that are lost."""

import importlib.util
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / 'credit_management/tests/bureau_samples.py'
DOOR = 'credit.bureau.report'
REFUSAL = 'odoo.addons.credit_management.exceptions.BureauRefusal'
#: What an agent has no business with.
BUSINESS = (
    'sale.order', 'sale.order.line', 'account.move', 'account.move.line', 'account.payment',
    'stock.picking', 'credit.profile', 'credit.hold', 'credit.decision', 'credit.exposure.item',
    'credit.policy', 'credit.task', 'credit.bureau.report', 'credit.bureau.event',
    'credit.bureau.batch', 'credit.partner.identifier',
)
_number = count(1)


def load_samples():
    spec = importlib.util.spec_from_file_location('bureau_samples', SAMPLES)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


samples = load_samples()


@pytest.fixture
def bound(world):
    """Return a customer and the bureau's key that is bound to him."""
    return bind(world)


def bind(world, name=None):
    ref = f'E2E-{next(_number)}'
    customer = world.customer(1000.0, partner=world.partner(name=name or ref))
    [bureau] = world.admin.search('credit.bureau', ['code', '=', 'creditsafe'])
    push(world.bob, unmatched(ref, name or ref))
    [match] = world.olga.search('credit.bureau.match', ['provider_ref', '=', ref],
                                ['bureau_id', '=', bureau])
    world.olga.call('credit.bureau.match', 'action_accept', [match], partner_id=customer.partner)
    return customer, ref


def day(days=0):
    return (date.today() - timedelta(days=days)).isoformat()


def unmatched(ref, name):
    return samples.report(ref=ref, as_of=day(400), subject=samples.subject(name),
                          match={'method': 'none'})


def report(ref, days=0, **values):
    values.setdefault('subject', samples.subject(ref))
    return samples.report(ref=ref, as_of=day(days), **values)


def push(agent, *reports, key=None):
    return agent.call(DOOR, 'import_reports', batch_key=key or f'key-{next(_number)}',
                      contract_version=1, reports=list(reports))


# === BOTH PROTOCOLS === #

@pytest.mark.parametrize('protocol', ['json2', 'jsonrpc'])
def test_the_whole_round_over_rpc(world, bound, protocol):
    agent = world.bob if protocol == 'json2' else world.over_jsonrpc('bob')
    customer, ref = bound
    can = agent.call(DOOR, 'capabilities')
    assert can['contract_versions'] == [1]
    assert 'creditsafe' in can['bureaus']
    keys, cursor = [], None
    while True:
        page = agent.call(DOOR, 'partner_keys', cursor=cursor, limit=50)
        keys += page['partners']
        cursor = page['cursor']
        if cursor is None:
            break
    [key] = [key for key in keys if key['id'] == customer.partner]
    assert {'provider': 'creditsafe', 'provider_ref': ref} in key['refs']
    batch = f'round-{protocol}-{next(_number)}'
    answers = push(agent, report(ref, scores=[samples.score()], payload="原始报告"), key=batch)
    assert [answer['outcome'] for answer in answers] == ['created']
    assert agent.call(DOOR, 'batch_status', batch_key=batch) == {
        'known': True, 'answers': answers}
    run = agent.call(DOOR, 'record_run', run={
        'agent': "tests", 'run_id': batch, 'started_at': '2026-11-25T08:00:00Z'})
    assert isinstance(run, int)
    raw = world.olga.call(DOOR, 'read_raw', [answers[0]['id']], purpose="Test")
    assert raw['content'] == "原始报告"


def test_a_refused_call_says_its_code(world):
    error = world.bob.failure(DOOR, 'import_reports', batch_key='v2', contract_version=2,
                              reports=[])
    assert (error.name, error.context) == (REFUSAL, {'code': 'contract_version'})
    error = world.over_jsonrpc('bob').failure(
        DOOR, 'import_reports', batch_key='v2', contract_version=1,
        reports=[samples.report(provider='nobody')])
    assert (error.name, error.context) == (REFUSAL, {'code': 'bureau_unknown'})


# === RIGHTS === #

@pytest.mark.parametrize('model', BUSINESS)
def test_the_agent_reads_and_writes_no_document(world, model):
    error = world.bob.failure(model, 'search_read', domain=[], fields=['id'], limit=1)
    assert error.kind == 'AccessError'
    for right in ('read', 'write', 'create', 'unlink'):
        assert not world.bob.call(model, 'has_access', [], operation=right)


def test_the_agent_changes_no_customer(world, bound):
    customer, _ref = bound
    error = world.bob.failure('res.partner', 'write', [customer.partner], vals={'name': "Mine"})
    assert error.kind == 'AccessError'


@pytest.mark.parametrize('login', ['sally', 'olga', 'mona', 'arno', 'admin'])
def test_nobody_else_comes_in_at_the_agent_s_door(world, login):
    error = getattr(world, login).failure(DOOR, 'import_reports', batch_key='x',
                                          contract_version=1, reports=[])
    assert error.kind == 'AccessError'


def test_what_is_private_is_not_called(world):
    for model, method in ((DOOR, '_receive'), ('credit.bureau.intake', '_take'),
                          ('credit.bureau.batch', '_payload_blob')):
        error = world.bob.failure(model, method)
        assert error.status in (403, 404)


def test_a_salesperson_learns_nothing_from_a_bureau(world, bound):
    customer, ref = bound
    push(world.bob, report(ref, events=[samples.event(text="secret")]))
    answer = world.sally.call('credit.profile', 'may_sell', partner_id=customer.partner,
                              amount=10.0)
    assert answer['verdict'] == 'stop'
    text = json.dumps(answer)
    assert not any(word in text for word in ("nsolv", "reditsafe", "secret", "ureau"))
    assert world.sally.failure(DOOR, 'search', domain=[]).kind == 'AccessError'


def test_a_stop_holds_at_the_next_confirmation(world, bound):
    customer, ref = bound
    order = world.order(customer, 100.0)
    push(world.bob, report(ref, events=[samples.event()]))
    error = world.sally.failure('sale.order', 'action_confirm', [order])
    assert error.is_hold
    assert [item['code'] for item in error.context['breaches']
            if item['severity'] == 'stop'] == ['H17']


# === CALLS THAT CROSS === #

def at_once(calls):
    """Make all `calls` at the same moment; return their answers."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_batch_at_once_is_taken_once(worlds):
    world = worlds
    _customer, ref = bind(world)
    batch, reports = f'twice-{next(_number)}', [report(ref, days) for days in range(5)]
    answers = at_once([lambda: push(world.bob, *reports, key=batch)] * 6)
    assert all(answer == answers[0] for answer in answers)
    assert world.admin.count(DOOR, ['provider_ref', '=', ref], ['as_of', '>=', day(30)]) == 5


def test_the_same_reports_under_many_keys_at_once_are_stored_once(worlds):
    world = worlds
    _customer, ref = bind(world)
    reports = [report(ref, days, scores=[samples.score(str(days))]) for days in range(5)]
    answers = at_once([lambda: push(world.bob, *reports)] * 4)
    outcomes = sorted(answer[0]['outcome'] for answer in answers)
    assert outcomes == ['created', 'unchanged', 'unchanged', 'unchanged']
    assert len({answer[0]['id'] for answer in answers}) == 1
    assert world.admin.count(DOOR, ['provider_ref', '=', ref], ['as_of', '>=', day(30)]) == 5


def test_different_reports_on_one_customer_at_once_end_as_if_they_had_come_in_order(worlds):
    world = worlds
    customer, ref = bind(world)
    closed = samples.event(status='closed', closed_on=day(1))
    calls = [
        lambda days=days: push(world.bob, report(
            ref, days, scores=[samples.score(str(50 + days))],
            events=[closed if days == 0 else samples.event()]))
        for days in range(6)
    ]
    at_once(calls)
    current = world.admin.search_read(
        'credit.bureau.score', [['partner_id', '=', customer.partner], ['is_current', '=', True]],
        'raw')
    assert [row['raw'] for row in current] == ['50']
    states = world.admin.search_read(
        DOOR, [['provider_ref', '=', ref], ['state', '=', 'bound']], 'as_of')
    assert [row['as_of'] for row in states] == [day(0)]
    events = world.admin.search_read(
        'credit.bureau.event', [['partner_id', '=', customer.partner]], 'is_open')
    assert [row['is_open'] for row in events] == [False]


def test_a_lost_answer_is_read_back(world, bound):
    """The client gives up; the server goes on. Asking again writes nothing twice."""
    _customer, ref = bound
    batch, reports = f'lost-{next(_number)}', [report(ref, days) for days in range(20)]
    answers = push(world.bob, *reports, key=batch)  # the answer that a client may never see
    status = world.bob.call(DOOR, 'batch_status', batch_key=batch)
    assert status == {'known': True, 'answers': answers}
    assert push(world.bob, *reports, key=batch) == answers


# === SPEED === #

def test_two_hundred_reports_with_raw_payload_go_in_one_call(world):
    """Matched, bound, with scores, limit, event and original. Says how fast it went; fails only
    where something is badly wrong.
    """
    [germany] = world.admin.search('res.country', ['code', '=', 'DE'])
    names = [f'Speed {number}' for number in range(200)]
    partners = world.admin.create('res.partner', [
        {'name': name, 'is_company': True, 'country_id': germany} for name in names])
    world.admin.create('credit.profile', [
        {'partner_id': partner, 'credit_limit': 1000.0} for partner in partners])
    world.admin.create('credit.partner.identifier', [
        {'partner_id': partner, 'scheme': 'duns', 'value': f'{partner:09}'}
        for partner in partners])
    for days in (9, 1):
        batch = [
            samples.report(
                ref=name, as_of=day(days), scores=[samples.score(str(60 + days))],
                match={'method': 'identifier', 'partner_id': partner, 'confidence': '1'},
                subject=samples.subject(name, identifiers=[
                    {'scheme': 'duns', 'value': f'{partner:09}'}]),
                limits=[samples.limit()], events=[samples.event()],
                payload=json.dumps({'text': [f'line {line} of {name}' for line in range(400)]}))
            for name, partner in zip(names, partners, strict=True)
        ]
        started = time.monotonic()
        answers = push(world.bob, *batch)
        seconds = time.monotonic() - started
        assert {answer['outcome'] for answer in answers} == {'created'}
        print(f"{200 / seconds:.0f} reports a second")
