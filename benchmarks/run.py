"""Measure the addon beside its peers and write ``docs/benchmarks.md``.

    python3 -m dev run -- python -m benchmarks.run bench_data --peers

The generated database stays as it is: each side gets a copy of its own, which is dropped at the end.
"""

import argparse
import datetime as dt
import sys

from . import databases, machine, report, session
from .filled import apart, keep


def measure(side, database, rounds, *flags):
    """Run one side in a process of its own on a copy of `database`; return its figures."""
    copy = f'{database}_{side}'
    print(f"{side}: copying", file=sys.stderr)
    databases.copy(database, copy)
    try:
        return apart(side, copy, '--rounds', str(rounds), *flags)
    finally:
        databases.drop(copy)


def settings(database):
    """Return what the database was generated with, and the machine's description."""
    registry = session.open_registry(database)
    with registry.cursor() as cr:
        cr.execute("SELECT name, value FROM benchmark.setting")
        found, described = dict(cr.fetchall()), machine.describe(cr)
    session.close()
    return found, described


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database', help="one filled by benchmarks.generate")
    parser.add_argument('--rounds', type=int, default=7, help="runs of which the median is taken")
    parser.add_argument('--peers', action='store_true', help="measure Odoo alone and the peers too")
    parser.add_argument('--remark', default='', help="what else there is to know of the machine")
    arguments = parser.parse_args()
    if arguments.rounds < 5:
        parser.error("a median of fewer than 5 runs says little")
    data, described = settings(arguments.database)
    results = {
        'data': data, 'machine': described, 'rounds': arguments.rounds,
        'date': dt.date.today().isoformat(),  # noqa: DTZ011 - the reader's own calendar
        'load': [machine.load()], 'remark': arguments.remark,
        'ours': measure('ours', arguments.database, arguments.rounds, '--prepare'),
    }
    if arguments.peers:
        results['bare'] = measure('bare', arguments.database, arguments.rounds)
        results['peers'] = measure('peers', arguments.database, arguments.rounds, '--prepare')
    results['load'].append(machine.load())
    keep(data['name'], results)
    print(report.write())


if __name__ == '__main__':
    main()
