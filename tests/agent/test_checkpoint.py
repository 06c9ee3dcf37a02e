"""The state: private, migrated, all or nothing, and one agent at a time."""

import datetime as dt
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from decimal import Decimal

import pytest
from freezegun import freeze_time

from sync_agent.checkpoint import Caps, Parcel, State
from sync_agent.checkpoint.database import FILE_NAME, Database
from sync_agent.checkpoint.lease import EXPIRY_SECONDS
from sync_agent.errors import AlreadyRunning, QuotaExhausted, StateError
from sync_agent.records import PartnerKey, Reject


def parcel(number=1, body=b'{}', **changes):
    values = {
        'source': 's', 'provider': 'p', 'product': 'full', 'provider_ref': f'r{number}',
        'external_id': f'e{number}', 'content_hash': f'{number:064x}',
        'substance_hash': f'{number:064x}', 'as_of': '2026-11-01', 'retrieved_at': 0.0,
        'partner_id': None,
        'body': body, 'origin': {}, **changes}
    return Parcel(**values)


# === FILE === #

def test_only_the_owner_may_read_the_state(state):
    state.raw_store.put(b'answer')
    for path in state.folder.rglob('*'):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert not mode & 0o077, f"{path}: {mode:o}"


def test_the_file_is_made_to_survive_a_power_cut(state):
    assert state.database.value('PRAGMA journal_mode') == 'wal'
    assert state.database.value('PRAGMA synchronous') == 2
    assert state.database.value('PRAGMA foreign_keys') == 1


def test_a_newer_state_is_left_alone(tmp_path):
    Database(tmp_path, migrations=('CREATE TABLE a (x)', 'CREATE TABLE b (x)')).close()
    with pytest.raises(StateError, match="newer agent"):
        Database(tmp_path, migrations=('CREATE TABLE a (x)',))


def test_migrations_run_once_and_in_order(tmp_path):
    Database(tmp_path, migrations=('CREATE TABLE a (x)',)).close()
    database = Database(tmp_path, migrations=('CREATE TABLE a (x)', 'CREATE TABLE b (x)'))
    assert database.value('PRAGMA user_version') == 2
    assert database.rows('SELECT * FROM b') == []


def test_a_failing_migration_changes_nothing(tmp_path):
    with pytest.raises(StateError):
        Database(tmp_path, migrations=('CREATE TABLE a (x); CREATE TABLE oops (',))
    plain = sqlite3.connect(tmp_path / FILE_NAME)
    assert plain.execute('SELECT count(*) FROM sqlite_master').fetchone() == (0,)


def test_what_is_no_database_is_said_with_a_way_out(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b'x' * 5000)
    with pytest.raises(StateError, match="cannot be used"):
        State(tmp_path)


def test_inner_transactions_join_the_outer(state):
    with pytest.raises(ZeroDivisionError), state.transaction():
        with state.transaction():
            state.cursors.move('s', 'n', 1)
        raise ZeroDivisionError
    assert state.cursors.get('s', 'n') is None


# === LEASE === #

def test_a_second_agent_is_turned_away_and_told_by_whom(state, tmp_path):
    other = State(tmp_path / 'state')
    turned_away = pytest.raises(AlreadyRunning, match=f"process {os.getpid()}")
    with state.lease.held(), turned_away, other.lease.held():
        pass
    with other.lease.held():
        pass
    other.close()


def test_a_silent_agent_on_another_host_is_given_up_in_the_end(state):
    state.database.execute(
        'INSERT INTO lease VALUES (1, ?, 7, ?)', ('elsewhere', time.time()))
    with pytest.raises(AlreadyRunning, match="elsewhere"), state.lease.held():
        pass
    state.database.execute(
        'UPDATE lease SET heartbeat_at = ?', (time.time() - EXPIRY_SECONDS - 1,))
    with state.lease.held():
        assert state.database.value('SELECT pid FROM lease') == os.getpid()


