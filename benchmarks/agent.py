"""How fast the agent turns rows into neutral reports, and how much memory that takes.

    PYTHONPATH=. python3 -m dev run -- python -m benchmarks.agent 1000000
    PYTHONPATH=. python3 -m dev run -- python -m benchmarks.agent 5000000 --workers 2
    PYTHONPATH=. python3 -m dev run -- python -m benchmarks.agent 100000 --match 20000

Rows are generated once for each number, with sixteen columns and valid check digits, and stay in
`.dev/benchmarks`. Measured is what a run does before matching: read, map, verify, check, hash.

With `--match` whose they are is measured too, among so many customers: the first rows are about
them, all others about strangers of whom each shares two words of the name with twenty customers.
"""

import argparse
import base64
import datetime as dt
import json
import os
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from stdnum.cn import uscc

from dev.paths import LOCAL
from sync_agent.checkpoint import State
from sync_agent.config import Config
from sync_agent.match import Ladder, ladder_for, partners
from sync_agent.normalise import Normal
from sync_agent.records import PartnerKey, digest
from sync_agent.sources.context import Context
from sync_agent.sources.files.folder import Incoming
from sync_agent.sources.files.source import FilesSource

HEADING = ('Key,Name,Country,DUNS,USCI,City,Postcode,Founded,Status,Score,Limit,Currency,DBT,As of,'
           'Decision,Policy')
FIELDS = [
    {'from': 'Key', 'to': 'provider_ref', 'required': True},
    {'from': 'Name', 'to': 'subject.legal_name', 'required': True},
    {'from': 'Country', 'to': 'subject.country'},
    {'from': 'DUNS', 'to': 'subject.identifiers[duns].value'},
    {'from': 'USCI', 'to': 'subject.identifiers[usci].value'},
    {'from': 'City', 'to': 'subject.address.city'},
    {'from': 'Postcode', 'to': 'subject.address.postcode'},
    {'from': 'Founded', 'to': 'subject.incorporation_date'},
    {'from': 'Status', 'to': 'subject.status', 'statuses': 'companies_house'},
    {'from': 'Score', 'to': 'scores[coface.dra].raw', 'scale': 'coface.dra'},
    {'from': 'Limit', 'to': 'limits[bench.limit].amount'},
    {'from': 'Currency', 'to': 'limits[bench.limit].currency'},
    {'from': 'DBT', 'to': 'payment.dbt_days'},
    {'from': 'As of', 'to': 'as_of'},
    {'from': 'Decision', 'to': 'cover[1].decision', 'values': {'A': 'approved'}},
    {'from': 'Policy', 'to': 'cover[1].policy_ref'},
]


def usci(number):
    body = f'91000000{number:09d}'
    return body + uscc.calc_check_digit(body)


def name_of(number, customers):
    """Return a company's name; among customers, two words of it are those of twenty of them."""
    if not customers:
        return f'Probe Trading {number} Ltd'
    words = max(customers // 20, 1)
    # Knuth's multiplier scatters: hardly any two companies share both words.
    second = words + (number * 2654435761 >> 8) % words
    return f'{word(number % words)} {word(second)} {word(-number)} Ltd'


def word(number):
    """Return eight letters that look like no other number's."""
    return base64.b32encode(bytes.fromhex(digest(b'%d' % number)[:10])).decode().title()


def generate(path, rows, customers):
    """Write a file of so many rows about companies that do not exist."""
    part = path.with_suffix('.part')
    with part.open('w', encoding='utf-8') as file:
        print(HEADING, file=file)
        for number in range(rows):
            print(f'K{number},{name_of(number, customers)},GB,{number % 10**9:09d},{usci(number)},'
                  f'City {number % 5000},PC{number % 90000},{1990 + number % 30}-0{1 + number % 9}-'
                  f'1{number % 9},active,{1 + number % 10},{1000 + number % 99999}.50,GBP,'
                  f'{number % 90},2026-10-{1 + number % 28:02d},A,P{number % 7}', file=file)
    part.rename(path)


def know(state, customers):
    """Let so many customers be those of the first rows."""
    with state.transaction():
        for number in range(customers):
            partners.store(state, PartnerKey(
                id=number + 1, name=name_of(number, customers), country='GB', write_date='',
                identifiers=[{'scheme': 'duns', 'value': f'{number:09d}'}]), 1)


def source(folder, workers):
    """Return a source of files with a map of sixteen columns."""
    settings = FilesSource.Settings.model_validate({
        'type': 'files', 'provider': 'bench', 'folder': folder, 'workers': workers,
        'map': {'fields': FIELDS}})
    return FilesSource('bench', settings, Context('bench', None, None, settings.quota, 'bench'))


def measure(path, workers, customers):
    """Read the whole file, and match it if there are customers; return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        state = State(Path(folder))
        know(state, customers)
        started, processor = time.perf_counter(), time.process_time()
        counts, peaks = Counter(reports=0, rejects=0), []
        for found, verdicts in read(path, workers, state if customers else None):
            good = sum(isinstance(item, Normal) for item in found)
            counts.update(reports=good, rejects=len(found) - good)
            if customers:
                counts['strangers'] += sum(verdict.is_stranger for verdict in verdicts if verdict)
            peaks.append(peak())
        state.close()
    rows = counts['reports'] + counts['rejects']
    seconds = time.perf_counter() - started
    return {
        **counts, **({'customers': customers} if customers else {}),
        'workers': workers, 'seconds': round(seconds, 1),
        'processor_seconds': round(time.process_time() - processor, 1),
        'rows_a_second': round(rows / seconds), 'peak_mb': peaks[-1],
        # Flat memory: the second half needs no more than the first.
        'peak_mb_at_half': peaks[len(peaks) // 2], 'load': os.getloadavg()[0],
    }


def read(path, workers, state):
    """Yield (list of Normal and Reject, verdicts) of a file, as a run has them; None: unmatched."""
    scales = Config.model_construct(scales={}).all_scales()
    incoming = Incoming(path, 'f' * 64, path.stat().st_size, path.stat().st_mtime_ns)
    now, files = dt.datetime.now(dt.timezone.utc), source(path.parent, workers)
    if state is None:
        for _end, found, verdicts in files.read(incoming, 0, scales, now):
            yield found, verdicts
        return
    here = Ladder(state.partners)
    with ladder_for(files, state) as ladder:
        for _end, found, verdicts in files.read(incoming, 0, scales, now, ladder):
            yield found, verdicts or [
                here.match(item) for item in found if isinstance(item, Normal)]


def peak():
    """Return the most memory that this process and any one worker had, in MB."""
    return sum(resource.getrusage(who).ru_maxrss for who in (
        resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('rows', type=int)
    parser.add_argument('--workers', type=int, default=1)
    parser.add_argument('--match', type=int, default=0, metavar='CUSTOMERS')
    arguments = parser.parse_args()
    folder = Path(LOCAL / 'benchmarks')
    folder.mkdir(parents=True, exist_ok=True)
    kind = f'match-{arguments.match}' if arguments.match else 'agent'
    path = folder / f'{kind}-{arguments.rows}.csv'
    if not path.exists():
        generate(path, arguments.rows, arguments.match)
    found = measure(path, arguments.workers, arguments.match)
    if arguments.workers == 1:
        path.with_suffix('.json').write_text(json.dumps(found), encoding='utf-8')
    print(json.dumps(found, indent=2))


if __name__ == '__main__':
    main()
