"""Words made plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_agent.normalise.text import clean


@pytest.mark.parametrize(('raw', 'plain'), [
    ("  Acme   Ltd ", "Acme Ltd"),
    ("<em>北京</em>样本有限公司", "北京样本有限公司"),
    ("Ａｃｍｅ（杭州）", "Acme(杭州)"),
    ("Ac\x00me\u200b\ufeff\u202e Ltd", "Acme Ltd"),
    ("A < B & Co", "A < B & Co"),
    ("tab\tand\nnewline", "tab and newline"),
    ("\ud800broken", "broken"),
])
def test_text_is_made_plain(raw, plain):
    assert clean(raw) == plain


@pytest.mark.parametrize('word', ['', ' ', '-', '--', '---', 'None', 'N/A', '无', '—'])
def test_words_for_nothing_are_unknown(word):
    assert clean(word) is None


@pytest.mark.parametrize('word', ['NULL', 'NA', 'Nan', '0'])
def test_a_company_called_null_and_namibia_stay(word):
    assert clean(word) == word


def test_text_is_cut_to_its_length():
    assert clean("x" * 600, 500) == "x" * 500


@given(st.text())
def test_clean_text_is_clean_and_can_be_sent(raw):
    text = clean(raw)
    if text is not None:
        assert clean(text) in (text, None)
        text.encode()
        assert text == text.strip()