def test_a_killed_agent_leaves_no_lock(state):
    program = (
        'import sys, time\n'
        'from sync_agent.checkpoint import State\n'
        f'with State({str(state.folder)!r}).lease.held():\n'
        '    print("held", flush=True)\n'
        '    time.sleep(60)\n')
    with subprocess.Popen([sys.executable, '-c', program], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b'held\n'
        with pytest.raises(AlreadyRunning, match=f"process {other.pid}"), state.lease.held():
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    with state.lease.held():
        pass


def test_an_agent_whose_lease_was_taken_over_stops(state, monkeypatch):
    monkeypatch.setattr('sync_agent.checkpoint.lease.HEARTBEAT_SECONDS', 0.01)
    with state.lease.held() as lease:
        state.database.execute("UPDATE lease SET host = 'thief'")
        deadline = time.monotonic() + 5
        while not lease.lost and time.monotonic() < deadline:
            time.sleep(0.01)
        with pytest.raises(AlreadyRunning, match="took over"):
            lease.check()


# === RAW === #

def test_answers_are_kept_once_and_checked_when_read(state):
    key = state.raw_store.put(b'answer' * 100)
    assert state.raw_store.put(b'answer' * 100) == key
    assert state.raw_store.get(key) == b'answer' * 100
    (path,) = state.raw_store.folder.rglob('*.gz')
    path.write_bytes(b'damaged')
    with pytest.raises(StateError, match="cannot be read"):
        state.raw_store.get(key)


# === OUTBOX === #

def test_the_same_report_is_queued_once_and_never_after_it_was_acknowledged(state):
    assert state.outbox.add(parcel())
    assert not state.outbox.add(parcel())
    _key, rows, _sent = state.outbox.open_batch()
    state.outbox.acknowledge(rows[0], 'created', 5)
    assert not state.outbox.add(parcel())
    assert state.outbox.depth() == 0
    state.outbox.forget(parcel())
    assert state.outbox.add(parcel())


def test_a_batch_is_bound_before_it_is_sent_and_found_again(state):
    for number in range(250):
        state.outbox.add(parcel(number, body=b'%d' % number))
    key, rows, sent = state.outbox.open_batch(max_rows=200)
    assert (len(rows), sent) == (200, False)
    state.outbox.add(parcel(999))
    again, same_rows, sent = state.outbox.open_batch(max_rows=200)
    assert (again, sent) == (key, True)
    assert [row['id'] for row in same_rows] == [row['id'] for row in rows]


def test_a_batch_stays_below_its_size_but_one_large_report_goes_alone(state):
    for number in range(3):
        state.outbox.add(parcel(number, body=bytes([65 + number]) * 600))
    assert len(state.outbox.open_batch(max_bytes=1300)[1]) == 2
    state.outbox.dissolve(state.outbox.open_batch()[1])
    assert len(state.outbox.open_batch(max_bytes=10)[1]) == 1


def test_other_content_is_another_batch(state):
    keys = set()
    for number in range(3):
        state.outbox.add(parcel(number, body=b'%d' % number))
        key, rows, _sent = state.outbox.open_batch()
        keys.add(key)
        state.outbox.drop(rows[0])
    assert len(keys) == 3


def test_an_older_report_does_not_replace_what_the_next_is_compared_with(state):
    for number, day in ((1, '2026-11-02'), (2, '2026-11-01')):
        state.outbox.add(parcel(number, provider_ref='r', as_of=day))
        row = state.outbox.open_batch()[1][0]
        state.outbox.acknowledge(row, 'created', number)
    assert state.outbox.last_report('p', 'full', 'r')['external_id'] == 'e1'


# === QUARANTINE === #

def test_a_dead_letter_counts_its_attempts_and_stays_discarded(state):
    reject = Reject('malformed', 'as_of', "x", {'file': 'f', 'row': 3}, {'Name': ''})
    for _attempt in range(2):
        state.quarantine.add('s', 'p', 'normalise', reject, 'run')
    (row,) = state.quarantine.find(source='s', code='malformed')
    assert row['attempts'] == 2
    state.quarantine.settle(row, 'discarded')
    state.quarantine.add('s', 'p', 'normalise', reject, 'run')
    assert state.quarantine.find() == []
    assert state.quarantine.find(state='discarded')[0]['attempts'] == 3


def test_equal_rows_of_a_file_are_two_letters(state):
    for row in (1, 2):
        state.quarantine.add(
            's', 'p', 'normalise', Reject('x', '', '', {'row': row}, {'a': ''}), 'run')
    assert len(state.quarantine.find()) == 2


def test_a_letter_waits_for_customers(state):
    state.quarantine.add('s', 'p', 'match', Reject('no_match', '', ''), 'run', ['duns:1', 'lei:2'])
    assert len(state.quarantine.waiting_for(['lei:2', 'duns:1'])) == 1
    assert state.quarantine.waiting_for(['lei:3']) == []


# === MONEY === #

CAPS = Caps(run_calls=2, day_calls=3, month_cost=Decimal('10.00'))


def test_a_call_beyond_a_cap_is_not_made(state):
    for _call in range(2):
        state.ledger.reserve('s', 'full', 'run', CAPS)
    with pytest.raises(QuotaExhausted, match="2 calls this run"):
        state.ledger.reserve('s', 'full', 'run', CAPS)
    state.ledger.reserve('s', 'full', 'next', CAPS)
    with pytest.raises(QuotaExhausted, match="3 calls this day"):
        state.ledger.reserve('s', 'full', 'next', CAPS)
    # What is refused is not booked, and other sources have caps of their own.
    assert state.ledger.spent('s', 'day').calls == 3
    state.ledger.reserve('other', 'full', 'run', CAPS)


def test_money_is_counted_exactly_and_by_the_month(state):
    cost = Decimal('3.40')
    with freeze_time('2026-11-30 23:00:00'):
        for _call in range(2):
            state.ledger.reserve('s', 'full', 'run', Caps(month_cost=Decimal('10')), cost, 'EUR')
        with pytest.raises(QuotaExhausted, match="6.80 spent this month"):
            state.ledger.reserve('s', 'full', 'run', Caps(month_cost=Decimal('10')), cost, 'EUR')
    with freeze_time('2026-12-01 00:30:00'):
        state.ledger.reserve('s', 'full', 'run', Caps(month_cost=Decimal('10')), cost, 'EUR')


# === MEMORY === #

def test_a_miss_ends_by_date_and_when_the_question_changes(state):
    with freeze_time('2026-11-01'):
        state.misses.note('s', 1, 'not_found', 'hash')
    with freeze_time('2026-11-30'):
        assert state.misses.valid('s', 1, 'hash') == 'not_found'
        assert state.misses.valid('s', 1, 'other hash') is None
        assert state.misses.valid('s', 2, 'hash') is None
    with freeze_time('2026-12-02'):
        assert state.misses.valid('s', 1, 'hash') is None


def test_an_order_is_asked_about_and_not_made_again(state):
    with freeze_time('2026-11-01 10:00:00') as clock:
        state.orders.note('s', 'full', 'r', 1, {'uuid': 'u'}, 60)
        assert state.orders.is_open('s', 'full', 'r')
        assert state.orders.due('s') == []
        clock.tick(dt.timedelta(seconds=61))
        (row, token), = state.orders.due('s')
        assert token == {'uuid': 'u'}
        state.orders.postpone(row, 60)
        assert state.orders.due('s') == []
        state.orders.close(row)
        assert not state.orders.is_open('s', 'full', 'r')


def test_a_breaker_opens_stays_open_over_a_restart_and_tries_again(tmp_path):
    with freeze_time('2026-11-01 10:00:00') as clock:
        state = State(tmp_path)
        assert not any(state.breakers.failed('b') for _failure in range(4))
        assert state.breakers.failed('b')
        state.close()
        state = State(tmp_path)
        assert state.breakers.open_until('b')
        clock.tick(dt.timedelta(seconds=301))
        assert state.breakers.open_until('b') is None
        assert state.breakers.failed('b'), "one failure after the pause opens it again"
        clock.tick(dt.timedelta(seconds=301))
        state.breakers.succeeded('b')
        assert not state.breakers.failed('b')
        state.close()


def test_a_breaker_opens_when_more_than_half_of_twenty_failed(state):
    tripped = []
    for number in range(40):
        if number % 3:
            tripped.append(state.breakers.failed('b'))
        else:
            state.breakers.succeeded('b')
        if any(tripped):
            break
    assert any(tripped)


# === CUSTOMERS === #

def key(number=1, **changes):
    return PartnerKey(**{'id': number, 'name': "Probe", 'write_date': '2026-01-01 00:00:00',
                         'refs': [{'provider': 'p', 'provider_ref': 'r'}], **changes})


def store(state, found, generation=1):
    return state.partners.store(found, [('duns', '000000001', None, 0)], ['probe'], generation)


def test_a_customer_counts_as_changed_only_when_matching_would_see_it(state):
    assert store(state, key())
    assert not store(state, key(write_date='2026-02-01 00:00:00'), 2)
    assert store(state, key(city="Paris"), 2)
    assert state.partners.bound_to('p', 'r') == {1}
    assert [tuple(row) for row in state.partners.with_identifier('duns', '000000001')] == [(1, 0)]


def test_customers_that_a_full_reading_lacks_are_forgotten(state):
    store(state, key(1))
    store(state, key(2))
    store(state, key(2), generation=2)
    assert state.partners.forget_unseen(2) == 1
    assert state.partners.all_ids() == [2]
    assert state.partners.bound_to('p', 'r') == {2}


def test_a_scratch_copy_leaves_no_trace(state):
    old = state.raw_store.put(b'old')
    scratch = state.scratch()
    scratch.cursors.move('s', 'n', 1)
    new = scratch.raw_store.put(b'new')
    assert scratch.raw_store.get(old) == b'old'
    assert scratch.raw_store.get(new) == b'new'
    scratch.discard()
    assert not scratch.folder.exists()
    assert state.cursors.get('s', 'n') is None
    with pytest.raises(StateError):
        state.raw_store.get(new)
