"""Files as they come: every cell a text, every row somewhere."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_agent.errors import BadPayload
from sync_agent.sources.files import readers


def settings(**values):
    return SimpleNamespace(**{
        'format': None, 'encoding': 'utf-8', 'delimiter': ',', 'chunk_rows': 3, 'sheet': None,
        'items': None, **values})


def read(path, **values):
    """Return (columns put together, bad rows, numbers of good rows) of a file."""
    columns, bad, rows = {}, [], []
    for chunk in readers.read(path, settings(**values)):
        for heading, cells in chunk.columns.items():
            columns.setdefault(heading, []).extend(cells)
        bad += chunk.bad
        rows += chunk.rows
    return columns, bad, rows


@pytest.fixture
def text(tmp_path):
    """Read the rows of a text file with this content."""
    def work(content, name='a.csv', **values):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, **values)
    return work


# === CSV === #

def test_nothing_is_taken_for_a_number_or_for_nothing(text):
    columns, _bad, _rows = text('DUNS,Country,Name,Day\n012345678,NA,NULL,03/04/2026\n,,nan,\n')
    assert columns == {'DUNS': ['012345678', ''], 'Country': ['NA', ''], 'Name': ['NULL', 'nan'],
                       'Day': ['03/04/2026', '']}


def test_quotes_line_breaks_and_other_delimiters(text):
    columns, bad, _rows = text('A;B\n"x;\ny";"say ""hi"""\n', delimiter=';')
    assert columns == {'A': ['x;\ny'], 'B': ['say "hi"']}
    assert not bad


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'cp1252', 'gb18030'])
def test_encodings_are_declared(text, encoding):
    content = 'Name,Ort\nMüller,Köln\n' if encoding == 'cp1252' else 'Name,Ort\n样本,Köln\n'
    declared = 'utf-8' if encoding == 'utf-8-sig' else encoding
    columns, _bad, _rows = text(content.encode(encoding), encoding=declared)
    assert columns['Ort'] == ['Köln']


@pytest.mark.parametrize(('content', 'words'), [
    (b'Name,X\nM\xfcller,1\n', "not written in utf-8"),
    (b'', "no heading"), (b'Name,Name\n1,2\n', "Two columns are called 'Name'"),
    (b',,\n1,2,3\n', "no headings"), (b'"Name\n', "no heading"),
])
def test_what_cannot_be_read_at_all_is_refused_with_the_reason(text, content, words):
    with pytest.raises(BadPayload, match=words):
        text(content)


def test_an_unknown_encoding_or_kind_is_refused(text):
    with pytest.raises(BadPayload, match="klingon"):
        text('A\n1\n', encoding='klingon')
    with pytest.raises(BadPayload, match="set `format`"):
        text('A\n1\n', name='a.dat')
    assert text('A\n1\n', name='a.dat', format='csv')[0] == {'A': ['1']}


@pytest.mark.parametrize(('line', 'message'), [
    ('1', "1 cells under 2 headings"), ('1,2,3', "3 cells under 2 headings"),
    ('"a"b,2', "This is no row"),
])
def test_a_broken_row_is_set_aside_and_the_others_go_on(text, line, message):
    columns, bad, rows = text(f'A,B\n1,2\n{line}\n3,4\n')
    assert columns == {'A': ['1', '3'], 'B': ['2', '4']}
    assert rows == [1, 3]
    (number, content, found), = bad
    assert (number, message in found) == (2, True)
    assert content


def test_a_quote_that_is_never_closed_takes_its_lines_along_and_nothing_vanishes(text):
    _columns, bad, rows = text('A,B\n1,2\n3,"open\n4,5\n')
    assert rows == [1]
    assert bad == [(2, '3,"open\n4,5\n', "This is no row: unexpected end of data")]


def test_the_last_line_may_lack_its_end_and_blank_lines_are_none(text):
    assert text('A,B\n\n1,2\n\n3,4')[2] == [1, 2]


def test_an_empty_table_is_still_a_table(text):
    assert text('A,B\n') == ({'A': [], 'B': []}, [], [])


CELL = st.text(st.characters(exclude_categories=['Cs'], exclude_characters='\0\r'), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=30))
def test_what_was_written_is_what_is_read(tmp_path_factory, rows):
    buffer = io.StringIO(newline='')
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator='\n').writerows(
        [('A', 'B', 'C'), *rows])
    path = tmp_path_factory.mktemp('csv') / 'a.csv'
    path.write_bytes(buffer.getvalue().encode())
    columns, bad, _rows = read(path)
    assert not bad
    assert list(zip(*columns.values(), strict=True)) == rows


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_a_reason(tmp_path_factory, content):
    path = tmp_path_factory.mktemp('csv') / 'a.csv'
    path.write_bytes(b'A,B\n' + content)
    try:
        _columns, bad, rows = read(path, encoding='latin-1')
    except BadPayload:
        return
    numbers = sorted(rows + [number for number, _content, _message in bad])
    assert numbers == list(range(1, len(numbers) + 1))


