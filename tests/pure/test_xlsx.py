"""A sheet says what it is, adds up by formulas, and takes no text for anything else."""

import datetime as dt
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from credit_management.report import xlsx
from credit_management.report.xlsx import Book, Column, Currency, Own, TooManyRows

COLUMNS = [
    Column('name', "Customer", width=30), Column('due', "Due Date", 'date'),
    Column('days', "Days", 'integer'), Column('open', "Open", 'money', total=True),
    Column('rate', "Rate", 'percent'),
    Column('needed', "Needed", 'money', total=True, formula='ROUND({open}*{rate},2)'),
    Column('own', "Open in Currency", 'own_money'),
]
ROWS = [
    ("Acme", dt.date(2026, 6, 30), 0, 100.5, 0.05, 5.03, Own(90.25, Currency('EUR'))),
    ("Bolt", dt.date(2026, 5, 31), 30, 80.0, 0.10, 8.0, Own(12000, Currency('JPY', 0))),
    ("Cato", None, None, -15.25, None, None, None),
]


def written(rows=ROWS, columns=COLUMNS, **more):
    target = io.BytesIO()
    with Book(target) as book:
        sheet = book.sheet("Lines", "Receivables", ["Demo Ltd", "As of 2026-06-30"], columns,
                           currency=Currency('EUR'), total_label="Total", **more)
        for row in rows:
            sheet.write(row)
    return target


def opened(target, **options):
    target.seek(0)
    return load_workbook(target, **options).active


def test_the_head_says_what_it_is_and_stays_in_sight():
    sheet = opened(written())
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "Receivables", "Demo Ltd", "As of 2026-06-30"]
    assert [cell.value for cell in sheet[5]] == [column.title for column in COLUMNS]
    assert sheet.freeze_panes == 'B6'
    assert sheet.auto_filter.ref == 'A5:G8'
    assert sheet.column_dimensions['A'].width == pytest.approx(30, abs=1)


def test_totals_are_formulas_over_what_is_shown():
    sheet = opened(written())
    assert sheet['A9'].value == "Total"
    assert sheet['D9'].value == '=SUBTOTAL(109,D6:D8)'
    assert sheet['F9'].value == '=SUBTOTAL(109,F6:F8)'
    # Programs that do not calculate show what came with it.
    values = opened(written(), data_only=True)
    assert (values['D9'].value, values['F9'].value) == (165.25, 13.03)
    assert sum(values[f'D{row}'].value for row in (6, 7, 8)) == values['D9'].value


def test_a_cell_may_be_a_formula_of_its_row():
    sheet = opened(written())
    assert sheet['F7'].value == '=ROUND(D7*E7,2)'
    assert sheet['F8'].value is None


def test_numbers_are_formatted_by_their_kind_and_currency():
    sheet = opened(written())
    assert sheet['B6'].value == dt.datetime(2026, 6, 30)  # noqa: DTZ001 - cells know no zone
    assert sheet['B6'].number_format == 'yyyy-mm-dd'
    assert sheet['D6'].number_format == '#,##0.00'
    assert sheet['G6'].number_format == '#,##0.00 [$EUR]'
    assert (sheet['G7'].value, sheet['G7'].number_format) == (12000, '#,##0 [$JPY]')


@pytest.mark.parametrize('text', [
    '=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x","y")', '{=A1}', 'http://example.com',
    '12', '\t=1', "a\x00b\x0b\ud7ff", "1e5",
])
def test_text_stays_text(text):
    target = written(rows=[(text, *ROWS[0][1:])])
    sheet = opened(target)
    assert sheet['A6'].data_type == 's'
    assert sheet['A6'].hyperlink is None
    page = zipfile.ZipFile(target).read('xl/worksheets/sheet1.xml').decode()
    assert len(re.findall('<f>', page)) == 3  # the row's own and two totals


def test_what_would_become_a_formula_when_edited_is_marked_as_text():
    sheet = opened(written(rows=[("=1+1", *ROWS[0][1:]), ROWS[1]]))
    assert sheet['A6'].quotePrefix
    assert not sheet['A7'].quotePrefix


def test_names_of_sheets_are_what_programs_take():
    target = io.BytesIO()
    with Book(target) as book:
        for name in ("By: customer/age", "by customer age", "x" * 40, "x" * 50, "'", ""):
            book.sheet(name, "T", [], COLUMNS)
    names = load_workbook(target).sheetnames
    assert len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 for name in names)


def test_an_empty_table_adds_up_to_nothing():
    values = opened(written(rows=[]), data_only=True)
    assert (values['A6'].value, values['D6'].value) == ("Total", 0)


def test_a_full_sheet_says_so(monkeypatch):
    monkeypatch.setattr(xlsx, 'MOST_ROWS', 8)
    with pytest.raises(TooManyRows):
        written()


def test_an_error_leaves_nothing_open():
    target = io.BytesIO()
    with pytest.raises(KeyError), Book(target) as book:
        book.sheet("Lines", "T", [], COLUMNS).write(ROWS[0])
        raise KeyError
    assert not target.getvalue()
