"""How many reports a second get from a bureau's file, and from a bureau itself, into a local Odoo.

    PYTHONPATH=. python3 -m dev run -- python -m benchmarks.pushing

From a file, each with its raw document kept: in batches as the agent sends them, and one report a
call by the same agent over the same transport. From a stub of a bureau: searched, fetched, stored.
Results go to `.dev/benchmarks/pushing.json`, and from there to `docs/benchmarks.md`.
"""

import argparse
import datetime as dt
import json
import multiprocessing
import os
import tempfile
import time
from pathlib import Path

from dev.paths import LOCAL
from sync_agent import config
from sync_agent import run as agent_run
from sync_agent.engine import make_gateway, open_state
from sync_agent.odoo_gateway import Gateway
from tests.e2e.fixtures import Farm
from tests.e2e.world import World
from tests.stubs import creditsafe
from tests.stubs.companies import companies
from tests.stubs.server import Bureau

from . import report

RESULT = LOCAL / 'benchmarks' / 'pushing.json'
CODE = 'benchbureau'
#: Lines of text in each document: about ten kilobytes, as full reports have.
LINES = 120
#: Where the bureau is not asked about customers.
ELSEWHERE = 'IE'
FIELDS = [
    {'from': 'key', 'to': 'provider_ref'}, {'from': 'name', 'to': 'subject.legal_name'},
    {'from': 'country', 'to': 'subject.country'},
    {'from': 'duns', 'to': 'subject.identifiers[duns].value'},
    {'from': 'score', 'to': 'scores[bench.score].raw', 'scale': 'creditsafe.100'},
    {'from': 'limit', 'to': 'limits[bench.limit].amount'},
    {'from': 'asOf', 'to': 'as_of'},
]


class OneByOne(Gateway):
    """A gateway that never sends more than one report in a call."""

    max_batch = property(lambda _self: 1, lambda _self, _value: None)


def customers(world, known, scheme, country):
    """Make customers with a limit, known by a number of this kind."""
    [place] = world.admin.search('res.country', ['code', '=', country])
    for start in range(0, len(known), 500):
        some = known[start:start + 500]
        partners = world.admin.create('res.partner', [
            {'name': company.name, 'is_company': True, 'country_id': place} for company in some])
        world.admin.create('credit.profile', [
            {'partner_id': partner, 'credit_limit': 1000.0} for partner in partners])
        world.admin.create('credit.partner.identifier', [
            {'partner_id': partner, 'scheme': scheme, 'value': getattr(company, scheme)}
            for partner, company in zip(partners, some, strict=True)])


def write_file(path, known, as_of):
    """Write a document a line about each company; return the bytes of one."""
    with path.open('w', encoding='utf-8') as file:
        for company in known:
            line = json.dumps({
                'key': f'B{company.number}', 'name': company.name, 'country': ELSEWHERE,
                'duns': company.duns, 'score': str(company.number % 101),
                'limit': f'{company.number}.00', 'asOf': as_of.isoformat(),
                'text': [f'{company.name}, paragraph {number}: nothing is known against it and all '
                         f'accounts were filed' for number in range(LINES)]})
            print(line, file=file)
    return len(line)


def settings(world, folder, source):
    return config.Config.model_validate({
        'odoo': {'url': world.server.address, 'database': world.database.name, 'login': 'bob',
                 'transport': 'odoorpc', 'timeout': 100},
        'state': {'folder': str(folder / 'state')}, 'sources': {'bench': source},
    })


def from_file(drop):
    return {'type': 'files', 'provider': CODE, 'folder': str(drop), 'pattern': '*.jsonl',
            'settle_seconds': 0, 'send_raw': True,
            'map': {'fields': FIELDS, 'constants': {'limits[bench.limit].currency': 'GBP'}}}


def from_bureau(address):
    return {'type': 'creditsafe', 'provider': 'creditsafe', 'base_url': f'{address}/v1',
            'user': 'stub-user', 'password': 'stub-password', 'countries': ['GB'],
            'send_raw': True, 'rate': {'calls': 100000, 'seconds': 1}}


def timed(found, expected, kind=None):
    """Do one run and return its figures."""
    started, processor = time.perf_counter(), time.process_time()
    with open_state(found) as state:
        gateway = make_gateway(found, state.breakers)
        if kind is not None:
            gateway.__class__ = kind
        summary = agent_run.run(found, state, gateway=gateway)
        aside = [(row['code'], row['message']) for row in state.quarantine.find()]
    seconds = time.perf_counter() - started
    if summary.counts['created'] != expected:
        raise SystemExit(f"{expected} reports were expected: {summary.line()}; {aside}")
    return {'reports': expected, 'seconds': round(seconds, 2),
            'a_second': round(expected / seconds, 1),
            'agent_processor_seconds': round(time.process_time() - processor, 2)}


def serve(known, pipe):
    answer = creditsafe.Creditsafe(known)
    answer.paid = 10**6
    pipe.send(Bureau(answer).address)
    pipe.recv()


def measure(world, folder, count, single):
    """Return the figures of all ways; each with customers of its own."""
    world.admin.create('credit.bureau', {'name': "Bench Bureau", 'code': CODE})
    # The first numbers are those of the demo's customers.
    found = companies(2 * count + single + 100, 'GB')[100:]
    batched, asked, alone = found[:count], found[count:2 * count], found[2 * count:]
    day = dt.datetime.now(dt.timezone.utc).date() - dt.timedelta(days=1)
    results = {}
    for name, known, kind in (('batches', batched, None), ('one_by_one', alone, OneByOne)):
        customers(world, known, 'duns', ELSEWHERE)
        drop = folder / name
        drop.mkdir()
        size = write_file(drop / 'a.jsonl', known, day)
        results[name] = timed(settings(world, drop, from_file(drop)), len(known), kind)
    # The bureau in a process of its own: it is not what is measured.
    customers(world, asked, 'reg_no', 'GB')
    mine, theirs = multiprocessing.Pipe()
    bureau = multiprocessing.Process(target=serve, args=(asked, theirs), daemon=True)
    bureau.start()
    (folder / 'bureau').mkdir()
    results['bureau'] = timed(
        settings(world, folder / 'bureau', from_bureau(mine.recv())), len(asked))
    mine.send('end')
    bureau.join()
    return {**results, 'document_bytes': size, 'cores': os.cpu_count(),
            'load': round(os.getloadavg()[0], 1), 'date': dt.date.today().isoformat()}  # noqa: DTZ011


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--reports', type=int, default=2000)
    parser.add_argument('--single', type=int, default=200, help="reports that go one by one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        farm = Farm(folder, 'bench')
        try:
            world = World(farm.prepare().server(0), farm.facts)
            os.environ.update({
                'CREDIT_SYNC_SECRET_ODOO': world.facts['people']['bob']['key'],
                'CREDIT_SYNC_SECRET_STUB_USER': creditsafe.USER,
                'CREDIT_SYNC_SECRET_STUB_PASSWORD': creditsafe.PASSWORD, 'NO_PROXY': '127.0.0.1'})
            results = measure(world, folder, arguments.reports, arguments.single)
        finally:
            farm.close()
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(results, indent=2), encoding='utf-8')
    report.write()
    print(json.dumps(results, indent=2))


if __name__ == '__main__':
    main()
