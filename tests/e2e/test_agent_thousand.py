"""A thousand reports of a bureau into a thousand customers of a real Odoo: once, again, through kills.

The bureau is a stub on this machine (`stubs.creditsafe`); agent, Odoo and PostgreSQL are the real ones.
"""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import tomlkit
from stubs import creditsafe, faults
from stubs.companies import companies
from stubs.server import Bureau

from .fixtures import Farm
from .server import REPO
from .world import World

CUSTOMERS = 1000
KILLS = 50
SEED = 20261125
REPORT = '/v1/companies/'
#: Requests that are under way when the agent is killed, at most.
UNDER_WAY = 4
SOME = 12
#: What differs from run to run: when, by which process, under which number of a database.
PASSING = ('retrieved_at', 'external_id', 'raw_hash')
_next = count(1)


class Desk:
    """An agent of its own state between a stub and an Odoo, always a process of its own."""

    def __init__(self, world, folder, stub, name='agent', **source):
        self.world, self.folder, self.stub = world, folder / name, stub
        self.folder.mkdir()
        self.path = self.folder / 'config.toml'
        self.write(**source)

    def write(self, **source):
        """(Re)write the configuration; `source` changes settings of the bureau."""
        self.path.write_text(tomlkit.dumps({
            'odoo': {'url': self.world.server.address, 'database': self.world.database.name,
                     'login': 'bob', 'timeout': 60},
            'state': {'folder': str(self.folder / 'state')},
            'sources': {'creditsafe': {
                'type': 'creditsafe', 'provider': 'creditsafe',
                'base_url': f'{self.stub.address}/v1', 'user': 'stub-user',
                'password': 'stub-password', 'countries': ['GB'], 'send_raw': True,
                'rate': {'calls': 2000, 'seconds': 1}, 'timeout': 5, **source}},
        }), encoding='utf-8')

    @property
    def variables(self):
        return {
            'PATH': '/usr/bin:/bin', 'NO_PROXY': '127.0.0.1', 'HOME': str(self.folder),
            'CREDIT_SYNC_SECRET_ODOO': self.world.facts['people']['bob']['key'],
            'CREDIT_SYNC_SECRET_STUB_USER': creditsafe.USER,
            'CREDIT_SYNC_SECRET_STUB_PASSWORD': creditsafe.PASSWORD,
        }

    def start(self, *words):
        return subprocess.Popen(
            [sys.executable, '-m', 'sync_agent', '--config', str(self.path), *words], cwd=REPO,
            env=self.variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words):
        """Run to the end; return (exit code, what `--json` printed, log)."""
        process = self.start('run', '--json', *words)
        output, log = process.communicate(timeout=300)
        assert output, log
        return process.returncode, json.loads(output), log


def people(world, known):
    """Make a customer with a limit of each company, known by the number of its register."""
    [country] = world.admin.search('res.country', ['code', '=', known[0].country])
    partners = world.admin.create('res.partner', [
        {'name': company.name, 'is_company': True, 'country_id': country, 'city': company.city,
         'zip': company.postcode} for company in known])
    world.admin.create('credit.profile', [
        {'partner_id': partner, 'credit_limit': 1000.0} for partner in partners])
    world.admin.create('credit.partner.identifier', [
        {'partner_id': partner, 'scheme': 'reg_no', 'value': company.reg_no}
        for partner, company in zip(partners, known, strict=True)])
    return partners


