"""What the finance screens ask for, at both scales, one call after the other.

    python3 -m dev database bench_bare --no-demo
    python3 -m dev run -- python -m benchmarks.finance bench_bare

Copies of the bare database are filled: customers and their open invoices of at most 150 days, paid
ones of two years, month-ends that were rebuilt, a plan, a table of rates. All invoices are dated
before today, because most screens speak of today. Each call has a cursor and a record cache of its
own and is asked as superuser; it is measured by the clock, and by the time that the processor spent
in Odoo and in PostgreSQL, which a busy machine does not lengthen as much.
"""

import datetime as dt
import os
import resource
import sys
import time
from pathlib import Path

from odoo import Command, api, sql_db

from . import databases, filled, history, machine, ours, session, timing
from .scales import SCALES

#: Paid invoices by scale; others as many as `history` has.
PAID = {'large': 1_000_000}
MEASURED = ('standard', 'large')

AGING, FORECAST = 'credit.aging.report', 'credit.cash.forecast'
LIST = ('name', 'partner_id', 'date_due', 'days', 'bucket', 'open_amount')


def works(env):
    """Return ``{key: function of an environment}`` of everything that is timed."""
    return {
        'overview': lambda env: env['credit.overview'].get_overview(),
        **{f'tile_{code}': lambda env, code=code: tile(env, code)
           for code in env['credit.overview']._tiles()},
        'aging': lambda env: env[AGING].get_aging(ledger=False),
        'aging_list': lambda env: env[AGING].web_search_read([], dict.fromkeys(LIST, {}), limit=80),
        'aging_customers': lambda env: groups(env[AGING], 'partner_id', 'open_amount:sum'),
        'aging_pivot': lambda env: env[AGING].formatted_read_grouping_sets(
            [], [[], ['bucket'], ['partner_id'], ['partner_id', 'bucket']], ['open_amount:sum']),
        'tie': lambda env: env[AGING].check_tie(),
        'quadrant': lambda env: env[AGING].get_quadrant(),
        'quadrant_corner': lambda env: env[AGING].get_quadrant_customers('critical'),
        'structure': lambda env: env[AGING].get_structure(),
        'concentration': lambda env: env[AGING].get_concentration(),
        'dso': lambda env: env['credit.kpi'].get_page(),
        'dso_customers': lambda env: env['credit.kpi'].figures(group_by='partner'),
        'ceiling': lambda env: env['credit.ceiling'].get_ceiling(),
        'forecast': lambda env: env[FORECAST].get_forecast(limit=100),
        'forecast_customer': forecast_customer,
        'grades_search': lambda env: env['credit.profile'].search_count(
            [('aging_grade', '=', 'G5')]),
        'grades_group': lambda env: env['credit.profile'].formatted_read_group(
            [], ['effective_aging_grade'], ['__count']),
        'provisions': provisions,
    }


def tile(env, code):
    overview = env['credit.overview']
    root = overview._root_read(None)
    asked = overview._asked(root)
    return asked._tiles()[code](root.with_env(asked.env))


def groups(model, field, *sums):
    """Read the first page of groups and their number, as a list does."""
    return model.web_read_group([], [field], sums, limit=80)


def forecast_customer(env):
    """Open the lines of the customer with most of them, as the screen does."""
    env.cr.execute("SELECT partner_id FROM benchmark.customer WHERE n = 3")
    [partner_id] = env.cr.fetchone()
    return env[FORECAST].web_search_read(
        [('partner_id', '=', partner_id)],
        dict.fromkeys(('name', 'expected_date', 'week', 'delay', 'open_amount'), {}), limit=80)


def provisions(env):
    """Compute a sheet of the last month-end by expected loss, and by rolls beside it."""
    env['credit.provision'].search([], limit=1).action_compute()


# === DATA === #

def prepare(database):
    """Install the addon on a filled database; keep month-ends, a plan and a sheet."""
    databases.install(database, [ours.MODULE])
    registry = session.open_registry(database)
    ours.make_profiles(registry)
    with registry.cursor() as cr:
        env = session.environment(cr)
        root = env.company
        env['credit.receivable.snapshot']._begin_rebuild(root)
        for month_end in env['credit.receivable.snapshot'].search([('state', '=', 'taking')]):
            month_end._rebuild()
            cr.commit()
        _plan(env, root)
        _sheet(env, root)
        for code in env['credit.overview']._tiles():
            env['credit.overview']._work_out(root, code)
        cr.commit()
    history.vacuum(registry)
    session.close()


