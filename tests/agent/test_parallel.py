"""Chunks in several processes: the same reports about the same customers, in the same order."""

import tempfile

import orjson
import pytest
from desk import Desk, row
from sink import Sink, customer

from sync_agent import accept
from sync_agent.errors import BadPayload
from sync_agent.match import Ladder, partners
from sync_agent.match.apart import LadderApart
from sync_agent.records import PartnerKey
from sync_agent.sources.files import parallel
from sync_agent.sources.files.folder import hash_of

CHUNK = 10


def double(number, shared=None):
    return 2 * number + (shared or 0)


def test_results_come_in_the_order_of_the_items():
    assert list(parallel.run(double, range(9), workers=2)) == [2 * n for n in range(9)]


def test_what_is_shared_reaches_every_process():
    for workers in (1, 2):
        assert list(parallel.run(double, range(9), workers, shared=1)) == [
            2 * n + 1 for n in range(9)]


def test_only_a_few_items_are_taken_ahead():
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    results = parallel.run(double, items(), workers=2)
    next(results)
    assert len(taken) <= 5
    results.close()


@pytest.mark.parametrize('workers', [1, 2])
def test_what_comes_before_an_error_of_the_file_counts(workers):
    def items():
        yield from range(3)
        raise BadPayload("no further")

    results = parallel.run(double, items(), workers)
    assert [next(results), next(results), next(results)] == [0, 2, 4]
    with pytest.raises(BadPayload):
        next(results)


# === THE SAME AS ONE PROCESS === #

@pytest.fixture(scope='module')
def hosts_folder(tmp_path_factory):
    """Where workers of the cluster make temporary files."""
    return tmp_path_factory.mktemp('hosts')


@pytest.fixture(scope='module')
def cluster(hosts_folder):
    """A Dask scheduler with two worker processes, as other hosts would run them."""
    distributed = pytest.importorskip('distributed')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('TMPDIR', str(hosts_folder))
        found = distributed.LocalCluster(
            n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None,
            host='127.0.0.1')
    with found:
        yield found.scheduler_address


@pytest.fixture(params=['processes', 'cluster'])
def elsewhere(request):
    """Settings of a source whose chunks other processes read."""
    if request.param == 'processes':
        return {'workers': 2}
    return {'workers': 2, 'cluster': request.getfixturevalue('cluster')}


@pytest.fixture
def desks(tmp_path):
    """Make desks that know the same customers and have the same file, first seen the same moment."""
    made = []

    def make(name, rows, **settings):
        folder = tmp_path / name
        folder.mkdir()
        desk = Desk(folder, Sink().start())
        made.append(desk)
        desk.sink.partners = CUSTOMERS
        desk.values['sources']['file'].update(chunk_rows=CHUNK, **settings)
        path = desk.put('a.csv', rows)
        with desk.state() as state:
            state.files.begin('file', hash_of(path), 'a.csv')
            state.database.execute('UPDATE file SET first_seen_at = 1790000000')
        return desk
    yield make
    for desk in made:
        desk.sink.stop()


def ref(number):
    return {'provider': 'testbureau', 'provider_ref': f'k{number}'}


#: 1 to 20 are identified, 21 to 25 bound, 31 to 35 alike by name, 41 to 45 refused by a person.
CUSTOMERS = [
    *[customer(number) for number in range(1, 21)],
    *[customer(number, identifiers=[], refs=[ref(number)]) for number in range(21, 26)],
    *[customer(number, identifiers=[], city="Leeds") for number in range(31, 36)],
    *[customer(number, rejected=[ref(number)]) for number in range(41, 46)],
    # Bound, and the number is another's; identified, but archived, or under another name.
    customer(51, identifiers=[], refs=[ref(52)]), customer(52),
    customer(53, active=False), customer(54, "Zenith Foods plc"),
]


def mixed_rows():
    """Return rows of every kind; some subjects come again in later chunks, once by another key."""
    rows = [row(number) for number in range(1, 56)]
    rows += [row(number, Name=f"Quartz Unlike {number} AG") for number in range(61, 75)]
    rows += [row(80, Name=''), row(81, Key='', DUNS='')]
    rows += [row(number, Limit='77') for number in (1, 2, 21, 31, 41, 52, 61)]
    rows += [row(3, Key='k300'), row(3, Key='k300', Limit='88')]
    rows += [row(number, Name=f"Filler {number} BV") for number in range(100, 140)]
    return [*rows, *[row(number, Limit='99') for number in (1, 4, 22, 32, 42, 62)], row(
        3, Key='k300', Limit='99')]


QUARANTINE = ('SELECT id, provider_ref, stage, code, path, message, input_hash, input, origin, '
              'attempts, state FROM quarantine ORDER BY id')


def outcome(desk):
    """Return all that a run leaves behind, but for when, as text."""
    summary = desk.run()
    assert summary.messages == []
    with desk.state() as state:
        rest = [[tuple(found) for found in state.database.rows(query)] for query in (
            QUARANTINE, 'SELECT * FROM waiting', 'SELECT * FROM binding',
            'SELECT rows_read, state FROM file',
            'SELECT provider_ref, partner_id, outcome, body FROM report')]
    reports = b'\n'.join(map(orjson.dumps, desk.sink.reports))
    return reports, rest, summary.counts, summary.exit_code


