"""What monitoring costs a large company: its nights, the screens of a person, danger signals.

    python3 -m dev database bench_bare --no-demo
    python3 -m dev run -- python -m benchmarks.monitoring bench_bare

A copy of the bare database is filled as for the finance screens, with people who collect and with
years of contacts, promises, disputes, cases, letters and holds that are done, because a queue is read
from what is not. Nights run day by day, each part committed as the worker commits it.
"""

import datetime as dt
import os
import resource
import sys
import time

from . import databases, desk, filled, finance, generate, history, machine, ours, session
from .scales import SCALES

#: Plans began so many days ago: what is older was taken over.
BEGAN = 60
#: Of the open lines, one in so many is paid between two nights.
PAID_A_DAY = 100


# === DATA === #

def prepare(database):
    """Install the addon on a filled database; give customers people, and the company a past."""
    databases.install(database, [ours.MODULE])
    registry = session.open_registry(database)
    ours.make_profiles(registry)
    with registry.cursor() as cr:
        env = session.environment(cr)
        begin(env, env.company._credit_today() - dt.timedelta(days=BEGAN))
        desk.people(env)
        desk.past(env)
        cr.commit()
    vacuum(registry)
    session.close()


def begin(env, day):
    """Let the plans of the company begin on a day, with mail that waits for somebody."""
    env['credit.rpm.plan'].search([('company_id', '=', env.company.id)]).start = day


def vacuum(registry):
    generate.vacuum(registry, (*history.VACUUMED, *desk.VACUUMED))


# === NIGHTS === #

def memory_mb():
    """Return what this process has of memory now."""
    with open('/proc/self/statm', encoding='ascii') as file:
        return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE') // 2**20


def run(registry, work):
    """Go through the parts that `work` (a function of an environment) yields, each committed.

    :return: what it cost; memory after a tenth of the parts and at the end
    """
    with registry.cursor() as cr:
        env = session.environment(cr)
        pid, before = cr._cnx.info.backend_pid, finance.processor_of(cr._cnx.info.backend_pid)
        started, own, longest, last = time.perf_counter(), time.process_time(), 0.0, 0.0
        memory = []
        for _part in work(env):
            cr.commit()
            env.invalidate_all()
            memory.append(memory_mb())
            longest = max(longest, time.perf_counter() - started - last)
            last = time.perf_counter() - started
        cr.commit()
        after = finance.processor_of(pid)
        return {
            'seconds': time.perf_counter() - started, 'odoo': time.process_time() - own,
            'postgres': None if after is None else after - before, 'parts': len(memory) + 1,
            'longest': max(longest, time.perf_counter() - started - last),
            'first_mb': memory[len(memory) // 10] if memory else memory_mb(),
            'last_mb': memory_mb(),
        }


def night(today):
    return lambda env: env['credit.rpm.item'].sudo()._night(env.company, today)


def pay(registry):
    """Let part of what is open be paid, past Odoo: the night has to find it."""
    with registry.cursor() as cr:
        cr.execute(
            """UPDATE account_move_line l
                  SET amount_residual = 0, amount_residual_currency = 0, reconciled = true
                 FROM account_account a
                WHERE a.id = l.account_id AND a.account_type = 'asset_receivable'
                  AND l.parent_state = 'posted' AND l.amount_residual > 0 AND l.id %% %s = 0""",
            [PAID_A_DAY])
        cr.commit()


def look_at_all(registry, today):
    """Let a night look at every item, as after a change of plans, calendars or grades."""
    with registry.cursor() as cr:
        cr.execute("UPDATE credit_rpm_item SET look_on = %s WHERE state = 'open'", [today])
        cr.commit()


def nights(registry, say):
    """Run the first load, an ordinary night and one that looks at all."""
    with registry.cursor() as cr:
        today = session.environment(cr).company._credit_today()
    day = dt.timedelta(days=1)
    found = {'load': run(registry, night(today))}
    say('load', found)
    vacuum(registry)
    pay(registry)
    found['night'] = run(registry, night(today + day))
    say('night', found)
    look_at_all(registry, today + 2 * day)
    found['all'] = run(registry, night(today + 2 * day))
    say('all', found)
    with registry.cursor() as cr:
        cr.execute("UPDATE credit_touch SET day = %s WHERE state = 'planned' AND day > %s",
                   [today, today])
        cr.commit()
    for key, at in (('signals_first', today), ('signals', today + day)):
        found[key] = run(registry, lambda env, at=at: env['credit.signal']._night(env.company, at))
        say(key, found)
    found['limitation'] = run(
        registry, lambda env: env['credit.limitation']._count_company(env.company))
    say('limitation', found)
    return found


COUNTS = {
    'items': "SELECT count(*) FROM credit_rpm_item WHERE state = 'open'",
    'lines': """SELECT count(*) FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                 WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'
                   AND l.amount_residual > 0""",
    'due': "SELECT count(*) FROM credit_rpm_step WHERE status = 'due'",
    'touches': "SELECT count(*) FROM credit_touch WHERE state = 'planned'",
    'done': "SELECT count(*) FROM credit_touch WHERE state = 'done'",
    'signals': "SELECT count(*) FROM credit_signal",
    'customers': "SELECT count(*) FROM credit_profile WHERE active",
}


def counts(registry):
    """Return how much there is of what was measured."""
    with registry.cursor() as cr:
        found = {}
        for key, query in COUNTS.items():
            cr.execute(query)
            found[key] = cr.fetchone()[0]
        return found


# === SCREENS === #

def screens(registry, rounds, only=()):
    """Return what each request of a person costs: medians of `rounds`."""
    with registry.cursor() as cr:
        user_id = desk.somebody(session.environment(cr))
    figures = {}
    for key, work in desk.works().items():
        if not only or key in only:
            figures[key] = finance.median_of(registry, work, rounds, user_id)
            print(f"  {key}: {figures[key]}", file=sys.stderr)
    return figures


def side(database, rounds, only=(), screens_only=False):
    """Return what there is to say of a prepared database, whose nights never ran."""
    registry = session.open_registry(database)

    def say(key, found):
        print(f"  {key}: {found[key]} (load {machine.load()})", file=sys.stderr)
    found = {} if screens_only else {'nights': nights(registry, say)}
    vacuum(registry)
    found.update(counts=counts(registry), figures=screens(registry, rounds, only))
    return {**found, 'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def measure(bare, name, rounds):
    """Fill a copy of `bare` at a scale and measure on it."""
    return {**filled.measure('monitoring', bare, name, '--rounds', str(rounds)), 'rounds': rounds}


def main():
    parser = filled.parser(__doc__)
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--scale', choices=SCALES, default='standard')
    parser.add_argument('--screens', action='store_true', help="with --side: no nights")
    parser.add_argument('--only', nargs='+', default=(), help="with --side: these requests")
    asked = parser.parse_args()
    filled.run(
        asked, prepare, lambda: side(asked.database, asked.rounds, asked.only, asked.screens),
        lambda: [('monitoring', measure(asked.database, asked.scale, asked.rounds))])


if __name__ == '__main__':
    main()
