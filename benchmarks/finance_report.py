"""The part of ``docs/benchmarks.md`` about the finance screens."""

import json

from .scales import SCALES

FINANCE = """## The finance screens: {customers:,} customers, {invoices:,} open and {paid:,} paid invoices

```
python3 -m dev database bench_bare --no-demo
python3 -m dev run -- python -m benchmarks.finance bench_bare
```

Each call on a cursor of its own, with warm registry and cold record cache; month-ends of two years were
rebuilt. Milliseconds by the clock, and of processor time in Odoo and in the backend of PostgreSQL,
without its parallel workers.

| call | ms | Odoo | PostgreSQL | queries | target |
|---|---:|---:|---:|---:|---:|
{rows}

Memory of the process at its peak, everything above done: {peak_mb:,} MB. {date}, median of {rounds}
rounds; load average at the start and end: {load[0]} and {load[1]}.
"""

#: Key of a call, what it is called, and the most it may take (ms) by scale.
FINANCE_ROWS = (
    ('overview', "`get_overview`, the page from what is kept", {'large': 200}),
    *((f'tile_{code}', f"tile *{name}* worked out", {'large': 5000}) for code, name in (
        ('overdue', "Overdue"), ('aging', "Aging"), ('risks', "Top risks"), ('dso', "DSO"),
        ('ceiling', "Ceiling"), ('cash', "Cash-in"), ('quadrant', "Quadrant"),
        ('control', "What control did"), ('problems', "Data problems"))),
    ('aging', "`get_aging`, all customers", {'large': 3000}),
    ('aging_list', "first 80 lines of the aging", {}),
    ('aging_customers', "the list grouped by customer, first page", {'large': 3000}),
    ('aging_pivot', "the pivot, customers by age", {}),
    ('tie', "`check_tie`", {}),
    ('quadrant', "`get_quadrant`", {'standard': 1000}),
    ('quadrant_corner', "the customers of a corner", {'standard': 1000}),
    ('structure', "`get_structure`", {'large': 1000}),
    ('concentration', "`get_concentration`", {}),
    ('dso', "`credit.kpi.get_page`: figures, trend, levers", {'large': 3000}),
    ('dso_customers', "`figures`, all customers", {}),
    ('ceiling', "`get_ceiling`", {'large': 3000}),
    ('forecast', "`get_forecast`", {'large': 3000}),
    ('forecast_customer', "the expected payments of one customer", {}),
    ('grades_search', "profiles searched by aging grade", {'large': 3000}),
    ('grades_group', "profiles grouped by aging grade", {'large': 3000}),
    ('provisions', "an allowance computed, by loss rates and by rolls", {'large': 10_000}),
)


def finance_part(folder):
    """Return what `benchmarks.finance` found."""
    parts = []
    for name in SCALES:
        path = folder / f'finance-{name}.json'
        if not path.exists():
            continue
        found = json.loads(path.read_text(encoding='utf-8'))
        rows = [finance_row(name, label, targets, found['figures'][key])
                for key, label, targets in FINANCE_ROWS if key in found['figures']]
        counts = {key: int(found['data'][key]) for key in ('customers', 'invoices', 'paid')}
        parts.append(FINANCE.format(rows='\n'.join(rows), **counts, **{
            key: found[key] for key in ('peak_mb', 'date', 'rounds', 'load')}))
    return parts


def finance_row(name, label, targets, figure):
    target, taken = targets.get(name), milliseconds(figure['ms'])
    return "| {} | {} | {} | {} | {:.0f} | {} |".format(
        label, f"**{taken}**" if target and figure['ms'] > target else taken,
        milliseconds(figure['odoo']), milliseconds(figure['postgres']), figure['queries'],
        f"≤ {target:,}" if target else "")


def milliseconds(figure):
    if figure is None:
        return "–"
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}"
