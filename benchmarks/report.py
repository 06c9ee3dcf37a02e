"""The table of ``docs/benchmarks.md``, from the results of the last run at each scale."""

import json

from dev.paths import LOCAL, REPO

from .agent_report import agent_part
from .aging_report import aging_part
from .finance_report import finance_part, milliseconds
from .monitoring_report import monitoring_part
from .scales import SCALES

RESULTS = LOCAL / 'benchmarks'
TARGET = REPO / 'docs' / 'benchmarks.md'

#: Key of the figure, which of its values, what it is called, and the most it may be (ms) by scale.
ROWS = (
    ('confirm_ordinary', 'median', "confirming: what the check adds, ordinary customer", {'standard': 5}),
    ('confirm_giant_invoices', 'median',
     "confirming: what the check adds, customer with 20,000 open invoices", {'standard': 12}),
    ('confirm_giant_orders', 'median',
     "confirming: what the check adds, customer with 15,000 open orders", {}),
    ('may_sell', 'p95', "`may_sell`, ordinary customer, p95", {'standard': 10}),
    ('may_sell_giant', 'p95', "`may_sell`, customer with 20,000 open invoices, p95", {}),
    ('over_limit', 'median', "all customers over their limit", {'standard': 500, 'large': 2000}),
    ('page', 'median', "80 profiles with exposure and overdue", {'standard': 30}),
    ('page_giants', 'median', "the same, with the three largest customers among them", {}),
    ('page_web', 'median', "the same 80 searched, sorted and read as the web client does", {}),
    ('items', 'median', "80 exposure items of an ordinary customer", {}),
    ('items_giant', 'median', "80 exposure items of the customer with 20,000 open invoices", {}),
    ('items_by_id', 'median', "80 exposure items by their ids", {}),
)

HEAD = """# Benchmarks

Measured, not estimated; made by

```
python3 -m dev database bench_data --no-demo
python3 -m dev run -- python -m benchmarks.generate bench_data --scale standard   # or small, large
python3 -m dev run -- python -m benchmarks.sums bench_data
python3 -m dev run -- python -m benchmarks.run bench_data --peers
```

This page is written by the last command, and by those of the agent (below). The data are copies,
made by SQL, of one invoice, one credit note and one order that Odoo itself made and posted; the
same seed gives the same data. They are crooked on purpose: one customer has 20,000 open invoices,
one 15,000 open orders, one 2,000 contacts, and the others have between none and some hundreds of
documents. A tenth of the invoices is late, a tenth of the orders delivered, half of them invoiced
on delivery, one customer in fifty has an unallocated credit note, and one in twenty is over the
limit. Tables were vacuumed and analysed (`VACUUM ANALYZE`) before measuring: without it, reading
figures from an index alone fails.

Every figure is the median of at least {rounds} runs in one process, with warm caches but each run on
a cursor of its own; p95 where the row says so. *What the check adds* is the difference between the
medians of confirming with the check and without it, taken in turn, commits included (ours opens a
second transaction), as a salesperson. Both sides do the same work on copies of the same database,
one after the other; the peers' lists are read as superuser, ours as a credit officer. Figures are
milliseconds; bold ones are above their target.
"""


SUMS = """## The same figure by every way

Before anything is timed, each customer's exposure is had by constants, by a join looked up row by
row, by a join hashed for all, as the sum of his items one by one and of all together, and as plain
sums of open lines and orders that know nothing of the addon. A customer by himself is asked for up
to the first thousand. Any difference fails; the small scale is part of the tests.

| scale | customers | of them alone | items | exposure | differences | took |
|---|---:|---:|---:|---:|---:|---:|"""


def backtest_part(folder):
    """Return what `benchmarks.backtest` found."""
    path = folder / 'backtest.json'
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding='utf-8'))
    runs = '\n'.join(
        "| {what} | {seconds:.0f} s | {processor:.0f} s | {held:,} | {first_mb} MB | {peak_mb} MB |"
        .format(**run) for run in found['runs'])
    return [BACKTEST.format(**{**found, 'runs': runs}), ""]


BACKTEST = """## Back-test

```
python3 -m dev run -- python -m benchmarks.generate bench_orders --scale orders
python3 -m dev run -- python -m benchmarks.backtest bench_orders
```

*Standard* tried on {orders:,} confirmed orders of twelve months by {customers:,} customers, with
{items:,} items on the receivable; nothing of it logged, so every figure is rebuilt. Target: 60 s,
flat memory.
{date}; load average at the start and end: {load[0]} and {load[1]} (above the number
of cores others were at work).

| run | wall clock | processor | held | memory after a tenth | at the end |
|---|---:|---:|---:|---:|---:|
{runs}
"""


