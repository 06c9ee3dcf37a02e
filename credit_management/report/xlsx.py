"""Spreadsheets for people who go on calculating: a head that says what it is, totals as formulas.

A book keeps one row in memory, whatever its length. Text is text: what a customer is called never
becomes a formula, a link or a number.
"""

import re
import tempfile
from dataclasses import dataclass, field
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

#: What a spreadsheet program takes at most: rows of a sheet, characters of a cell.
MOST_ROWS, MOST_TEXT = 1_048_576, 32_767

#: Kinds of columns -> width where none is given.
KINDS = {
    'text': 22, 'date': 11, 'integer': 8, 'number': 11, 'percent': 9, 'money': 15, 'own_money': 18,
}

NUMBERS = {'date': 'yyyy-mm-dd', 'integer': '#,##0', 'number': '#,##0.00', 'percent': '0.00%'}
HEADING = {'bold': True, 'bottom': 1, 'bg_color': '#E9ECEF', 'text_wrap': True, 'valign': 'top'}
TOTAL = {'bold': True, 'top': 1}
RIGHT = frozenset(KINDS) - {'text', 'date'}

#: A program that is asked to edit a cell with such text would take it for a formula.
LIKE_FORMULA = ('=', '+', '-', '@', '\t', '\r')
NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
PLACEHOLDER = re.compile(r'\{(\w+)\}')


class TooManyRows(Exception):
    """A sheet has no room for one more row."""


class Currency(NamedTuple):
    """ISO code and number of decimals, of a whole sheet or of one amount."""

    name: str
    digits: int = 2


class Own(NamedTuple):
    """An amount in a currency of its own, for a column of kind `own_money`."""

    amount: float
    currency: Currency


@dataclass(frozen=True)
class Column:
    """One column.

    `kind`: a key of `KINDS`; `percent` are parts of one, `money` is in the sheet's currency.
    `total`: a sum of what is shown stands below. `formula`: like ``{balance}*{rate}`` over keys of
    columns of the same row; the row then brings its result, for programs that do not calculate.
    """

    key: str
    title: str
    kind: str = 'text'
    width: int = None
    total: bool = False
    formula: str = None


@dataclass
class Book:
    """A spreadsheet in the making; leave its `with` block, and it is written to `target`.

    `target`: a path or a binary file.
    """

    target: object
    _formats: dict = field(default_factory=dict)
    _names: set = field(default_factory=set)

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self._book = xlsxwriter.Workbook(
            self.target, {'constant_memory': True, 'tmpdir': self._folder.name})
        self._sheet = None
        return self

    def __exit__(self, kind, _error, _trace):
        with self._folder:
            if kind is None:
                self._finish()
                self._book.close()

    def sheet(self, name, title, facts, columns, currency=None, total_label=None):
        """Begin a sheet and end the one before: rows are written in order, sheet by sheet.

        :param name: what its tab says; shortened and told apart from others
        :param title: what it is
        :param facts: texts below the title: company, day, basis, currency, …
        :param columns: list of `Column`
        :param currency: `Currency` of the columns of kind `money`
        :param total_label: put before the totals, in the first column
        :rtype: Sheet
        """
        self._finish()
        page = self._book.add_worksheet(self._free(name))
        self._sheet = Sheet(self, page, columns, currency or Currency(''), total_label)
        self._sheet.begin(title, facts)
        return self._sheet

    def format(self, kind, digits=2, code='', **more):
        """Return the format of a kind of cell; the same question has the same answer."""
        key = (kind, digits, code, *sorted(more.items()))
        if key not in self._formats:
            number = NUMBERS.get(kind)
            if kind in ('money', 'own_money'):
                number = '#,##0' + ('.' + '0' * digits if digits else '')
                number += f' [${code}]' if code else ''
            self._formats[key] = self._book.add_format(
                {**({'num_format': number} if number else {}), **more})
        return self._formats[key]

    def _finish(self):
        if self._sheet:
            self._sheet.end()

    def _free(self, name):
        base = NO_SHEET_NAME.sub(' ', name).strip() or 'Sheet'
        number, found = 1, base[:31].strip()
        while found.casefold() in self._names:
            number += 1
            found = f'{base[:31 - len(str(number)) - 3].strip()} ({number})'
        self._names.add(found.casefold())
        return found


