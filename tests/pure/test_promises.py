"""Promises are kept, broken or open by what was received, whatever order it is told in."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.promises import (
    BROKEN,
    STATES,
    Outcome,
    Promise,
    Receipt,
    amounts,
    kept_rate,
    kept_rates,
    kept_share,
    last_broken,
    outcomes,
    refusal,
    suspended,
)

MADE = date(2026, 7, 1)
DAY = date(2026, 7, 10)
END = date(2026, 7, 13)


def promise(key='P1', amount=50_000, day=DAY, made_on=MADE, **changes):
    return Promise(key, amount, day, made_on, **changes)


def receipt(amount, day=DAY, line=None, reversed_on=None, key=None):
    return Receipt(key or f'{day} {amount}', day, amount, line, reversed_on)


def one(receipts, as_of=END, rest=(), **changes):
    return outcomes([promise(**changes)], receipts, as_of, rest)['P1']


def test_o_ptp_1_what_comes_within_grace_and_tolerance_keeps_it():
    found = one([receipt(20_000, date(2026, 7, 8)), receipt(28_000, date(2026, 7, 13))])
    assert found == Outcome(promise(), 'kept', 48_000, date(2026, 7, 13), END, 0)
    assert promise().enough == 47_500


@pytest.mark.parametrize(
    ('amount', 'day', 'as_of', 'state'),
    [
        (47_500, END, END, 'kept'), ('47499.99', END, END, 'open'),
        ('47499.99', END, END + timedelta(1), 'broken_partial'),
        (50_000, END + timedelta(1), END + timedelta(1), 'broken'),
        (50_000, MADE, MADE, 'kept'), (50_000, MADE - timedelta(1), END, 'open'),
        (50_000, DAY, DAY - timedelta(1), 'open'), (0, DAY, END, 'open'),
        (-50_000, DAY, END + timedelta(9), 'broken'), (90_000, DAY, END, 'kept'),
    ],
)
def test_what_a_promise_came_to(amount, day, as_of, state):
    assert one([receipt(Fraction(amount), day)], as_of).state == state


def test_a_promise_says_what_is_missing_until_it_is_decided():
    found = one([receipt(20_000)])
    assert (found.state, found.paid, found.missing, found.decided_on) == (
        'open', 20_000, 27_500, None)
    late = one([receipt(20_000)], END + timedelta(1))
    assert (late.paid, late.missing, late.decided_on) == (20_000, 0, END + timedelta(1))
    assert one([], END + timedelta(30)).decided_on == END + timedelta(1)


def test_a_promise_of_tomorrow_is_not_known_today():
    assert outcomes([promise()], [], MADE - timedelta(1)) == {}
    assert outcomes([promise()], [], MADE)['P1'].state == 'open'


def test_grace_and_tolerance_are_the_promises_own():
    assert one([receipt(49_999)], tolerance=0).state == 'open'
    assert one([receipt(50_000)], tolerance=0).state == 'kept'
    assert one([receipt(25_000)], tolerance=Fraction(1, 2)).state == 'kept'
    assert one([receipt(50_000, DAY)], DAY, grace=0).state == 'kept'
    assert one([receipt(50_000, DAY + timedelta(1))], END, grace=0).state == 'broken'
    assert one([receipt(50_000)], made_on=DAY).state == 'kept'


def test_where_no_bank_works_grace_ends_on_the_next_bank_day():
    friday = {'day': date(2026, 7, 8)}
    assert promise(**friday).ends() == date(2026, 7, 11)
    weekends = ((5, 6), ())
    assert promise(**friday).ends(weekends) == END
    assert promise(**friday).ends(((5, 6), {END})) == date(2026, 7, 14)
    assert one([receipt(50_000, END)], END, weekends, **friday).state == 'kept'
    assert one([receipt(50_000, END)], END, **friday).state == 'broken'


@pytest.mark.parametrize(
    ('changes', 'text'),
    [
        ({'amount': 0}, "more than 0, not of 0"), ({'amount': -1}, "more than 0, not of -1"),
        ({'made_on': DAY + timedelta(1)}, "before it"), ({'grace': -1}, "Grace is 0 days"),
        ({'tolerance': 1}, "less than all"), ({'tolerance': -0.01}, "less than all"),
    ],
)
def test_what_is_no_promise(changes, text):
    with pytest.raises(ValueError, match=text):
        promise(**changes)


def test_receipts_go_to_the_promise_for_the_earliest_day_and_on_to_the_next():
    pair = [promise('late', 100, DAY + timedelta(5)), promise('early', 100)]
    found = outcomes(pair, [receipt(150)], END)
    assert (found['early'].state, found['early'].paid) == ('kept', 100)
    assert (found['late'].state, found['late'].paid) == ('open', 50)
    found = outcomes(pair, [receipt(97), receipt(10, DAY + timedelta(1))], END)
    assert (found['early'].paid, found['late'].paid) == (97, 10)
    found = outcomes(pair, [receipt(50), receipt(90, DAY + timedelta(1))], END)
    assert (found['early'].paid, found['late'].paid) == (100, 40)


def test_equal_days_go_by_when_they_were_made_then_by_key():
    found = outcomes(
        [promise('B', 100), promise('A', 100), promise('C', 100, made_on=MADE - timedelta(1))],
        [receipt(150)], END)
    assert {key: item.paid for key, item in found.items()} == {'C': 100, 'A': 50, 'B': 0}


def test_money_for_a_line_keeps_only_promises_about_it():
    about = promise('L1', 100, lines=('L1',))
    other = promise('L2', 100, day=DAY - timedelta(1), lines=('L2',))
    anything = promise('any', 100, day=DAY - timedelta(2))
    found = outcomes([about, other, anything], [receipt(150, DAY, 'L1')], END)
    assert {key: item.paid for key, item in found.items()} == {'L1': 100, 'L2': 0, 'any': 50}
    found = outcomes([about, other, anything], [receipt(250, DAY - timedelta(3))], END)
    assert {key: item.paid for key, item in found.items()} == {'any': 100, 'L2': 100, 'L1': 50}


def test_a_receipt_taken_back_in_time_did_not_come():
    back = receipt(50_000, DAY, reversed_on=END)
    assert one([back], END - timedelta(1)).state == 'kept'
    assert one([back], END).state == 'open'
    assert one([back], END + timedelta(1)).state == 'broken'
    later = receipt(50_000, DAY, reversed_on=END + timedelta(1))
    assert one([later], END + timedelta(9)).state == 'kept'


def test_a_promise_taken_out_or_renegotiated():
    day = DAY - timedelta(2)
    for changes, state in (
        ({'cancelled_on': day}, 'cancelled'), ({'replaced_on': day}, 'broken'),
        ({'replaced_on': day, 'cancelled_on': day}, 'cancelled'),
        ({'replaced_on': day, 'cancelled_on': END + timedelta(5)}, 'broken'),
    ):
        found = one([receipt(50_000, day)], END, **changes)
        assert (found.state, found.paid) == (state, 0)
        assert one([], day - timedelta(1), **changes).state == 'open'
        assert one([receipt(50_000, day - timedelta(1))], END, **changes).state == 'kept'
    assert one([], day, cancelled_on=day).decided_on == day
    assert one([], day, replaced_on=day).decided_on == day
    assert one([receipt(1, MADE)], day, replaced_on=day).state == 'broken_partial'
    after = {'replaced_on': day, 'cancelled_on': END + timedelta(5)}
    assert one([], END + timedelta(5), **after).state == 'cancelled'
    assert one([], END + timedelta(5), **after).decided_on == END + timedelta(5)


def test_what_is_broken_is_not_undone_by_taking_it_out_later():
    found = one([], END + timedelta(5), cancelled_on=END + timedelta(1))
    assert (found.state, found.decided_on) == ('broken', END + timedelta(1))
    assert one([], END, cancelled_on=END).state == 'cancelled'


def test_one_open_promise_a_line():
    found = outcomes([promise(lines=('L1', 'L2'))], [], DAY).values()
    assert refusal(promise('P2', lines=('L2',)), found) == ('line_promised', 'P1')
    assert refusal(promise('P2', lines=('L3',)), found) is None
    assert refusal(promise('P2'), found) is None
    broken = outcomes([promise(lines=('L1',))], [], END + timedelta(1)).values()
    assert refusal(promise('P2', lines=('L1',)), broken) is None


def test_parts_of_a_plan_share_their_lines():
    parts = [promise(f'P{number}', amount=50, day=DAY + timedelta(30 * number), lines=('L1',), plan='P0')
             for number in range(3)]
    found = outcomes(parts, [], DAY).values()
    assert refusal(promise('P3', lines=('L1',), plan='P0'), found) is None
    assert refusal(promise('P3', lines=('L1',), plan='Q'), found) == ('line_promised', 'P0')
    assert refusal(promise('P3', lines=('L1',)), found) == ('line_promised', 'P0')
    # Money goes to the part that is due first; what is not paid of all of them is not asked for.
    paid = outcomes(parts, [receipt(50, DAY, 'L1')], DAY)
    assert [paid[key].state for key in ('P0', 'P1', 'P2')] == ['kept', 'open', 'open']
    assert suspended(paid.values(), {'L1': 100})['L1'][0] == 100


def test_an_open_promise_keeps_its_lines_from_being_asked_for():
    found = outcomes([promise(amount=500, lines=('L1', 'L2'))], [receipt(100)], DAY).values()
    assert suspended(found, {'L1': 300, 'L2': 300, 'L3': 300}) == {
        'L1': (300, END), 'L2': (100, END)}
    assert suspended(found, {'L3': 300}) == {}
    assert suspended(found, {'L1': Fraction(1, 2)}) == {'L1': (Fraction(1, 2), END)}
    assert suspended(found, {'L1': 1_000}) == {'L1': (400, END)}
    kept = outcomes([promise(amount=100, lines=('L1',))], [receipt(100)], DAY).values()
    assert suspended(kept, {'L1': 300}) == {}


def test_promises_about_any_line_cover_them_in_their_order():
    found = outcomes(
        [promise('P1', 250), promise('P2', 400, DAY + timedelta(9), lines=('L1',))], [], DAY)
    assert suspended(found.values(), {'L2': 200, 'L1': 100, 'L3': 5}) == {
        'L2': (200, END), 'L1': (100, END)}
    both = outcomes(
        [promise('P1', 50, lines=('L1',)), promise('P2', 30, DAY + timedelta(9), lines=('L1',))],
        [], DAY)
    assert suspended(both.values(), {'L1': 100}) == {'L1': (80, END)}


def test_when_a_line_was_last_let_down():
    found = outcomes([
        promise('P1', lines=('L1', 'L2')), promise('P2', day=DAY + timedelta(5), lines=('L1',)),
        promise('P3', day=DAY + timedelta(60), lines=('L3',)),
        promise('P4', cancelled_on=DAY, lines=('L4',)),
    ], [receipt(1)], date(2026, 7, 30)).values()
    assert last_broken(found) == {'L1': END + timedelta(6), 'L2': END + timedelta(1)}
    anything = outcomes([promise()], [], END + timedelta(1)).values()
    assert last_broken(anything) == {}
    assert last_broken(anything, ['L7']) == {'L7': END + timedelta(1)}
    assert last_broken(list(found)[::-1])['L1'] == END + timedelta(6)


def history():
    """One kept, three not: one in part, one replaced, one neither; one taken out, one open."""
    rows = [
        promise('kept', 100), promise('part', 200, DAY + timedelta(10)),
        promise('none', 300, DAY + timedelta(20)),
        promise('renewed', 400, DAY + timedelta(30), replaced_on=DAY + timedelta(5)),
        promise('out', 500, DAY + timedelta(30), cancelled_on=DAY),
        promise('open', 600, DAY + timedelta(90)),
    ]
    came = [receipt(100, DAY), receipt(50, DAY + timedelta(10))]
    return outcomes(rows, came, DAY + timedelta(40))


def test_kept_rates():
    found = history()
    assert {key: item.state for key, item in found.items()} == {
        'kept': 'kept', 'part': 'broken_partial', 'none': 'broken', 'renewed': 'broken',
        'out': 'cancelled', 'open': 'open'}
    assert kept_rate(found.values()) == Fraction(100, 1_000)
    assert kept_share(found.values()) == Fraction(1, 4)
    assert kept_rate(found.values(), DAY) == Fraction(1, 10)
    assert kept_rate(found.values(), DAY + timedelta(1)) == 0
    assert kept_share(found.values(), DAY + timedelta(24)) == 0
    assert kept_rate(found.values(), DAY + timedelta(25)) is None
    assert kept_rate([]) is kept_share([]) is None
    assert kept_rate([found['open'], found['out']]) is None


def test_kept_rates_by_owner():
    found = history()
    assert kept_rates([
        ('Tom', found['kept']), ('Tom', found['none']), ('Li Na', found['part']),
        ('Wang', found['open']),
    ]) == {'Tom': Fraction(1, 4), 'Li Na': 0, 'Wang': None}
    assert kept_rates([('Tom', found['kept'])], DAY + timedelta(1)) == {'Tom': None}


def test_amounts_by_state():
    assert amounts(history().values()) == {
        'open': 600, 'kept': 100, 'broken': 700, 'broken_partial': 200, 'cancelled': 500}
    assert amounts([]) == dict.fromkeys(STATES, 0)
    assert set(STATES) > BROKEN == {'broken', 'broken_partial'}


days = st.dates(date(2026, 7, 1), date(2026, 9, 1))
money = st.decimals('0.01', 1_000, places=2)
line_keys = st.sampled_from(['L1', 'L2', 'L3'])
promises = st.lists(st.tuples(
    money, days, st.integers(0, 30), st.lists(line_keys, max_size=2, unique=True).map(tuple),
    st.none() | days, st.none() | days,
), max_size=5).map(lambda rows: [
    Promise(f'P{number}', amount, day, day - timedelta(early), lines, cancelled_on=out,
            replaced_on=renewed)
    for number, (amount, day, early, lines, out, renewed) in enumerate(rows)
])
receipts = st.lists(st.tuples(days, money, st.none() | line_keys, st.none() | days),
                    max_size=8).map(lambda rows: [
                        Receipt(number, *row) for number, row in enumerate(rows)])


@given(promises, receipts, days)
def test_appendix_b_14_every_promise_is_in_one_state(made, came, as_of):
    found = outcomes(made, came, as_of)
    known = [item for item in made if item.made_on <= as_of]
    assert sum(amounts(found.values()).values()) == sum(Fraction(item.amount) for item in known)
    assert set(found) == {item.key for item in known}
    for item in found.values():
        assert item.state in STATES
        assert (item.decided_on is None) == (item.state == 'open')
        assert 0 <= item.paid <= item.promise.amount


@given(promises, receipts, days, st.randoms(use_true_random=False))
def test_the_order_of_telling_changes_nothing(made, came, as_of, random):
    first = outcomes(made, came, as_of)
    again = outcomes(random.sample(made, len(made)), random.sample(came, len(came)), as_of)
    assert again == first


@given(promises, receipts, days)
def test_money_is_counted_once(made, came, as_of):
    found = outcomes(made, came, as_of)
    in_time = sum(Fraction(item.amount) for item in came if item.day <= as_of)
    assert sum(item.paid for item in found.values()) <= in_time


@given(st.lists(st.tuples(days, money), max_size=6), days, st.integers(1, 60))
def test_what_is_decided_stays_decided(rows, as_of, later):
    came = [Receipt(number, *row) for number, row in enumerate(rows)]
    first = one(came, as_of, made_on=MADE)
    if first.state != 'open':
        assert one(came, as_of + timedelta(later)).state == first.state


@given(promises, receipts, days, st.dictionaries(line_keys, money, max_size=3))
def test_nothing_is_suspended_twice(made, came, as_of, opens):
    found = suspended(outcomes(made, came, as_of).values(), opens)
    for line, (amount, last) in found.items():
        assert 0 < amount <= opens[line]
        assert last >= as_of