def export(world, known):
    """Return all that Odoo has of these companies from the bureau, as bytes.

    What no two runs have in common is left out, and what other tests brought in.
    """
    domain, names = ['bureau_id.code', '=', 'creditsafe'], [company.name for company in known]
    reports = world.admin.call(
        'credit.bureau.report', 'search_read', domain=[domain, ['subject_name', 'in', names]], load='',
        order='provider_ref, as_of, content_hash',
        fields=['provider_ref', 'product', 'as_of', 'state', 'content', 'content_hash', 'raw_hash',
                'subject_name', 'partner_id', 'is_partial', 'reasons'])
    partners = {row['id']: row['name'] for row in world.admin.call(
        'res.partner', 'read', ids=[row['partner_id'] for row in reports if row['partner_id']],
        fields=['name'])}
    for report in reports:
        content = json.loads(report['content'])
        for key in PASSING:
            content.pop(key, None)
        # Each answer of the bureau has a number of its own, so that its hash is another one.
        report.update(content=content, partner_id=partners.get(report['partner_id']),
                      raw_hash=bool(report['raw_hash']))
        del report['id']
    rows = {'reports': reports}
    for model, fields in {
        'score': ['code', 'raw', 'grade', 'norm', 'state'], 'limit': ['code', 'amount', 'state'],
        'event': ['key', 'kind', 'status', 'level'], 'binding': ['provider_ref', 'method'],
    }.items():
        found = world.admin.call(
            f'credit.bureau.{model}', 'search_read', fields=['partner_id', *fields],
            domain=[domain, ['partner_id.name', 'in', names]])
        rows[model] = sorted(json.dumps(
            {**{field: row[field] for field in fields},
             'partner': row['partner_id'] and row['partner_id'][1]}, sort_keys=True)
            for row in found)
    return json.dumps(rows, sort_keys=True, ensure_ascii=False, indent=1).encode()


def bought(stub):
    """Return how often the report of each company that the bureau has was asked for."""
    keys = {f'{REPORT}{key}' for key in stub.companies}
    return Counter(path for path in stub.paths() if path in keys)


def plenty(known):
    """Return what a bureau answers that knows these companies, for an account without an end."""
    answer = creditsafe.Creditsafe(known)
    answer.paid = 10**6
    return answer


@pytest.fixture(scope='module')
def known():
    # The first numbers are those of the demo's customers.
    return companies(CUSTOMERS + 100, 'GB')[100:]


class Stub(Bureau):
    """A running bureau that knows these companies."""

    def __init__(self, known):
        self.bureau = plenty(known)
        self.faults = faults.Faults(self.bureau)
        super().__init__(self.faults)

    @property
    def companies(self):
        return self.bureau.companies


@pytest.fixture
def stub(known):
    found = Stub(known)
    yield found
    found.stop()


@pytest.fixture(scope='module')
def clean(world, known, tmp_path_factory):
    """One undisturbed run into the first database: (desk's folder, export)."""
    people(world, known)
    stub = Stub(known)
    desk = Desk(world, tmp_path_factory.mktemp('clean'), stub)
    before = len(world.admin.search('credit.bureau.report'))
    started = time.monotonic()
    code, found, log = desk.run()
    seconds = time.monotonic() - started
    print(f"{CUSTOMERS} reports fetched, matched and stored in {seconds:.1f} s")
    assert (code, found['counts']['created']) == (0, CUSTOMERS), (found, log)
    assert len(world.admin.search('credit.bureau.report')) == before + CUSTOMERS
    yield desk, export(world, known)
    stub.stop()


def test_a_thousand_reports_find_a_thousand_customers(world, clean, known):
    _desk, exported = clean
    reports = json.loads(exported)['reports']
    assert {row['partner_id'] for row in reports} == {company.name for company in known}
    assert {row['state'] for row in reports} == {'bound'}


def test_the_second_run_writes_nothing(world, clean, known):
    desk, exported = clean
    code, found, _log = desk.run()
    assert code == 0
    assert not {'created', 'updated', 'unchanged', 'queued'} & set(found['counts'])
    # All asked for again, as if every report were too old.
    desk.write(refresh_days=0)
    code, found, log = desk.run()
    assert code == 0, log
    assert found['counts']['unchanged here'] == CUSTOMERS
    assert not {'created', 'updated'} & set(found['counts'])
    assert export(world, known) == exported


# === KILLED === #

@pytest.fixture
def other_world(request, tmp_path):
    """A second database with its own server, in which the same thing happens otherwise."""
    farm = Farm(tmp_path, name='other')
    request.addfinalizer(farm.close)
    return World(farm.prepare().server(0), farm.facts)


