"""Into the sink: acknowledged before it is forgotten, asked about before it is sent again."""

import pytest
from desk import row

from sync_agent import push, retry
from sync_agent.errors import ExitCode


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Waits are of no interest here; what they lead to is."""
    monkeypatch.setattr(retry.stop, 'sleep', lambda seconds: None)


def imports(sink):
    return [body for method, body, _headers in sink.calls if method == 'import_reports']


def asked(sink):
    return [body['batch_key'] for method, body, _headers in sink.calls if method == 'batch_status']


@pytest.fixture
def dropped(desk):
    """A desk with 250 rows of known customers in its drop folder."""
    desk.know(*range(1, 251))
    desk.values['sources']['file']['chunk_rows'] = 1000
    desk.put('a.csv', [row(number) for number in range(1, 251)])
    return desk


def test_batches_hold_two_hundred_reports_at_most(dropped):
    assert dropped.run().exit_code == ExitCode.OK
    assert [len(body['reports']) for body in imports(dropped.sink)] == [200, 50]


def test_batches_stay_below_a_megabyte(desk):
    desk.know(*range(1, 101))
    fields = desk.values['sources']['file']['map']['fields']
    desk.values['sources']['file']['map'] = {
        'fields': [*fields, *(
            {'from': 'Text', 'to': f'events[{number}].text'} for number in range(10))],
        'constants': {f'events[{number}].kind': 'judgment' for number in range(10)}}
    headings = [*row(1), 'Text']
    desk.put('a.csv', [row(number, Text='x' * 4000) for number in range(1, 101)], headings)
    assert desk.run().exit_code == ExitCode.OK
    sizes = [len(body['reports']) for body in imports(desk.sink)]
    assert sum(sizes) == 100
    assert len(sizes) > 3


def test_the_key_of_a_batch_follows_from_its_content(dropped):
    dropped.run()
    keys = [body['batch_key'] for body in imports(dropped.sink)]
    assert len(set(keys)) == 2
    assert all(len(key) == 64 for key in keys)


def test_a_lost_answer_is_asked_for_and_nothing_is_sent_twice(dropped):
    dropped.sink.faults = ['drop']
    summary = dropped.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert summary.counts['created'] == 250
    first, second = imports(dropped.sink)
    assert asked(dropped.sink) == [first['batch_key']]
    assert first['batch_key'] != second['batch_key']


def test_a_busy_odoo_is_tried_again(dropped):
    dropped.sink.faults = ['busy', 'busy']
    assert dropped.run().counts['created'] == 250
    assert len(imports(dropped.sink)) == 4


def test_one_report_that_breaks_the_batch_goes_aside_and_the_others_arrive(dropped):
    poisoned = external_id(dropped, 137)
    dropped.sink.poison = {poisoned}
    summary = dropped.run()
    assert summary.counts['created'] == 249
    assert summary.counts['rejected'] == 1
    assert summary.exit_code == ExitCode.PARTIAL
    # Halving 200 down to one takes about twice log2.
    assert len(imports(dropped.sink)) < 25
    with dropped.state() as state:
        (letter,) = state.quarantine.find()
        assert (letter['code'], letter['provider_ref'], letter['stage']) == (
            'odoo_refused', 'k137', 'odoo')
        assert state.outbox.depth() == 0


def external_id(desk, number):
    """Return the number that the report of a row will get."""
    (planned,) = [found for found in desk.dry_run().planned
                  if found.provider_ref == f'k{number}']
    return planned.external_id


def test_what_odoo_rejects_is_kept_with_its_reasons_and_not_sent_again(dropped):
    bad = external_id(dropped, 3)
    dropped.sink.rejected = {bad: 'balance'}
    summary = dropped.run()
    assert (summary.counts['rejected'], summary.counts['created']) == (1, 249)
    with dropped.state() as state:
        (letter,) = state.quarantine.find()
        assert (letter['code'], letter['path']) == ('balance', 'as_of')
    dropped.put('b.csv', [row(3), row(4)])
    again = dropped.run()
    assert again.counts['unchanged here'] == 2


def test_a_batch_that_never_gets_an_answer_is_halved(dropped, monkeypatch):
    """Too slow for the server's limits: smaller ones pass."""
    real = dropped.sink.import_reports

    def slow(batch_key, contract_version, reports):
        if len(reports) > 60:
            dropped.sink.faults.insert(0, 'drop')
            raise TimeoutError
        return real(batch_key, contract_version, reports)

    monkeypatch.setattr(dropped.sink, 'import_reports', slow)
    summary = dropped.run()
    assert summary.exit_code == ExitCode.OK, summary.messages
    assert summary.counts['created'] == 250
    assert len(dropped.sink.contents) == 250


def test_without_odoo_reports_wait_and_go_with_the_next_run(dropped):
    dropped.sink.stop()
    summary = dropped.run()
    assert summary.exit_code == ExitCode.ODOO_UNREACHABLE
    # Nobody knows the customers yet, so nobody can be meant.
    assert summary.counts['no match'] == 250
    dropped.sink.start()
    dropped.values['odoo']['url'] = dropped.sink.address
    with dropped.state() as state:
        state.breakers.succeeded('@odoo')
    after = dropped.run()
    assert after.exit_code == ExitCode.OK
    assert after.counts['created'] == 250


def test_when_odoo_goes_away_in_the_middle_what_is_read_waits(desk):
    desk.know(*range(1, 301))
    desk.run()
    desk.put('a.csv', [row(number) for number in range(1, 301)])
    desk.sink.faults = ['busy'] * 50
    summary = desk.run()
    assert summary.exit_code == ExitCode.ODOO_UNREACHABLE
    with desk.state() as state:
        assert state.outbox.depth() == 300
        assert state.breakers.open_until('@odoo')
        state.breakers.succeeded('@odoo')
    desk.sink.faults = []
    assert desk.run().counts['created'] == 300
    assert len(desk.sink.contents) == 300


def test_the_outbox_has_a_cap_and_the_file_is_read_to_its_end_later(desk):
    desk.know(*range(1, 1001))
    desk.run()
    desk.values['state']['outbox_cap'] = 200
    desk.put('a.csv', [row(number) for number in range(1, 1001)])
    desk.sink.faults = ['busy'] * 50
    desk.run()
    with desk.state() as state:
        assert state.outbox.depth() == 200
        state.breakers.succeeded('@odoo')
    assert (desk.drop / 'a.csv').exists()
    desk.sink.faults = []
    summary = desk.run()
    assert summary.exit_code == ExitCode.OK
    assert len(desk.sink.contents) == 1000
    assert not (desk.drop / 'a.csv').exists()


def test_patience_is_bounded():
    assert sum(push.SETTLING) <= 60
