"""What a month of statements costs a large company: made, approved, in Odoo's mail queue.

    python3 -m dev database bench_bare --no-demo
    python3 -m dev run -- python -m benchmarks.statements bench_bare

A copy of the bare database is filled as for monitoring; every customer has an address. Each part is
committed as the worker commits it. After some parts the worker is gone, and another one goes on:
none is lost, none is there twice. `--pages` of one statement of 500 entries is printed too.
"""

import datetime as dt
import sys
import time

from . import filled, monitoring, session
from .scales import SCALES

#: Parts after which the worker is gone for once, and what all of it may take.
STOPS_AFTER, MINUTES = 3, 10
PRINTED = 500
COUNTS = {
    'statements': "SELECT count(*) FROM credit_statement WHERE run_id = %s",
    'customers': "SELECT count(DISTINCT profile_id) FROM credit_statement WHERE run_id = %s",
    'entries': """SELECT count(*) FROM credit_statement_line line
                    JOIN credit_statement s ON s.id = line.statement_id WHERE s.run_id = %s""",
    'queued': """SELECT count(*) FROM credit_letter
                  WHERE statement_run_id = %s AND queued_at IS NOT NULL AND mail_id IS NOT NULL""",
    'refused': """SELECT count(*) FROM credit_letter
                   WHERE statement_run_id = %s AND state = 'draft' AND refusal IS NOT NULL""",
}


def addresses(registry):
    """Give every customer an address of his own, and let mail go on any day."""
    with registry.cursor() as cr:
        cr.execute(
            """UPDATE res_partner p SET email = 'c' || p.id || '@example.com',
                      email_normalized = 'c' || p.id || '@example.com'
                 FROM credit_profile profile WHERE profile.partner_id = p.id""")
        session.environment(cr).company.credit_quiet_weekdays = 'none'
        cr.commit()


def begin(registry):
    """Return a run of everybody up to the end of last month."""
    with registry.cursor() as cr:
        env = session.environment(cr)
        day = env.company._credit_today().replace(day=1) - dt.timedelta(days=1)
        run = env['credit.statement.run'].create({'company_id': env.company.id, 'date_to': day})
        run.action_start()
        cr.commit()
        return run.id


def work(run_id, parts=None):
    """Return the worker's generator of one run; with `parts` it is gone after so many."""
    def generator(env):
        for number, _part in enumerate(env['credit.statement.run'].browse(run_id)._work(), 1):
            yield
            if number == parts:
                return
    return generator


def approve(registry, run_id):
    with registry.cursor() as cr:
        session.environment(cr)['credit.statement.run'].browse(run_id).action_approve()
        cr.commit()


def counts(registry, run_id):
    found = {}
    with registry.cursor() as cr:
        for key, query in COUNTS.items():
            cr.execute(query, [run_id])
            found[key] = cr.fetchone()[0]
    return found


def printed(registry, run_id):
    """Return the seconds that the PDF of the statement nearest to 500 entries takes."""
    with registry.cursor() as cr:
        env = session.environment(cr)
        cr.execute(
            """SELECT s.id, count(*) FROM credit_statement s
                 JOIN credit_statement_line line ON line.statement_id = s.id
                WHERE s.run_id = %s GROUP BY s.id ORDER BY abs(count(*) - %s), s.id LIMIT 1""",
            [run_id, PRINTED])
        statement_id, entries = cr.fetchone()
        started = time.perf_counter()
        env['credit.statement'].browse(statement_id)._pdf()
        return {'entries': entries, 'seconds': time.perf_counter() - started}


def side(database, pages):
    """Return what there is to say of a prepared database that has no statements yet."""
    registry = session.open_registry(database)
    addresses(registry)
    run_id = begin(registry)
    found = {'made_first': monitoring.run(registry, work(run_id, STOPS_AFTER)),
             'made': monitoring.run(registry, work(run_id))}
    approve(registry, run_id)
    found['queued_first'] = monitoring.run(registry, work(run_id, STOPS_AFTER))
    found['queued'] = monitoring.run(registry, work(run_id))
    counted = counts(registry, run_id)
    seconds = sum(part['seconds'] for part in found.values())
    for key, cost in found.items():
        print(f"  {key}: {cost['seconds']:.0f} s, {cost['parts']} parts", file=sys.stderr)
    print(f"  {counted}, {seconds:.0f} s of {MINUTES * 60}", file=sys.stderr)
    return {**found, 'counts': counted, 'seconds': seconds,
            **({'pdf': printed(registry, run_id)} if pages else {})}


def main():
    parser = filled.parser(__doc__)
    parser.add_argument('--scale', choices=SCALES, default='standard')
    parser.add_argument('--pages', action='store_true', help="print a statement of 500 entries too")
    asked = parser.parse_args()
    more = ['--pages'] if asked.pages else []
    filled.run(
        asked, monitoring.prepare, lambda: side(asked.database, asked.pages),
        lambda: [('statements', filled.measure('statements', asked.database, asked.scale, *more))])


if __name__ == '__main__':
    main()
