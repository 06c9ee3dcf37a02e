"""What people filled into a spreadsheet is read as they meant it, or said to be wrong."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from credit_management.report.xlsx_read import NoTable, Uncounted, amount, read_table

TITLES = {'customer': ('Kunde', 'Customer'), 'limit': ('Mein', 'Mine'), 'why': ('Warum', 'Why')}
REQUIRED = ('customer', 'limit')


def book(*rows, before=()):
    made = Workbook()
    for row in (*before, *rows):
        made.active.append(row)
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def test_a_table_stands_below_its_head_in_any_order_and_case():
    content = book(
        ('mine', 'Other', 'CUSTOMER '), (5, 'x', ' Acme '), (None, None, None), (7.5, None, 'Bolt'),
        before=[('Limits',), ('2026',), ()])
    rows = read_table(content, TITLES, REQUIRED)
    assert [(row.number, row.values) for row in rows] == [
        (5, {'limit': 5, 'customer': 'Acme'}), (7, {'limit': 7.5, 'customer': 'Bolt'})]


def test_a_formula_without_a_result_is_no_empty_cell():
    [row] = read_table(book(('Customer', 'Mine'), ('Acme', '=A1+1')), TITLES, REQUIRED)
    assert row.values['limit'] == Uncounted('=A1+1')


def test_the_columns_that_are_missing_are_named():
    with pytest.raises(NoTable) as found:
        read_table(book(('Customer', 'Amount')), TITLES, REQUIRED)
    assert (found.value.code, found.value.missing) == ('headings', ('Mein',))
    with pytest.raises(NoTable) as found:
        read_table(book(), TITLES, REQUIRED)
    assert found.value.missing == ('Kunde', 'Mein')


@pytest.mark.parametrize('content', [b'', b'PK\x03\x04', b'Customer;Mine\nAcme;5\n'])
def test_what_is_no_spreadsheet_is_said_to_be_none(content):
    with pytest.raises(NoTable) as found:
        read_table(content, TITLES, REQUIRED)
    assert found.value.code == 'format'


@given(st.integers(0, 6000), st.integers(0, 255))
def test_a_broken_file_is_no_table_or_one(place, byte):
    whole = bytearray(book(('Customer', 'Mine'), ('Acme', 5)))
    whole[place % len(whole)] = byte
    try:
        rows = read_table(bytes(whole), TITLES, REQUIRED)
    except NoTable:
        return
    assert len(rows) <= 1


@pytest.mark.parametrize(('value', 'found'), [
    (None, (None, None)), (0, (0.0, None)), (12_000, (12_000.0, None)), (1.5, (1.5, None)),
    ('1200', (1_200.0, None)), ('1200.50', (1_200.5, None)), ('12.000', (None, 'text')),
    ('12,000', (None, 'text')), ('1.200,50', (None, 'text')), ('#REF!', (None, 'text')),
    ('5.', (None, 'text')), ('٣', (None, 'text')), (True, (None, 'text')), (-1, (None, 'negative')),
    ('-5', (None, 'negative')), (1e15, (None, 'large')), (float('inf'), (None, 'large')),
    (float('nan'), (None, 'text')), (Uncounted('=1'), (None, 'formula')),
])
def test_an_amount_is_plain_or_it_is_none(value, found):
    assert amount(value) == found