class Sheet:
    """One table. `write` a row after the other."""

    def __init__(self, book, page, columns, currency, total_label):
        self.book, self.page, self.columns = book, page, columns
        self.currency, self.total_label = currency, total_label
        self._sums = [0] * len(columns)
        self._writers = [self._writer(number) for number in range(len(columns))]

    def begin(self, title, facts):
        """Write the head; it stays in sight, and so does the first column."""
        for number, column in enumerate(self.columns):
            self.page.set_column(number, number, column.width or KINDS[column.kind])
        self._text(0, 0, title, self.book.format('text', bold=True, font_size=14))
        for number, fact in enumerate(facts, start=1):
            self._text(number, 0, fact, self.book.format('text', font_color='#555555'))
        self.heading = len(facts) + 2
        for number, column in enumerate(self.columns):
            align = {'align': 'right'} if column.kind in RIGHT else {}
            self._text(self.heading, number, column.title,
                       self.book.format('heading', **HEADING, **align))
        self.page.freeze_panes(self.heading + 1, 1)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(self.heading)
        self.row = self.heading + 1

    def write(self, values):
        """Write a row: one value a column, None for an empty cell.

        :raise TooManyRows: when the sheet is full
        """
        if self.row >= MOST_ROWS - 1:
            raise TooManyRows(self.row)
        for number, value in enumerate(values):
            if value is not None and value is not False:
                self._writers[number](self.row, number, value)
        self.row += 1

    def end(self):
        """Write the totals, and let the table be filtered; the totals then are of what is shown."""
        first, last = self.heading + 1, self.row - 1
        if last >= first:
            self.page.autofilter(self.heading, 0, last, len(self.columns) - 1)
        if not any(column.total for column in self.columns):
            return
        if self.total_label:
            self._text(self.row, 0, self.total_label, self.book.format('text', **TOTAL))
        for number, column in enumerate(self.columns):
            if column.total:
                name = xl_col_to_name(number)
                # 109: a sum without hidden rows; a table without rows adds up its empty heading.
                self.page.write_formula(
                    self.row, number,
                    f'=SUBTOTAL(109,{name}{first + 1}:{name}{max(last, first) + 1})',
                    self._number_format(column, **TOTAL),
                    round(self._sums[number], max(self.currency.digits, 2)))

    # === CELLS === #

    def _writer(self, number):
        """Return the function (row, column, value) that writes cells of a column."""
        column, page = self.columns[number], self.page
        style = self._number_format(column)
        if column.kind == 'text':
            return self._text
        if column.kind == 'own_money':
            return self._own_money
        if column.kind == 'date':
            return lambda row, at, value: page.write_datetime(row, at, value, style)
        if column.formula:
            return lambda row, at, value: self._formula(row, at, value, style)
        if not column.total:
            return lambda row, at, value: page.write_number(row, at, value, style)

        def add(row, at, value):
            self._sums[at] += value
            page.write_number(row, at, value, style)

        return add

    def _number_format(self, column, **more):
        return self.book.format(column.kind, self.currency.digits, **more)

    def _text(self, row, at, value, style=None):
        value = str(value)[:MOST_TEXT]
        if value.startswith(LIKE_FORMULA):
            # The format's mark for "this is text", as an apostrophe typed before it.
            style = style or self.book.format('text', quote_prefix=True)
        self.page.write_string(row, at, value, style)

    def _own_money(self, row, at, value):
        amount, currency = value
        self.page.write_number(row, at, amount, self.book.format(
            'own_money', currency.digits, currency.name))

    def _formula(self, row, at, value, style):
        column = self.columns[at]
        cells = {other.key: xl_rowcol_to_cell(row, number)
                 for number, other in enumerate(self.columns)}
        if column.total:
            self._sums[at] += value
        self.page.write_formula(
            row, at, '=' + PLACEHOLDER.sub(lambda found: cells[found[1]], column.formula),
            style, value)