def _plan(env, root):
    today = root._credit_today()
    for year in (today.year - 1, today.year):
        env['credit.ceiling.plan'].create({
            'company_id': root.id, 'year': year, 'target_dso': 42, 'has_funds': True,
            'funds': 3_000_000.0, 'variable_cost_ratio': 60, 'cost_of_capital': 6.0, 'line_ids': [
                Command.create({'month': dt.date(year, month, 1), 'sales': 3_000_000.0,
                                'collections': 2_900_000.0}) for month in range(1, 13)],
        }).write({'state': 'approved'})


def _sheet(env, root):
    expected, rolls = env['credit.provision.matrix'].create([{
        'name': "Expected loss", 'kind': 'ecl', 'company_id': root.id, 'line_ids': [
            Command.create({'first_day': day, 'rate': rate}) for day, rate in (
                (0, 0.003), (1, 0.012), (31, 0.04), (61, 0.11), (91, 0.35), (181, 0.75))],
    }, {'name': "Roll rates", 'kind': 'roll', 'company_id': root.id, 'final_rate': 0.8}])
    env['credit.provision'].create({
        'company_id': root.id, 'matrix_id': expected.id,
        'date': env['credit.receivable.snapshot']._last_month_end(root),
        'comparison_ids': [Command.set(rolls.ids)],
    })


# === MEASURING === #

def processor_of(pid):
    """Return the seconds that a process of this machine has had, None where nobody can tell."""
    try:
        columns = Path(f'/proc/{pid}/stat').read_text(encoding='ascii').rpartition(') ')[2].split()
    except OSError:
        return None
    return (int(columns[11]) + int(columns[12])) / os.sysconf('SC_CLK_TCK')


def once(registry, work, user_id=api.SUPERUSER_ID):
    """Run `work` on a cursor of its own; return milliseconds by the clock, in Odoo and the backend."""
    with session.request(registry, user_id) as env:
        pid = env.cr._cnx.info.backend_pid
        before, queries = processor_of(pid), sql_db.sql_counter
        started, own = time.perf_counter(), time.process_time()
        work(env)
        own, taken = time.process_time() - own, time.perf_counter() - started
        after = processor_of(pid)
        return {
            'ms': taken * 1000, 'odoo': own * 1000, 'queries': sql_db.sql_counter - queries,
            'postgres': None if after is None else (after - before) * 1000,
        }


def median_of(registry, work, rounds, user_id=api.SUPERUSER_ID):
    """Return the medians of `rounds` runs after one that does not count."""
    once(registry, work, user_id)
    samples = [once(registry, work, user_id) for _round in range(rounds)]
    return {
        name: None if samples[0][name] is None
        else timing.median([sample[name] for sample in samples]) for name in samples[0]
    }


def side(database, rounds, only=()):
    """Return what each call costs on this very database: medians of `rounds`."""
    registry = session.open_registry(database)
    history.vacuum(registry)
    with registry.cursor() as cr:
        env = session.environment(cr)
        found, described = works(env), machine.describe(cr)
        cr.execute("SELECT name, value FROM benchmark.setting")
        data = dict(cr.fetchall())
    figures = {}
    for key, work in found.items():
        if only and key not in only:
            continue
        figures[key] = median_of(registry, work, rounds)
        print(f"  {key}: {figures[key]}", file=sys.stderr)
    return {
        'data': data, 'machine': described, 'figures': figures,
        'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def measure(bare, name, rounds):
    """Fill a copy of `bare` at a scale and measure on it."""
    results = filled.measure(
        'finance', bare, name, '--rounds', str(rounds), paid=PAID.get(name, history.PAID))
    return {**results, 'rounds': rounds}


def main():
    parser = filled.parser(__doc__)
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--scales', nargs='+', choices=SCALES, default=MEASURED)
    parser.add_argument('--only', nargs='+', default=(), help="with --side: these calls")
    arguments = parser.parse_args()
    filled.run(
        arguments, prepare, lambda: side(arguments.database, arguments.rounds, arguments.only),
        lambda: ((f'finance-{name}', measure(arguments.database, name, arguments.rounds))
                 for name in arguments.scales))


if __name__ == '__main__':
    main()