# === WORKBOOKS === #

@pytest.fixture
def workbook(tmp_path):
    def work(*rows, name='a.xlsx', sheet='Data'):
        book = openpyxl.Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(row)
        book.create_sheet('Other').append(['X'])
        book.save(tmp_path / name)
        return tmp_path / name
    return work


def test_cells_of_a_workbook_are_texts(workbook):
    noon = dt.datetime(2026, 4, 3, 12, 30)  # noqa: DTZ001 - a workbook knows no zones
    path = workbook(
        ['DUNS', 'Number', 'Share', 'Day', 'At', 'Yes', None],
        ['012345678', 12345678, 0.1, dt.date(2026, 4, 3), noon, True, None],
        [None, None, None, None, None, None, None],
        ['1', 1.5, 77800.32, None, None, False, 'note'])
    columns, bad, rows = read(path)
    assert columns == {
        'DUNS': ['012345678', '1'], 'Number': ['12345678', '1.5'], 'Share': ['0.1', '77800.32'],
        'Day': ['2026-04-03', ''], 'At': ['2026-04-03T12:30:00', ''], 'Yes': ['true', 'false'],
        'column 7': ['', 'note']}
    assert rows == [1, 3]
    assert not bad


def test_a_formula_is_not_computed_here(workbook):
    # Nobody has computed it yet, so it has no value.
    columns, _bad, _rows = read(workbook(['A', 'B'], ['x', '=1+1']))
    assert columns['B'] == ['']


def test_a_sheet_is_named_or_the_first(workbook):
    path = workbook(['A'], ['1'])
    assert read(path, sheet='Other')[0] == {'X': []}
    with pytest.raises(BadPayload, match="it has Data, Other"):
        read(path, sheet='Missing')


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / 'a.xlsx'
    path.write_bytes(b'PK\x03\x04 no workbook')
    with pytest.raises(BadPayload, match="no workbook"):
        read(path)


def test_what_is_large_only_when_unpacked_or_whole_is_refused(workbook, tmp_path, monkeypatch):
    monkeypatch.setattr(readers, 'MAX_UNPACKED', 1000)
    monkeypatch.setattr(readers, 'MAX_DOCUMENT', 10)
    with pytest.raises(BadPayload, match="unpacks to more"):
        read(workbook(['A'], ['1']))
    path = tmp_path / 'a.json'
    path.write_text('[{"a": "0123456789"}]')
    with pytest.raises(BadPayload, match="one object a line"):
        read(path)


# === JSON === #

def documents(path, **values):
    found, bad = [], []
    for chunk in readers.read(path, settings(**values)):
        found += chunk.documents
        bad += chunk.bad
    return found, bad


def test_figures_of_json_stay_exact(tmp_path):
    path = tmp_path / 'a.json'
    path.write_text('{"list": [{"v": 77800.32}, 5, {"v": 1e2}]}')
    found, bad = documents(path, items='list')
    assert found == [{'v': Decimal('77800.32')}, {'v': Decimal('1E+2')}]
    assert bad == [(2, 5, "This is no object.")]


def test_a_line_of_json_is_a_row(tmp_path):
    path = tmp_path / 'a.jsonl'
    path.write_text('\ufeff{"a": 1}\n\n{"a": 2\n[]\n{"a": NaN}\n{"a": 3}', encoding='utf-8')
    found, bad = documents(path)
    assert found == [{'a': 1}, {'a': 3}]
    assert [number for number, _content, _message in bad] == [2, 3, 4]
    assert bad[0][1] == '{"a": 2'


@pytest.mark.parametrize(('content', 'items', 'words'), [
    ('{"a": ', None, "no JSON"), ('5', None, "no list"), ('{"a": []}', 'b', "nothing at 'b'"),
    ('[' * 100_000, None, "no JSON"),
])
def test_json_that_is_none_is_refused(tmp_path, content, items, words):
    path = tmp_path / 'a.json'
    path.write_text(content)
    with pytest.raises(BadPayload, match=words):
        documents(path, items=items)


def test_one_object_is_a_list_of_it(tmp_path):
    path = tmp_path / 'a.json'
    path.write_text(json.dumps({'a': 1}))
    assert documents(path)[0] == [{'a': 1}]
