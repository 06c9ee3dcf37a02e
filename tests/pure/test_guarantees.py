"""The guarantee's own clock: nothing interrupts it, one act in time keeps it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.guarantees import (
    ACTS,
    GUARANTEE_LAWS,
    Act,
    Guarantee,
    guarantee_clock,
)
from credit_management.tools.legal_dates import Span

DUE = date(2026, 8, 31)
END = date(2027, 2, 28)
NOT_CN = [GUARANTEE_LAWS[code] for code in ('EU', 'UK', 'neutral')]


def test_o_lm_5_without_an_agreed_period_six_months():
    found = guarantee_clock(Guarantee(DUE))
    assert found.end == END
    assert found.is_default
    assert found.kept_by is None


def test_a_form_that_is_unclear_is_a_general_guarantee():
    found = guarantee_clock(Guarantee(DUE))
    assert found.form == 'general'
    assert found.acts == ACTS['general'] == ('lawsuit_debtor', 'arbitration_debtor')
    joint = guarantee_clock(Guarantee(DUE, 'joint'))
    assert joint.form == 'joint'
    assert joint.acts == ('claim_guarantor', 'lawsuit_guarantor', 'arbitration_guarantor')
    with pytest.raises(ValueError, match="one of general, joint, not 'several'"):
        guarantee_clock(Guarantee(DUE, 'several'))


@pytest.mark.parametrize(('agreed', 'end', 'is_default'), [
    ({'agreed_end': date(2027, 8, 31)}, date(2027, 8, 31), False),
    ({'agreed_end': DUE + timedelta(days=1)}, DUE + timedelta(days=1), False),
    ({'agreed_end': DUE}, END, True),
    ({'agreed_end': DUE - timedelta(days=1)}, END, True),
    ({'agreed': Span(years=2)}, date(2028, 8, 31), False),
    ({'agreed': Span(months=18)}, END + timedelta(days=366), False),
    ({'agreed': Span()}, END, True),
    ({'agreed_end': date(2027, 1, 1), 'agreed': Span(years=2)}, date(2027, 1, 1), False),
])
def test_an_agreed_period_counts_unless_it_ends_with_the_debt(agreed, end, is_default):
    found = guarantee_clock(Guarantee(DUE, **agreed))
    assert (found.end, found.is_default) == (end, is_default)


def test_without_a_due_date_only_an_agreed_end_is_known():
    assert guarantee_clock(Guarantee(None)).end is None
    assert not guarantee_clock(Guarantee(None)).is_default
    assert guarantee_clock(Guarantee(None, agreed=Span(years=1))).end is None
    assert guarantee_clock(Guarantee(None, agreed_end=END)).end == END


@pytest.mark.parametrize('law', NOT_CN)
def test_where_law_gives_no_period_only_an_agreed_one_counts(law):
    found = guarantee_clock(Guarantee(DUE), law=law)
    assert found.end is None
    assert not found.is_default
    assert found.state(date(2040, 1, 1)) == 'unknown'
    assert found.days_left(DUE) is found.alert(DUE) is None
    assert guarantee_clock(Guarantee(DUE, agreed=Span(years=1)), law=law).end == date(2027, 8, 31)
    kept = guarantee_clock(Guarantee(DUE), [Act('lawsuit_debtor', END)], law)
    assert kept.state(END) == 'kept'


@pytest.mark.parametrize(('form', 'kind', 'keeps'), [
    ('general', 'lawsuit_debtor', True), ('general', 'arbitration_debtor', True),
    ('general', 'claim_guarantor', False), ('general', 'lawsuit_guarantor', False),
    ('joint', 'claim_guarantor', True), ('joint', 'lawsuit_guarantor', True),
    ('joint', 'arbitration_guarantor', True), ('joint', 'lawsuit_debtor', False),
    ('general', 'demand_sent', False), ('joint', 'demand_sent', False),
])
def test_only_the_right_act_against_the_right_one_keeps_it(form, kind, keeps):
    act = Act(kind, date(2027, 1, 5))
    found = guarantee_clock(Guarantee(DUE, form), [act])
    assert found.kept_by == (act if keeps else None)
    assert found.end == END


def test_the_last_day_is_in_time_and_the_first_act_is_what_keeps_it():
    late, last, first = (
        Act('lawsuit_debtor', END + timedelta(days=1)), Act('lawsuit_debtor', END),
        Act('arbitration_debtor', END - timedelta(days=9)),
    )
    assert guarantee_clock(Guarantee(DUE), [late]).kept_by is None
    assert guarantee_clock(Guarantee(DUE), [late, last]).kept_by == last
    assert guarantee_clock(Guarantee(DUE), [late, last, first]).kept_by == first


def test_state_days_and_alerts():
    found = guarantee_clock(Guarantee(DUE))
    assert (found.state(END), found.state(END + timedelta(days=1))) == ('open', 'lapsed')
    assert found.days_left(END) == 0
    assert found.days_left(END + timedelta(days=2)) == -2
    for days, reached in ((91, None), (90, 90), (60, 60), (30, 30), (7, 7), (0, 7), (-1, 0)):
        assert found.alert(END - timedelta(days=days)) == reached
    assert found.alert(END - timedelta(days=100), (100,)) == 100


def test_once_kept_nothing_alarms():
    found = guarantee_clock(Guarantee(DUE), [Act('lawsuit_debtor', date(2027, 1, 5))])
    assert found.state(date(2027, 1, 4)) == 'open'
    assert found.state(date(2027, 1, 5)) == 'kept'
    assert found.state(date(2040, 1, 1)) == 'kept'
    assert found.days_left(date(2027, 1, 5)) is found.alert(date(2027, 2, 27)) is None
    assert found.days_left(date(2027, 1, 4)) == 55


def test_laws():
    assert {code: law.code for code, law in GUARANTEE_LAWS.items()} == {
        'CN': 'CN', 'EU': 'EU', 'UK': 'UK', 'neutral': 'neutral'}


dates = st.dates(date(2025, 1, 1), date(2028, 12, 31))
acts = st.lists(st.builds(
    Act, st.sampled_from([*ACTS['general'], *ACTS['joint'], 'demand_sent']), dates), max_size=6)


@given(acts, st.sampled_from(['general', 'joint', None]))
def test_whatever_is_done_the_date_stays_and_nothing_late_keeps_it(done, form):
    found = guarantee_clock(Guarantee(DUE, form), done)
    assert found.end == END
    assert found.kept_by is None or found.kept_by.date <= END
    other = guarantee_clock(Guarantee(DUE, form), done[::-1]).kept_by
    assert (found.kept_by and found.kept_by.date) == (other and other.date)