def test_killed_at_fifty_moments_the_database_ends_as_after_one_clean_run(
        clean, other_world, known, stub, tmp_path):
    people(other_world, known)
    # Slow enough that fifty times a moment's work is not all of it.
    desk = Desk(other_world, tmp_path, stub, rate={'calls': 30, 'seconds': 1})
    chance = random.Random(SEED)
    for _kill in range(KILLS):
        asked = len(stub.asked)
        process = desk.start('run')
        # Counted from its first question, or at any time, also before it asks anything.
        if chance.random() < 0.8:
            wait_for(lambda asked=asked: len(stub.asked) > asked, process)
        time.sleep(chance.uniform(0, 1.0))
        assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGKILL)
        process.communicate()
    desk.write()
    code, found, log = desk.run()
    assert code == 0, (found, log)
    assert len(bought(stub)) == CUSTOMERS
    # An answer that was on its way when the agent died is lost, and paid; no other is asked twice.
    assert sum(bought(stub).values()) <= CUSTOMERS + KILLS * UNDER_WAY
    found = export(other_world, known)
    # Named for whoever has to find out.
    differing = [pair for pair in zip(clean[1].splitlines(), found.splitlines(), strict=False)
                 if pair[0] != pair[1]]
    assert not differing, differing[:5]
    assert found == clean[1]
    code, found, _log = desk.run()
    assert (code, found['counts'].get('created')) == (0, None)


def wait_for(happened, process):
    deadline = time.monotonic() + 60
    while not happened() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)


# === TWO AT ONCE === #

@pytest.fixture
def some(world):
    """A dozen customers elsewhere, and a bureau that nobody is bound to: a test asks about few."""
    number = next(_next)
    found = companies(SOME * number, 'NO')[-SOME:]
    people(world, found)
    world.admin.create('credit.bureau', {'name': f"Stub {number}", 'code': f'stub{number}'})
    return found, {'provider': f'stub{number}', 'countries': ['NO']}


def stored(world, known):
    """Return how many reports Odoo has of each of these companies."""
    keys = [creditsafe.connect_id(company) for company in known]
    rows = world.admin.call('credit.bureau.report', 'search_read', fields=['provider_ref'],
                            domain=[['provider_ref', 'in', keys]])
    return Counter(row['provider_ref'] for row in rows)


def test_two_agents_at_once_store_each_report_once(world, some, tmp_path):
    known, source = some
    stub = Stub(known)
    desks = [Desk(world, tmp_path, stub, name, **source) for name in ('one', 'two')]
    try:
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda desk: desk.run(), desks))
        assert [code for code, _found, _log in results] == [0, 0], results
        assert set(stored(world, known).values()) == {1}
        assert len(stored(world, known)) == len(known)
    finally:
        stub.stop()


def test_two_agents_on_one_state_do_not_work_at_once(world, some, tmp_path):
    known, source = some
    stub = Stub(known)
    desk = Desk(world, tmp_path, stub, **source, rate={'calls': 5, 'seconds': 1})
    try:
        first = desk.start('run')
        wait_for(lambda: stub.asked, first)
        second = desk.start('run')
        second.communicate(timeout=60)
        assert second.returncode == 75
        first.communicate(timeout=120)
        assert first.returncode == 0
        assert sum(bought(stub).values()) == len(known)
    finally:
        stub.stop()


# === FAULTS === #

@pytest.mark.parametrize(('name', 'fault', 'code'), [
    ('token', None, 0),
    ('throttled', faults.status(429, {'message': "Too many"}, retry_after=1), 0),
    ('throttled without a word', faults.status(429, {'message': "Too many"}), 0),
    ('failing', faults.status(503), 0),
    ('cut', faults.cut, 0),
    ('truncated', faults.half, 3),
    ('a page for people', faults.html, 0),
    ('silent', faults.silence, 0),
    ('gone', faults.status(404, {'message': "Not found"}), 0),
    ('conflict', faults.status(409, {'message': "Conflict"}), 3),
], ids=lambda value: value if isinstance(value, str) else '')
def test_a_fault_loses_nothing_and_doubles_nothing(world, some, tmp_path, name, fault, code):
    """One report's answer goes wrong once; what else there is arrives, and it the next time."""
    known, source = some
    stub = Stub(known)
    stub.faults.at(fault or faults.first(stub.bureau.end_tokens), path=REPORT, number=7)
    desk = Desk(world, tmp_path, stub, **source, timeout=2)
    try:
        found_code, found, log = desk.run()
        print(name, found_code, found['counts'], found['messages'])
        assert found_code == code, (found, log)
        assert len(stored(world, known)) >= len(known) - 1
        stub.faults.clear()
        desk.write(**source, refresh_days=0)
        desk.run()
        assert set(stored(world, known).values()) == {1}
        # Who says that there is none is believed for a month.
        assert len(stored(world, known)) == len(known) - (name == 'gone')
    finally:
        stub.stop()