def test_elsewhere_everything_is_as_in_one_process(desks, elsewhere):
    rows = mixed_rows()
    expected = outcome(desks('one', rows))
    found = desks('other', rows, **elsewhere)
    assert outcome(found) == expected
    matches = [report['match'] for report in found.sink.reports]
    assert {match['method'] for match in matches} == {'mapping', 'identifier', 'none'}
    assert sum(bool(match['candidates']) for match in matches) >= 8
    assert expected[2]['no match'] > 50
    # Identified, and by then bound: what a snapshot alone would not know.
    assert [report['match']['method'] for report in found.sink.reports
            if report['provider_ref'] == 'k1'] == ['identifier', 'mapping', 'mapping']
    assert [report['match']['method'] for report in found.sink.reports
            if report['provider_ref'] == 'k300'] == ['identifier', 'identifier', 'mapping']


def test_a_dry_run_elsewhere_plans_the_same(desks, elsewhere):
    rows = mixed_rows()
    expected = desks('one', rows).dry_run().planned
    assert len(expected) > 50
    assert desks('other', rows, **elsewhere).dry_run().planned == expected


def test_what_changes_meanwhile_is_matched_again(desks, elsewhere, monkeypatch):
    """A customer who is written while a file is read counts from the next chunk on."""
    take = accept.Acceptance.take

    def take_and_write(self, source, delivery):
        take(self, source, delivery)
        partners.store(self._state, PartnerKey(**customer(135, "Filler 135 BV")), 1)

    monkeypatch.setattr(accept.Acceptance, 'take', take_and_write)
    expected = outcome(desks('one', mixed_rows()))
    found = desks('other', mixed_rows(), **elsewhere)
    assert outcome(found) == expected
    assert [report['match']['partner_id'] for report in found.sink.reports
            if report['provider_ref'] == 'k135'] == [135]


# === THE SNAPSHOT === #

@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder of its own for temporary files."""
    folder = tmp_path / 'temporary'
    folder.mkdir()
    monkeypatch.setattr(tempfile, 'tempdir', str(folder))
    return folder


def test_one_process_makes_no_snapshot(desks, monkeypatch):
    monkeypatch.setattr('sync_agent.checkpoint.partners.Snapshot', lambda *_: 1 / 0)
    assert desks('one', mixed_rows()).run().counts['created'] > 20


def test_workers_match_and_this_process_only_what_is_old(desks, elsewhere, monkeypatch):
    here, match = [], Ladder.match
    monkeypatch.setattr(
        Ladder, 'match', lambda self, normal: here.append(normal) or match(self, normal))
    desk = desks('other', mixed_rows(), **elsewhere)
    desk.run()
    # Customers 1 to 4 came again; k300 once in the chunk of the first and once later.
    assert {normal.wire['provider_ref'] for normal in here} == {'k1', 'k2', 'k4', 'k300'}


def test_the_snapshot_is_gone_afterwards(desks, elsewhere, temporary, hosts_folder):
    seen = []
    make = LadderApart.__init__

    def look(self, snapshot):
        make(self, snapshot)
        seen.extend(temporary.glob('credit-sync-*'))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LadderApart, '__init__', look)
        desks('other', mixed_rows(), **elsewhere).run()
    # To a cluster it goes by its content: no file is left while the run lasts.
    assert len(seen) == (0 if 'cluster' in elsewhere else 1)
    assert not list(temporary.glob('credit-sync-*'))
    assert not list(hosts_folder.glob('credit-sync-*'))


@pytest.mark.parametrize('place', ['Acceptance.take', 'Acceptance._queue'])
def test_the_snapshot_is_gone_after_an_error(desks, elsewhere, temporary, monkeypatch, place):
    monkeypatch.setattr(f'sync_agent.accept.{place}', lambda *_: 1 / 0)
    summary = desks('other', mixed_rows(), **elsewhere).run()
    assert summary.messages == ["Internal: ZeroDivisionError: division by zero"]
    assert not list(temporary.iterdir())


def test_only_the_owner_may_read_a_snapshot(state, temporary):
    with state.partners.snapshot(portable=False) as snapshot:
        assert snapshot.path.parent == temporary
        assert snapshot.path.stat().st_mode & 0o077 == 0
    assert not snapshot.path.exists()


def test_only_a_binding_that_changes_makes_a_snapshot_old(state):
    for key in (customer(1), customer(2, refs=[ref(2)]), customer(3, rejected=[ref(3)])):
        partners.store(state, PartnerKey(**key), 1)
    with state.partners.snapshot(portable=False) as snapshot:
        for number in (1, 2, 3, 4):
            state.partners.bind(number, 'testbureau', f'k{number}')
        assert [state.partners.is_current(snapshot, 'testbureau', f'k{number}')
                for number in (1, 2, 3, 4)] == [False, True, False, True]
        assert state.partners.bound_to('testbureau', 'k3') == {3}
        state.partners.forget_unseen(1)
        assert not state.partners.is_current(snapshot, 'testbureau', 'k2')


def test_an_error_of_a_worker_names_the_row(desks, elsewhere):
    desk = desks('other', mixed_rows(), **elsewhere)
    with desk.state() as state:
        for found in CUSTOMERS:
            partners.store(state, PartnerKey(**found), 0)
        state.database.execute("UPDATE partner SET names = 'damaged' WHERE id = 54")
    summary = desk.run()
    (message,) = summary.messages
    assert message.startswith("Internal: Defect: row 54 of a.csv: JSONDecodeError: ")
    assert '\n' not in message
    assert (desk.drop / 'a.csv').exists()
