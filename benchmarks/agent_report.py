"""The part of ``docs/benchmarks.md`` about the agent."""

import json

AGENT = """## The agent

```
PYTHONPATH=. python3 -m dev run -- python -m benchmarks.agent 1000000     # and 5000000
PYTHONPATH=. python3 -m dev run -- python -m benchmarks.pushing
```

Rows of a file, sixteen columns with valid check digits, turned into neutral reports by one process:
read, mapped, verified, checked, hashed.

| rows | wall clock | processor | rows a second | memory, peak | at half of the file | load average |
|---:|---:|---:|---:|---:|---:|---:|
{rows}

Reports into a local Odoo, end to end, over odoorpc, on the same cores as Odoo and PostgreSQL: matched
by identifier, stored with scores and limit and their raw document ({size:.1f} kB each), acknowledged.

| way | reports | wall clock | reports a second |
|---|---:|---:|---:|
{ways}

{date}, {cores} cores; load average at the end: {load}.
"""


WAYS = {
    'batches': "from a file, in batches of 200", 'one_by_one': "from a file, one report a call",
    'bureau': "from a bureau (a stub): searched, fetched, in batches",
}


def agent_part(folder):
    """Return what `benchmarks.agent` and `benchmarks.pushing` found."""
    pushing = folder / 'pushing.json'
    if not pushing.exists():
        return []
    found = json.loads(pushing.read_text(encoding='utf-8'))
    rows = []
    for path in sorted(folder.glob('agent-*.json'), key=lambda path: (len(path.name), path.name)):
        row = json.loads(path.read_text(encoding='utf-8'))
        rows.append(
            "| {reports:,} | {seconds:.0f} s | {processor_seconds:.0f} s | {rows_a_second:,} |"
            " {peak_mb} MB | {peak_mb_at_half} MB | {load:.1f} |".format(**row))
    ways = ["| {} | {reports:,} | {seconds} s | {a_second} |".format(label, **found[way])
            for way, label in WAYS.items()]
    return [AGENT.format(rows='\n'.join(rows), ways='\n'.join(ways),
                         size=found['document_bytes'] / 1000, **found)]
