"""The part of ``docs/benchmarks.md`` about monitoring, the queue and danger signals."""

import json

from .finance_report import milliseconds

NIGHTS = """## Monitoring: {counts[items]:,} open items of {counts[customers]:,} customers

```
python3 -m dev database bench_bare --no-demo
python3 -m dev run -- python -m benchmarks.monitoring bench_bare
python3 -m dev run -- python -m benchmarks.month bench_bare
```

{counts[lines]:,} open maturity lines, {counts[due]:,} steps due, {counts[touches]:,} touches planned and
{counts[done]:,} done, {counts[signals]:,} signals. Each part of a night is committed before the next; an
ordinary night looks at what changed or comes due on that day, among it one open line in a hundred that
was paid without a word. Seconds by the clock, and of processor time in Odoo and in the backend of
PostgreSQL, which a busy machine does not lengthen as much.

| work | clock | Odoo | PostgreSQL | parts | longest | memory after a tenth | at the end | target |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
{nights}

What a credit officer's screens ask for, each on a cursor of its own, with warm registry and cold record
cache; milliseconds.

| request | ms | Odoo | PostgreSQL | queries | target |
|---|---:|---:|---:|---:|---:|
{screens}

{date}, median of {rounds} rounds; load average at the start and end: {load[0]} and {load[1]}.
"""

#: Key of a night, what it is called, and the most it may take (s).
NIGHT_ROWS = (
    ('load', "the first load of all items", None),
    ('night', "an ordinary night", 180),
    ('all', "a night that looks at all items", 180),
    ('signals_first', "danger signals, the first night", None),
    ('signals', "danger signals, the next night", None),
    ('limitation', "limitation of all claims", None),
)

#: Key of a request, what it is called, and the most it may take (ms).
SCREEN_ROWS = (
    ('my_work', "*My Work* opened: list, panel, top, preview", 500),
    ('my_work_mine', "the same of one person (*Mine*)", 500),
    ('my_work_list', "its list alone, the first 80 lines", None),
    ('my_work_list_mine', "the same of one person", None),
    ('my_work_panel', "its panel: kinds and owners with their numbers", None),
    ('my_work_grouped', "the list grouped by kind", None),
    ('my_work_preview', "the first line of one person and its preview", None),
    ('overview', "`get_overview` with its live tiles", 500),
    ('calls', "`call_list`", 500),
    ('call_mode', "call mode opened: the list and the first sheet", 500),
    ('overflow', "touches that fit nobody, first page", None),
)


def monitoring_part(folder):
    """Return what `benchmarks.monitoring` and `benchmarks.month` found."""
    path = folder / 'monitoring.json'
    if not path.exists():
        return []
    found = json.loads(path.read_text(encoding='utf-8'))
    nights = [_night_row(label, target, found['nights'][key])
              for key, label, target in NIGHT_ROWS if key in found['nights']]
    screens = [_screen_row(label, target, found['figures'][key])
               for key, label, target in SCREEN_ROWS if key in found['figures']]
    return [NIGHTS.format(**{
        **found, 'nights': '\n'.join(nights), 'screens': '\n'.join(screens)}), *_month(folder)]


MONTH = """A month of {customers:,} customers with about 3,000 invoices a month and two years of paid ones
behind them, {people} people who contact them, {days} working days played one after the other with
what customers say and pay, from the day on which plans began: a person had {median:.0f} touches
planned on a day (after the first week {median_later:.0f}), at most {most} (target: at most 40);
{done:,} were done. On {over_days} days, from the first on, what was late already did not fit, at most
{most_over} touches; on the last day {over_end} did not. {date}; load average at the start and end:
{load[0]} and {load[1]}.
"""


def _month(folder):
    path = folder / 'monitoring-month.json'
    if not path.exists():
        return []
    return [MONTH.format(**json.loads(path.read_text(encoding='utf-8')))]


def _night_row(label, target, figure):
    taken = f"{figure['seconds']:,.0f} s"
    return "| {} | {} | {:.0f} s | {} | {} | {:.1f} s | {} MB | {} MB | {} |".format(
        label, f"**{taken}**" if target and figure['seconds'] > target else taken, figure['odoo'],
        "–" if figure['postgres'] is None else f"{figure['postgres']:.0f} s", figure['parts'],
        figure['longest'], figure['first_mb'], figure['last_mb'],
        f"≤ {target} s" if target else "")


def _screen_row(label, target, figure):
    taken = milliseconds(figure['ms'])
    return "| {} | {} | {} | {} | {:.0f} | {} |".format(
        label, f"**{taken}**" if target and figure['ms'] > target else taken,
        milliseconds(figure['odoo']), milliseconds(figure['postgres']), figure['queries'],
        f"≤ {target}" if target else "")
