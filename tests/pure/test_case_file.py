"""The file of a case: papers in order, names that every system takes, what is missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.case_file import CODES, SECTIONS, Paper, case_file

DAY = date(2026, 5, 31)


def paths(*papers):
    return [row.path for row in case_file(papers).rows]


def test_sections():
    assert SECTIONS == (
        ('contract', True), ('order', True), ('proof_of_delivery', True), ('invoice', True),
        ('statement', False), ('letter', True), ('promise', False), ('security', False),
        ('other', False),
    )


def test_papers_stand_by_section_then_date_then_title():
    assert paths(
        Paper('invoice', DAY, 'INV/0815', 'pdf'), Paper('order', None, 'SO0124', 'pdf'),
        Paper('order', DAY, 'SO0123', 'pdf'), Paper('order', date(2026, 5, 30), 'SO0125', 'pdf'),
        Paper('contract', DAY, '框架合同', 'PDF'), Paper('order', DAY, 'SO0122', 'pdf'),
    ) == [
        '01-contract/001_2026-05-31_框架合同.PDF', '02-order/002_2026-05-30_SO0125.pdf',
        '02-order/003_2026-05-31_SO0122.pdf', '02-order/004_2026-05-31_SO0123.pdf',
        '02-order/005_SO0124.pdf', '04-invoice/006_2026-05-31_INV-0815.pdf',
    ]


def test_what_is_missing_is_named_in_order():
    assert case_file([]).missing == (
        'contract', 'order', 'proof_of_delivery', 'invoice', 'letter')
    assert case_file([]).rows == ()
    found = case_file([Paper('letter', DAY, 'x', 'pdf'), Paper('contract', DAY, 'x', 'pdf')])
    assert found.missing == ('order', 'proof_of_delivery', 'invoice')


def test_a_section_that_does_not_exist_is_said():
    with pytest.raises(ValueError, match="contract, order, .* not to mail, photo"):
        case_file([Paper('photo', DAY, 'x', 'jpg'), Paper('mail', DAY, 'x', 'eml')])


@pytest.mark.parametrize(('title', 'ending', 'name'), [
    ('../../etc/passwd', 'pdf', 'etc-passwd.pdf'), ('a b_c', 'p/df', 'a-b-c.p-df'),
    ('...', '', 'document.bin'), ('', '.', 'document.bin'), ('a\x00b\n', 'pdf', 'a-b.pdf'),
    ('a\\b:c*d?e"f<g>h|i\tj\rk', 'pdf', 'a-b-c-d-e-f-g-h-i-j-k.pdf'),
    ('x' * 121, 'p' * 9, f"{'x' * 120}.{'p' * 8}"), ('中' * 41, 'pdf', f"{'中' * 40}.pdf"),
    ('a' + '中' * 40, 'pdf', f"a{'中' * 39}.pdf"),
])
def test_names_are_safe(title, ending, name):
    assert paths(Paper('other', None, title, ending)) == [f'09-other/001_{name}']


def test_one_paper_twice_has_two_names():
    assert len(set(paths(*[Paper('order', DAY, 'SO0123', 'pdf')] * 2))) == 2


papers = st.lists(st.builds(
    Paper, st.sampled_from(CODES), st.one_of(st.none(), st.dates(date(2020, 1, 1))),
    st.text(max_size=200), st.text(max_size=10), st.integers(0, 9)), max_size=8)


@given(papers)
def test_the_same_papers_give_the_same_file_however_listed(found):
    one, other = case_file(found), case_file(found[::-1])
    assert [(row.path, row.paper.title) for row in one.rows] == [
        (row.path, row.paper.title) for row in other.rows]
    assert one.missing == other.missing


@given(papers)
def test_every_name_is_its_own_and_stays_in_its_folder(found):
    names = paths(*found)
    assert len(set(names)) == len(names) == len(found)
    for name in names:
        folder, _slash, rest = name.partition('/')
        assert '/' not in rest
        assert '\\' not in rest
        assert '..' not in folder
        assert len(rest.encode()) < 255
        assert rest.isprintable()
