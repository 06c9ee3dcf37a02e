"""Spreadsheets that people filled in: rows as values, with what is wrong in a cell said by its code.

No sentence is made here, so whoever asks says it in the reader's language.
"""

import zipfile
from io import BytesIO
from itertools import zip_longest
from typing import NamedTuple

from openpyxl import load_workbook

#: A heading is looked for in so many rows; more rows than `MOST_ROWS` are no list of people's.
HEAD_ROWS, MOST_ROWS = 30, 100_000
#: What a spreadsheet may come to when it is unpacked, in bytes.
MOST_BYTES = 200_000_000
#: The largest amount that anybody means.
MOST_AMOUNT = 1e15


class NoTable(Exception):
    """The file holds no such table. `code`: ``format``, ``size`` or ``headings``; `missing` titles."""

    def __init__(self, code, missing=()):
        super().__init__(code)
        self.code, self.missing = code, tuple(missing)


class Row(NamedTuple):
    """One row: its number in the spreadsheet, and its cells by key; a key without column is absent."""

    number: int
    values: dict


class Uncounted(NamedTuple):
    """A formula that no program worked out before the file was saved."""

    formula: str


def read_table(content, titles, required):
    """Return the rows of the first sheet that has the headings, in order; empty ones are left out.

    :param bytes content: an XLSX file
    :param titles: ``{key: (what its heading may say, …)}``, whatever the case
    :param required: keys without which a sheet is none of these
    :raise NoTable: when no sheet has them
    """
    try:
        return _table(content, titles, required)
    except NoTable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a parser says of a file that is none
        raise NoTable('format') from error


def _table(content, titles, required):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise NoTable('size')
    # Once for what its cells show, once for the formulas behind them.
    books = [load_workbook(BytesIO(content), read_only=True, data_only=shown)
             for shown in (True, False)]
    least = None
    for pages in zip(*(book.worksheets for book in books), strict=True):
        cells = zip_longest(*(page.iter_rows(values_only=True) for page in pages), fillvalue=())
        columns, missing = _heading(cells, titles, required)
        if not missing:
            return list(_rows(cells, *columns))
        least = missing if least is None or len(missing) < len(least) else least
    raise NoTable('headings', [titles[key][0] for key in least or required])


def _heading(cells, titles, required):
    """Go to the heading; return ((its row number, {key: column}), keys that are missing)."""
    wanted = {title.strip().casefold(): key for key, names in titles.items() for title in names}
    least = list(required)
    for number, (shown, _formulas) in enumerate(cells, start=1):
        columns = {}
        for column, text in enumerate(shown):
            key = isinstance(text, str) and wanted.get(text.strip().casefold())
            if key:
                columns.setdefault(key, column)
        missing = [key for key in required if key not in columns]
        if not missing:
            return (number, columns), []
        least = missing if len(missing) < len(least) else least
        if number >= HEAD_ROWS:
            break
    return None, least


def _rows(cells, heading, columns):
    for number, (shown, formulas) in enumerate(cells, start=heading + 1):
        if number > MOST_ROWS:
            raise NoTable('size')
        row = {key: _cell(shown, formulas, column) for key, column in columns.items()}
        if any(value is not None for value in row.values()):
            yield Row(number, row)


def _cell(shown, formulas, column):
    value = shown[column] if column < len(shown) else None
    formula = formulas[column] if column < len(formulas) else None
    if value is None and isinstance(formula, str) and formula.startswith('='):
        return Uncounted(formula)
    if isinstance(value, str):
        return value.strip() or None
    return value


def amount(value):
    """Return (amount, None), or (None, what is wrong with it): an amount is a number of at least 0.

    ``text``, ``formula``, ``negative``, ``large``; text that is plainly a number, as ``1200.50``, is
    one, and whatever could be read in two ways is none. (None, None): an empty cell.
    """
    if value is None:
        return None, None
    if isinstance(value, Uncounted):
        return None, 'formula'
    if isinstance(value, str) and _is_plain(value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:  # noqa: PLR0124
        return None, 'text'
    if value < 0:
        return None, 'negative'
    return (None, 'large') if value >= MOST_AMOUNT else (float(value), None)


def _is_plain(text):
    whole, _point, part = text.removeprefix('-').partition('.')
    return whole.isascii() and whole.isdigit() and (
        not part and not _point or len(part) in (1, 2) and part.isascii() and part.isdigit())
