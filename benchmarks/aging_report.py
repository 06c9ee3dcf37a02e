"""The part of ``docs/benchmarks.md`` about the aging."""

import json

from .finance_report import milliseconds

AGING_HEAD = """## The aging

```
python3 -m dev run -- python -m benchmarks.aging bench_data --peers
```

On the last day on which one of the open lines was booked, and on days before it; all ways in turn in
one process, each on a cursor of its own. *Plain SQL* is what one would write by hand for the first
row: the open lines as they are now, by customer and age, without names. Paid invoices of two years,
each with its allocation, are added to the generated data, because past days are found from them.
"""

AGING = """### {customers:,} customers, {lines:,} open lines, {allocations:,} allocations

| work | ms | of plain SQL | target |
|---|---:|---:|---:|
{rows}

First 80 lines of the list: {today} ms; of a past day: {past} ms. Memory of the process at its peak,
everything above done: {peak_mb:,} MB. The spreadsheet of {export[lines]:,} lines and their
customers: {export[seconds]} s ({export[processor_seconds]} s of processor in Odoo), a file of
{export[megabytes]} MB; at its peak the process had {export[peak_mb]:,} MB, of them
{export[before_mb]:,} MB before it began.
"""

AGING_PEER = """
OCA's aged partner balance of the same day and data, receivable accounts, without lines, in turn
with ours in one process, {rounds} rounds: {seconds} s for {customers:,} customers beside our {ours}
ms, {times:,.0f} times as long; at its peak {peak_mb:,} MB ({versions}).
"""

#: Key of a figure, what it is called, and how many times plain SQL it may take.
AGING_ROWS = (
    ('raw', "plain SQL: open now, by customer and age", None),
    ('live', "`get_aging` of that day, names and JSON", 2),
    ('live_ledger', "the same with the balance of the general ledger", None),
    ('currency', "the same in the documents' currencies too", None),
    ('past_40', "`get_aging`, 40 days before", 5), ('past_210', "210 days before", 5),
    ('past_395', "395 days before", 5), ('past_600', "600 days before", 5),
    ('by_salesperson', "by salesperson", None), ('by_country', "by country", None),
    ('by_currency', "by currency", None),
)


def aging_part(folder):
    """Return what `benchmarks.aging` found."""
    parts = [AGING_HEAD]
    for path in sorted(folder.glob('aging-*.json'), key=lambda path: (len(path.name), path.name)):
        found = json.loads(path.read_text(encoding='utf-8'))
        rows = [
            "| {} | {} | {:.1f} | {} |".format(
                label, milliseconds(figure['median']), figure['x'], f"≤ {most}" if most else "")
            for key, label, most in AGING_ROWS if (figure := found['figures'].get(key))
        ]
        parts.append(AGING.format(rows='\n'.join(rows), today=milliseconds(found['page']['today']),
                                  past=milliseconds(found['page']['past']), **found))
        if peer := found.get('peer'):
            parts.append(AGING_PEER.format(
                seconds=round(peer['median'] / 1000, 1), customers=peer['customers'],
                times=peer['median'] / peer['ours'], ours=milliseconds(peer['ours']),
                rounds=peer['rounds'], peak_mb=peer['peak_mb'], versions=", ".join(
                    f"`{wheel}` {version}" for wheel, version in peer['versions'].items())))
        parts.append(f"{found['date']}, median of {found['rounds']} rounds; load average at the start"
                     f" and end: {found['load'][0]} and {found['load'][1]}.\n")
    return parts if len(parts) > 1 else []
