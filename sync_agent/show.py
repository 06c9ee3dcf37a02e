"""What people see: tables on a terminal, plain lines elsewhere."""

import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table

#: So many reports of a plan are shown; JSON has all.
MAX_PLANNED = 200


def console():
    # Wide where nobody's window limits it: pipes and files.
    return Console(width=None if sys.stdout.isatty() else 160, highlight=False)


def table(title, headings, rows):
    """Print rows of texts under headings."""
    found = Table(title=title, title_justify='left')
    for heading in headings:
        found.add_column(heading)
    for row in rows:
        found.add_row(*(escape('' if cell is None else str(cell)) for cell in row))
    console().print(found)


def plan(summary):
    """Print what a dry run would write: a line a field, old and new."""
    rows = []
    for planned in summary.planned[:MAX_PLANNED]:
        whose = f'{planned.partner} ({planned.partner_id})' if planned.partner_id else '?'
        for place, (path, old, new) in enumerate(planned.changes):
            head = (planned.source, whose, planned.name, planned.as_of, planned.step)
            rows.append(((*head,) if place == 0 else ('',) * 5) + (path, old, new))
    table(f"Reports that would be written: {len(summary.planned)}",
          ('source', 'customer', 'subject', 'as of', 'matched by', 'field', 'old', 'new'), rows)
    if len(summary.planned) > MAX_PLANNED:
        print(f"… and {len(summary.planned) - MAX_PLANNED} more; --json shows all.")
    if summary.would_ask:
        table(f"Questions that would be asked, and paid for: {len(summary.would_ask)}",
              ('source', 'product', 'subject or customer'), summary.would_ask[:MAX_PLANNED])


def outcome(summary):
    """Print how a run ended."""
    print(summary.line())
    for message in summary.messages:
        print(f"! {message}", file=sys.stderr)


def tree(value, indent=0):
    """Print nested values: a line a leaf, a line a row of a list."""
    margin = '  ' * indent
    for name, inner in value.items():
        if isinstance(inner, dict):
            print(f"{margin}{name}:")
            tree(inner, indent + 1)
        elif isinstance(inner, list):
            print(f"{margin}{name}:" if inner else f"{margin}{name}: none")
            for item in inner:
                print(f"{margin}  - {words(item)}")
        else:
            print(f"{margin}{name}: {words(inner)}")


def words(value):
    """Return a value in one line."""
    if isinstance(value, dict):
        return ', '.join(f'{name}: {words(inner)}' for name, inner in value.items()
                         if inner not in (None, [], ''))
    if isinstance(value, list):
        return '; '.join(f'({words(item)})' for item in value)
    return 'none' if value is None else ' / '.join(str(value).splitlines())


def frame(title, found):
    table(title, [str(name) for name in found.columns],
          found.astype(object).where(found.notna(), '').itertuples(index=False))