def health_part(results_folder):
    """Return what a look at the data of a large company costs."""
    path = results_folder / 'health.json'
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding='utf-8'))
    rows = (f"| {code} | {check['count']:,} | {check['seconds']:.2f} s |"
            for code, check in found['checks'].items())
    return [HEALTH.format(**found, rows='\n'.join(rows)), ""]


HEALTH = """## Health

```
python3 -m dev run -- python -m benchmarks.generate bench_data --scale large
python3 -m dev run -- python -m odoo -d bench_data -i credit_management --stop-after-init
python3 -m dev run -- python -m benchmarks.health bench_data
```

All checks of go-live on {invoices:,} open invoices and {orders:,} orders: {seconds} s, of them
{processor} s of processor in Odoo (target: 60 s); at its peak the process had {peak_mb} MB.
{date}; load average at the start and end: {load[0]} and {load[1]} (above the number
of cores others were at work).

| check | found | takes |
|---|---:|---:|
{rows}
"""


def write(results_folder=RESULTS):
    """Write the page from all results in `results_folder` and return the tables."""
    found = {}
    for name in SCALES:
        path = results_folder / f'{name}.json'
        if path.exists():
            found[name] = json.loads(path.read_text(encoding='utf-8'))
    parts = [HEAD.format(rounds=min(result['rounds'] for result in found.values()))]
    tables = sums_part(results_folder)
    tables += [part for name, result in found.items() for part in scale_part(name, result)]
    tables += aging_part(results_folder)
    tables += finance_part(results_folder)
    tables += monitoring_part(results_folder)
    tables += health_part(results_folder)
    tables += backtest_part(results_folder)
    tables += agent_part(results_folder)
    TARGET.write_text('\n'.join([*parts, *tables]), encoding='utf-8')
    return '\n'.join(tables)


def sums_part(results_folder):
    """Return what `benchmarks.sums` found: whether all ways to a figure agree."""
    found = [json.loads(path.read_text(encoding='utf-8')) for path in (
        results_folder / f'sums-{name}.json' for name in SCALES) if path.exists()]
    if not found:
        return []
    return [SUMS, *(
        "| {scale} | {customers:,} | {alone:,} | {items:,} | {exposure:,.2f} | {wrong} | {seconds:.0f} s"
        " |".format(**result, wrong=len(result['differences'])) for result in found
    ), ""]


def scale_part(name, result):
    data = result['data']
    title = "## {customers:,} customers, {invoices:,} open invoices, {orders:,} open orders".format(
        **{key: int(data[key]) for key in ('customers', 'invoices', 'orders')}
    )
    return [title, '', table(name, result), '', *notes(result)]


def table(name, result):
    """Return the comparison at one scale."""
    peers = result.get('peers', {})
    lines = ["| work | ours | target | queries | peers |", "|---|---:|---:|---:|---:|"]
    for key, value, label, targets in ROWS:
        figure = result['ours'].get(key)
        if figure:
            target, ours = targets.get(name), milliseconds(figure[value])
            lines.append("| {} | {} | {} | {} | {} |".format(
                label, f"**{ours}**" if target and figure[value] > target else ours,
                f"≤ {target:,}" if target else "", figure.get('queries', ''),
                milliseconds(peers.get(key, {}).get(value)),
            ))
    return '\n'.join(lines)


def notes(result):
    """Return what is needed to read the table."""
    ours, bare, peers = result['ours'], result.get('bare'), result.get('peers')
    lines = [
        "Queries with twice as many records: {} → {} for a page of 80 → 160, {} → {} for items by"
        " id. Found over the limit: {:,}{}.".format(
            ours['page']['queries'], ours['page_double']['queries'], ours['items_by_id']['queries'],
            ours['items_by_id_double']['queries'], ours['over_limit']['found'],
            f" (peers: {peers['over_limit']['found']:,})" if peers else "",
        ), "",
        "Confirming itself, check off: {} (ordinary customer).".format(
            milliseconds(ours['confirm_ordinary']['without'])
        ),
    ]
    if bare:
        lines[-1] += (
            f" On Odoo without any of the addons: {milliseconds(bare['confirm_ordinary']['without'])};"
            f" its own receivable and to-invoice of 80 customers: {milliseconds(bare['page']['median'])}."
        )
    if peers:
        lines += ["", "Peers: " + ", ".join(
            f"`{wheel}` {version}" for wheel, version in sorted(peers['versions'].items())
        ) + ". They compare `risk_exception`; `–` is work that they do not do."]
    machine = "; ".join(f"{label}: {text}" for label, text in result['machine'].items())
    load = " and ".join(str(value) for value in result['load'])
    lines += ["", f"{result['date']}. {machine}. Load average at the start and end: {load}."]
    return [*lines, *filter(None, [result.get('remark')]), ""]
