"""Disputes leave "overdue" for their amount, in time or accepted, and not for ever."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.disputes import (
    REASONS,
    RESOLUTIONS,
    TERMS,
    Dispute,
    Disputed,
    Reason,
    Record,
    Terms,
    by_reason,
    counts_until,
    deadline,
    disputed,
    is_in_time,
    late,
    overdue,
    record,
)

DUE = date(2026, 4, 1)
RAISED = date(2026, 4, 8)


def dispute(key='D1', amount=300, raised_on=RAISED, line='L1', reason='quality', **changes):
    return Dispute(key, line, reason, amount, raised_on, **changes)


def after(days, since=DUE):
    return since + timedelta(days=days)


def lines(demand=None, amount=1_000, due=DUE):
    return {'L1': (due, amount, demand)}


def out(disputes, as_of=RAISED, terms=TERMS, **facts):
    return disputed(disputes, lines(**facts), as_of, terms)


def test_defaults():
    assert Terms(excludes=True, window=20, longest=60, cap=None) == TERMS
    assert {code: REASONS[code].days for code in ('quality', 'price', 'missing_document')} == {
        'quality': 10, 'price': 5, 'missing_document': 2}
    assert len(REASONS) == 15
    assert all(reason.code == code and reason.owner for code, reason in REASONS.items())
    assert {reason.days for reason in REASONS.values()} == {2, 5, 10}
    assert RESOLUTIONS == ('credit_note', 'partial', 'rejected', 'withdrawn', 'paid')


@pytest.mark.parametrize(
    ('days', 'demand', 'in_time'),
    [
        (-30, None, True), (20, after(13), True), (21, after(13), False), (21, None, True),
        (21, after(21), False), (21, after(22), True), (400, None, True),
    ],
)
def test_a_dispute_counts_in_its_window_or_before_a_demand(days, demand, in_time):
    assert is_in_time(dispute(raised_on=after(days)), DUE, demand) is in_time


def test_a_late_one_counts_when_an_officer_accepts_it():
    case = dispute(raised_on=after(30))
    assert out([case], after(30), demand=after(13)) == {}
    accepted = dispute(raised_on=after(30), accepted_on=after(33))
    assert out([accepted], after(32), demand=after(13)) == {}
    assert out([accepted], after(33), demand=after(13)) == {'L1': Disputed(300, after(90))}


def test_one_that_waits_counts_from_its_acceptance_whatever_its_day():
    assert out([dispute(waits=True)], after(20)) == {}
    accepted = dispute(accepted_on=after(22))
    assert out([accepted], after(21)) == {}
    assert out([accepted], after(22)) == {'L1': Disputed(300, after(67))}


def test_it_counts_sixty_days():
    assert counts_until(dispute(), DUE, RAISED) == after(60, RAISED)
    assert out([dispute()], after(60, RAISED)) == {'L1': Disputed(300, after(60, RAISED))}
    assert out([dispute()], after(61, RAISED)) == {}
    assert counts_until(dispute(), DUE, RAISED, terms=Terms(longest=5)) == after(5, RAISED)
    assert counts_until(dispute(), DUE, RAISED, terms=Terms(excludes=False)) is None
    assert out([dispute()], terms=Terms(excludes=False)) == {}


def test_before_it_is_raised_and_after_it_is_settled_it_takes_nothing_out():
    settled = dispute(resolved_on=after(5, RAISED), resolution='rejected')
    assert out([settled], after(-1, RAISED)) == {}
    assert out([settled], after(4, RAISED)) != {}
    assert out([settled], after(5, RAISED)) == {}
    assert settled.is_open(RAISED)
    assert not settled.is_open(after(5, RAISED))
    assert dispute().is_open(date(2030, 1, 1))


@pytest.mark.parametrize(
    ('disputes', 'terms', 'amount', 'found'),
    [
        ([dispute(amount=1_500)], TERMS, 1_000, 1_000), ([dispute(amount='0.5')], TERMS, 1_000, '0.5'),
        ([dispute(amount=700), dispute('D2', 700)], TERMS, 1_000, 1_000),
        ([dispute(amount=700), dispute('D2', 200)], TERMS, 1_000, 900),
        ([dispute(amount=700), dispute('D2', 200)], Terms(cap=800), 1_000, 800),
        ([dispute(amount=700)], Terms(cap=700), 1_000, 700), ([dispute()], Terms(cap=1), 1_000, 1),
    ],
)
def test_no_more_than_its_line_and_the_cap(disputes, terms, amount, found):
    assert out(disputes, terms=terms, amount=amount)['L1'].amount == Fraction(found)


@pytest.mark.parametrize(
    ('case', 'terms', 'amount'),
    [
        (dispute(amount=0), TERMS, 1_000), (dispute(amount=-5), TERMS, 1_000),
        (dispute(), TERMS, 0), (dispute(), TERMS, -10), (dispute(), Terms(cap=0), 1_000),
        (dispute(line='elsewhere'), TERMS, 1_000),
    ],
)
def test_nothing_to_take_out(case, terms, amount):
    assert out([case], terms=terms, amount=amount) == {}


def test_the_first_raised_uses_the_cap_first():
    both = [dispute('A', 500, after(1, RAISED), 'L2'), dispute('B', 500, RAISED, 'L1')]
    facts = {'L1': (DUE, 900, None), 'L2': (DUE, 900, None)}
    found = disputed(both, facts, after(2, RAISED), Terms(cap=600))
    assert {line: item.amount for line, item in found.items()} == {'L1': 500, 'L2': 100}
    same = [dispute('B', 500, RAISED, 'L2'), dispute('A', 500, RAISED, 'L1')]
    found = disputed(same, facts, RAISED, Terms(cap=600))
    assert {line: item.amount for line, item in found.items()} == {'L1': 500, 'L2': 100}


def test_two_about_one_line_end_when_the_first_ends():
    found = out([dispute(), dispute('D2', 100, after(3, RAISED))], after(3, RAISED))
    assert found == {'L1': Disputed(400, after(60, RAISED))}


def test_what_is_overdue_without_what_is_disputed():
    facts = {
        'L1': (DUE, 1_000, None), 'L2': (after(-10), 400, None), 'L3': (after(30), 90, None),
        'L4': (after(9), 50, None), 'L5': (after(-90), -70, None),
    }
    as_of = after(9)
    assert overdue(facts, as_of) == (1_400, 18)
    assert overdue(facts, as_of, {'L2': Disputed(400, as_of)}) == (1_000, 9)
    assert overdue(facts, as_of, {'L2': Disputed(399, as_of)}) == (1_001, 18)
    assert overdue({}, as_of) == (0, 0)
    assert overdue({'L1': (date(2026, 4, 4), 5, None)}, date(2026, 4, 6)) == (0, 0)
    assert overdue({'L1': (date(2026, 4, 4), 5, None)}, date(2026, 4, 7)) == (5, 1)
    assert overdue({'L1': (date(2026, 4, 4), 5, None)}, date(2026, 4, 6), rest=((), ())) == (5, 2)


@pytest.mark.parametrize(
    ('reason', 'raised', 'day'),
    [
        ('quality', date(2026, 4, 1), date(2026, 4, 15)), ('price', date(2026, 4, 1), date(2026, 4, 8)),
        ('missing_document', date(2026, 4, 3), date(2026, 4, 7)),
        ('missing_document', date(2026, 4, 4), date(2026, 4, 7)),
    ],
)
def test_deadlines_are_working_days(reason, raised, day):
    assert deadline(dispute(reason=reason, raised_on=raised)) == day


def test_deadlines_over_holidays_and_own_reasons():
    case = dispute(reason='missing_document', raised_on=date(2026, 4, 3))
    assert deadline(case, rest=((5, 6), {date(2026, 4, 6)})) == date(2026, 4, 8)
    assert deadline(case, {'missing_document': Reason('missing_document', 'x', 0)}) == case.raised_on
    with pytest.raises(KeyError):
        deadline(dispute(reason='mood'))


def test_whom_owners_ignored():
    rows = [
        dispute('A', reason='quality'), dispute('B', reason='price'),
        dispute('C', reason='price', resolved_on=after(1, RAISED)),
        dispute('D', reason='price', raised_on=after(-5, RAISED)),
    ]
    assert deadline(rows[1]) == date(2026, 4, 15)
    assert [one.key for one in late(rows, date(2026, 4, 15))] == ['D']
    assert [one.key for one in late(rows, date(2026, 4, 16))] == ['D', 'B']
    assert [one.key for one in late(rows, date(2026, 4, 23))] == ['D', 'B', 'A']
    same = [dispute('Z', reason='price'), dispute('Y', reason='price')]
    assert [one.key for one in late(same, date(2026, 4, 16))] == ['Y', 'Z']
    every_day = ((), ())
    assert [one.key for one in late(rows[:2], date(2026, 4, 14), rest=every_day)] == ['B']
    own = {'price': Reason('price', 'x', 0), 'quality': Reason('quality', 'x', 99)}
    assert [one.key for one in late(rows[:2], after(1, RAISED), own)] == ['B']


def test_how_disputes_went():
    rows = [
        dispute('A', 100, resolved_on=after(4, RAISED), resolution='credit_note', credited=100),
        dispute('B', 300, resolved_on=after(10, RAISED), resolution='partial', credited=60),
        dispute('C', 50), dispute('D', 999, raised_on=after(-30, RAISED)),
        dispute('E', 100, raised_on=after(-30, RAISED), resolved_on=after(60, RAISED)),
    ]
    found = record(rows, 9_000, RAISED, after(10, RAISED))
    assert found == Record(Fraction(450, 9_000), 7, Fraction(160, 400))
    assert record(rows, 9_000, after(1, RAISED), after(9, RAISED)) == Record(0, 4, 1)
    assert record(rows, 9_000, after(-30, RAISED), RAISED).rate == Fraction(1_549, 9_000)
    assert record(rows, 9_000, after(4, RAISED), after(9, RAISED)).valid == 1
    assert dispute().credited == 0
    assert record([], 0, RAISED, RAISED) == Record(None, None, None)


def test_the_pareto_of_reasons():
    rows = [dispute('A', 100), dispute('B', 300, reason='price'), dispute('C', 250),
            dispute('D', 300, reason='freight')]
    assert by_reason(rows) == [('quality', 2, 350), ('freight', 1, 300), ('price', 1, 300)]


days = st.dates(date(2026, 1, 1), date(2026, 9, 1))
amounts = st.decimals(-100, 2_000, places=2)
disputes_made = st.lists(st.tuples(
    st.sampled_from(['L1', 'L2', 'L3']), amounts, days, st.none() | days, st.none() | days,
), max_size=8).map(lambda rows: [
    Dispute(number, line, 'other', amount, raised, accepted, settled)
    for number, (line, amount, raised, accepted, settled) in enumerate(rows)])
facts_of_lines = st.fixed_dictionaries({
    line: st.tuples(days, amounts, st.none() | days) for line in ('L1', 'L2')})
terms_given = st.builds(Terms, st.booleans(), st.integers(0, 40), st.integers(0, 90),
                        st.none() | st.decimals(0, 3_000, places=2))


@given(disputes_made, facts_of_lines, days, terms_given, st.randoms(use_true_random=False))
def test_never_more_than_there_is(made, facts, as_of, terms, random):
    found = disputed(made, facts, as_of, terms)
    for line, item in found.items():
        assert 0 < item.amount <= facts[line][1]
        assert item.until >= as_of
    if terms.cap is not None:
        assert sum(item.amount for item in found.values()) <= terms.cap
    assert disputed(random.sample(made, len(made)), facts, as_of, terms) == found
    assert overdue(facts, as_of, found)[0] <= overdue(facts, as_of)[0]
    assert overdue(facts, as_of, found)[1] <= overdue(facts, as_of)[1]


def test_one_that_a_manager_let_go_beyond_the_cap_takes_no_room_of_others():
    terms = Terms(cap=200)
    big = dispute('D1', 900, uncapped_on=after(10))
    other = dispute('D2', 100, raised_on=RAISED + timedelta(days=1))
    assert out([big, other], as_of=after(9), terms=terms)['L1'].amount == 200
    assert out([big, other], as_of=after(10), terms=terms)['L1'].amount == 1_000


def test_what_is_opened_again_ends_when_it_would_have_ended():
    again = dispute(
        raised_on=after(50), accepted_on=after(50), first_raised_on=RAISED)
    assert out([again], as_of=after(67))['L1'] == Disputed(Fraction(300), after(60, RAISED))
    assert not out([again], as_of=after(68))
