"""The aging of all customers beside plain SQL and beside OCA's aged partner balance.

    python3 -m dev run -- python -m benchmarks.aging bench_data --peers

Two years of paid invoices are added to a copy of the generated data: past days are found from their
allocations. Everything is asked about on the last day on which an open invoice was booked, so that
all of them count, and on days before it.
"""

import argparse
import datetime as dt
import json
import resource
import sys
import tempfile
import time

from . import databases, history, machine, ours, report, session, timing
from .filled import apart, keep

#: Days before the last one that are asked about.
PAST = (40, 210, 395, 600)
GROUPS = ('salesperson', 'country', 'currency')

#: What somebody would write by hand: the open lines as they are now, by customer and age.
RAW = """SELECT l.partner_id, SUM(l.amount_residual),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual < 0),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0 AND late <= 0),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0 AND late BETWEEN 1 AND 30),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0 AND late BETWEEN 31 AND 60),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0 AND late BETWEEN 61 AND 90),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0 AND late BETWEEN 91 AND 180),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0 AND late BETWEEN 181 AND 365),
                SUM(l.amount_residual) FILTER (WHERE l.amount_residual > 0 AND late > 365)
           FROM account_move_line l
           JOIN account_account a ON a.id = l.account_id
     CROSS JOIN LATERAL (SELECT %(day)s::date - COALESCE(l.date_maturity, l.date) AS late) age
          WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'
            AND NOT l.reconciled AND l.date <= %(day)s
          GROUP BY 1"""


class Measurement:
    """What is timed of ours, in milliseconds; plain SQL is run in turn with it."""

    def __init__(self, registry, rounds):
        self.registry, self.rounds = registry, rounds
        with registry.cursor() as cr:
            cr.execute(
                "SELECT MAX(l.date), COUNT(*), COUNT(DISTINCT l.partner_id)"
                "  FROM account_move_line l JOIN account_account a ON a.id = l.account_id"
                " WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'"
                "   AND NOT l.reconciled"
            )
            self.day, self.lines, self.customers = cr.fetchone()
            cr.execute("SELECT COUNT(*) FROM account_partial_reconcile")
            [self.allocations] = cr.fetchone()

    def run(self):
        """Return the figures; `x` is a multiple of plain SQL in the same round."""
        works = {
            'raw': self._raw,
            'live': lambda _round: self._aging(self.day, ledger=False),
            'live_ledger': lambda _round: self._aging(self.day),
            'currency': lambda _round: self._aging(self.day, ledger=False, in_currency=True),
            **{f'past_{back}': self._past(back) for back in PAST},
            **{f'by_{group}': lambda _round, group=group: self._aging(
                self.day, ledger=False, group_by=group) for group in GROUPS},
        }
        samples = timing.alternate(works, self.rounds, warm=1)
        raw = timing.median(samples['raw'])
        figures = {
            key: {'median': timing.median(own), 'x': timing.median(own) / raw}
            for key, own in samples.items()
        }
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return {
            'day': self.day.isoformat(), 'lines': self.lines, 'customers': self.customers,
            'allocations': self.allocations, 'figures': figures, 'peak_mb': peak,
            'page': self._page(),
        }

    def _raw(self, _round):
        with session.request(self.registry) as env:
            env.cr.execute("SET LOCAL jit = off")
            return timing.milliseconds(lambda: (
                env.cr.execute(RAW, {'day': self.day}), env.cr.fetchall()))

    def _past(self, back):
        day = self.day - dt.timedelta(days=back)
        return lambda _round: self._aging(day, ledger=False)

    def _aging(self, day, **options):
        with session.request(self.registry) as env:
            return timing.milliseconds(
                lambda: env['credit.aging.report'].get_aging(day.isoformat(), **options))

    def _page(self):
        """Return the milliseconds of the first 80 lines of the list, of the day and of a past one."""
        found = {}
        for name, back in (('today', 0), ('past', PAST[1])):
            day = self.day - dt.timedelta(days=back)

            def page(day=day):
                with session.request(self.registry) as env:
                    model = env['credit.aging.report'].with_context(credit_as_of=day.isoformat())
                    return timing.milliseconds(lambda: model.web_search_read([], {
                        name: {} for name in ('name', 'date_due', 'days', 'bucket', 'open_amount')
                    }, limit=80))

            found[name] = timing.median([page() for _round in range(3)])
        return found


def export(database):
    """Write the spreadsheet once in this fresh process; return seconds, size and peak memory."""
    registry = session.open_registry(database)
    measured = Measurement(registry, 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with session.request(registry) as env, tempfile.TemporaryFile() as file:
        started, processor = time.perf_counter(), time.process_time()
        env['credit.aging.report'].with_context(
            credit_as_of=measured.day.isoformat())._export_xlsx(file, [])
        seconds, size = time.perf_counter() - started, file.tell()
        processor = time.process_time() - processor
    return {
        'lines': measured.lines, 'seconds': round(seconds, 1),
        'processor_seconds': round(processor, 1), 'megabytes': round(size / 2**20, 1),
        'before_mb': before, 'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def compare(database, rounds, peers, paid):
    """Measure all on a copy of `database`; return the results."""
    past = f'{database}_past'
    try:
        databases.copy(database, past)
        history.add(past, paid, say=lambda line: print(line, file=sys.stderr))
        databases.install(past, [ours.MODULE])
        load = [machine.load()]
        results = {**apart('aging', past, '--rounds', str(rounds), '--side'),
                   'export': apart('aging', past, '--export')}
        if peers:
            results['peer'] = apart('aging_peer', past, results['day'])
        return {**results, 'rounds': rounds, 'load': [*load, machine.load()],
                'date': dt.date.today().isoformat()}  # noqa: DTZ011 - the reader's own calendar
    finally:
        databases.drop(past)


def side(database, rounds):
    registry = session.open_registry(database)
    history.vacuum(registry)
    with registry.cursor() as cr:
        described = machine.describe(cr)
    return {**Measurement(registry, rounds).run(), 'machine': described}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database', help="one filled by benchmarks.generate")
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--paid', type=int, default=history.PAID)
    parser.add_argument('--peers', action='store_true', help="measure OCA's aged partner balance too")
    parser.add_argument('--side', action='store_true', help="only ours, on this very database")
    parser.add_argument('--export', action='store_true', help="only the spreadsheet, once")
    arguments = parser.parse_args()
    if arguments.export:
        print(json.dumps(export(arguments.database)))
    elif arguments.side:
        print(json.dumps(side(arguments.database, arguments.rounds)))
    else:
        results = compare(
            arguments.database, arguments.rounds, arguments.peers, arguments.paid)
        keep(f"aging-{results['lines']}", results)
        print(report.write())


if __name__ == '__main__':
    main()
