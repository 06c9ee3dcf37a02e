"""The file that is handed over with a case: its papers in order, an index, what is missing. Pure.

Whoever takes a case over (agency, lawyer, court) gets the same file: names tell section, date and
document, the same papers always give the same file. Source: `domain.md` 7.1 and 6.4.
"""

from dataclasses import dataclass
from datetime import date

#: In the order in which a claim is proved, and whether a file is whole without it.
SECTIONS = (
    ('contract', True), ('order', True), ('proof_of_delivery', True), ('invoice', True),
    ('statement', False), ('letter', True), ('promise', False), ('security', False),
    ('other', False),
)
CODES = tuple(code for code, _is_needed in SECTIONS)

#: What no file system takes in a name, and what separates the parts of ours.
_UNSAFE = frozenset('\\/:*?"<>|_ \t\r\n')
#: A name, with its number and ending, stays below what file systems take (255 bytes of UTF-8).
_LONGEST = 120


@dataclass(frozen=True)
class Paper:
    """A document: `section` of `CODES`, `ending` without a dot; `ref` finds the record again."""

    section: str
    date: date
    title: str
    ending: str
    ref: object = None


@dataclass(frozen=True)
class IndexRow:
    """A line of the index, and the name of its file within the archive."""

    number: int
    paper: Paper
    path: str


@dataclass(frozen=True)
class CaseFile:
    """`rows` in order; `missing`: sections without which a claim is hard to prove."""

    rows: tuple
    missing: tuple


def case_file(papers):
    """Return the `CaseFile` of `papers`: by section, then date (undated last), then title.

    :raises ValueError: a section that does not exist
    """
    unknown = sorted({paper.section for paper in papers} - set(CODES))
    if unknown:
        raise ValueError(
            f"A paper belongs to one of {', '.join(CODES)}, not to {', '.join(unknown)}.")
    ordered = sorted(papers, key=_place)
    rows = tuple(
        IndexRow(number, paper, _path(number, paper))
        for number, paper in enumerate(ordered, start=1)
    )
    present = {paper.section for paper in papers}
    return CaseFile(rows, tuple(
        code for code, is_needed in SECTIONS if is_needed and code not in present))


def _place(paper):
    day = paper.date or date.max
    return CODES.index(paper.section), day, paper.title, paper.ending, str(paper.ref)


def _path(number, paper):
    """Return ``02-order/003_2026-05-31_SO0123.pdf``: the number makes it the only one."""
    folder = f'{CODES.index(paper.section) + 1:02}-{paper.section}'
    day = [paper.date.isoformat()] if paper.date else []
    parts = [f'{number:03}', *day, _safe(paper.title, _LONGEST) or 'document']
    return f"{folder}/{'_'.join(parts)}.{_safe(paper.ending, 8) or 'bin'}"


def _safe(text, longest):
    """Return `text` with nothing in it that a file system does not take."""
    plain = ''.join(
        '-' if sign in _UNSAFE or not sign.isprintable() else sign for sign in text
    ).strip('-.')
    return plain.encode()[:longest].decode(errors='ignore')
