"""Each danger signal at its edges."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.signal_checks import (
    THRESHOLDS,
    Thresholds,
    abnormal_order,
    broken_promises,
    control_change,
    credit_demand,
    deterioration,
    dishonoured,
    flagged,
    litigation,
    payer_churn,
    payment_slowing,
    unreachable,
)

AS_OF = date(2026, 6, 30)
LONG = 180


def ago(days):
    return AS_OF - timedelta(days=days)


def seen(reading):
    return None if reading is None else (reading.is_on, reading.is_seen)


ON, SEEN, OFF = (True, True), (False, True), (False, False)


def test_o_ds_1_paying_slower():
    found = payment_slowing(LONG, 24.0, 9.5, 3, ['INV/1'])
    assert (found.code, found.value, found.threshold, found.evidence, found.source) == (
        'DS1', Fraction('14.5'), 10, ('INV/1',), 'erp')
    assert seen(found) == ON


@pytest.mark.parametrize(
    ('recent', 'earlier', 'invoices', 'history', 'found'),
    [
        (20, 10, 3, 180, ON), (19.99, 10, 3, 180, SEEN), (15, 10, 3, 180, SEEN),
        (14.99, 10, 3, 180, OFF), (0, 10, 3, 180, OFF), (5, -5, 3, 180, ON),
        (20, 10, 2, 180, None), (20, 10, 3, 179, None), (20, 10, 3, None, None),
        (None, 10, 3, 180, None), (20, None, 3, 180, None),
    ],
)
def test_ds1_edges(recent, earlier, invoices, history, found):
    assert seen(payment_slowing(history, recent, earlier, invoices)) == found


@pytest.mark.parametrize(
    ('kept', 'value', 'found'),
    [
        ((), 0, OFF), ((False,), 1, OFF), ((False, True, False), 2, ON), ((False, False), 3, ON),
        ((False, False, False), 5, ON), ((True, True, True), 0, OFF), ((False, True), 1, OFF),
    ],
)
def test_ds2_broken_in_a_row_counts_double(kept, value, found):
    rows = [(ago(50 - number), f'P{number}', one) for number, one in enumerate(kept)]
    reading = broken_promises(LONG, rows[::-1], AS_OF)
    assert (reading.code, reading.value, reading.threshold, seen(reading)) == ('DS2', value, 2, found)
    assert reading.evidence == tuple(row[1] for row in rows if not row[2])


def test_ds2_looks_at_180_days():
    rows = [(ago(180), 'P1', False), (ago(1), 'P2', False)]
    assert broken_promises(LONG, rows, AS_OF).value == 1
    rows = [(ago(179), 'P1', False), (AS_OF, 'P2', False), (ago(-1), 'P3', False)]
    assert broken_promises(LONG, rows, AS_OF).value == 3
    assert broken_promises(179, rows, AS_OF) is None


def test_ds3_what_came_back():
    assert seen(dishonoured(LONG, [], AS_OF)) == OFF
    found = dishonoured(LONG, [(ago(364), 'CHQ/1'), (ago(365), 'CHQ/0')], AS_OF)
    assert (found.code, found.value, found.threshold, found.evidence, seen(found)) == (
        'DS3', 1, 1, ('CHQ/1',), ON)
    assert dishonoured(179, [(AS_OF, 'x')], AS_OF) is None


def test_o_ds_4_a_sudden_large_order():
    found = abnormal_order(LONG, 480_000, [100_000] * 12, 'SO/9')
    assert (found.code, found.value, found.threshold, found.evidence, seen(found)) == (
        'DS4', Fraction('4.8'), 3, ('SO/9',), ON)


@pytest.mark.parametrize(
    ('amount', 'orders', 'history', 'found'),
    [
        (300, [200] * 6, 180, ON), (299, [200] * 6, 180, OFF), (300, [240] * 5, 180, None),
        (300, [200] * 6, 179, None), (300, [0] * 6, 180, None), (300, [-1] * 6, 180, None),
        # who orders twice a year 600 does not cry wolf with a third of that size
        (700, [10] * 5 + [1_150], 180, OFF), (1_150, [10] * 5 + [1_150], 180, ON),
        (1_149, [10] * 5 + [1_150], 180, OFF),
    ],
)
def test_ds4_edges(amount, orders, history, found):
    assert seen(abnormal_order(history, amount, orders)) == found


def test_ds4_without_a_reference_has_no_evidence():
    assert abnormal_order(LONG, 1, [1] * 6).evidence == ()


def test_ds5_wishes_for_credit():
    rows = [(ago(89), 'R1'), (ago(90), 'R0'), (AS_OF, 'R2')]
    found = credit_demand(LONG, rows, AS_OF)
    assert (found.code, found.value, found.threshold, found.evidence, found.test, seen(found)) == (
        'DS5', 2, 2, ('R1', 'R2'), 'requests', ON)
    assert seen(credit_demand(LONG, rows[:2], AS_OF)) == OFF
    assert credit_demand(179, rows, AS_OF) is None


def test_ds5_one_is_enough_after_a_new_owner():
    rows = [(ago(10), 'R1')]
    found = credit_demand(LONG, rows, AS_OF, ago(10))
    assert (found.value, found.threshold, found.evidence, found.test, seen(found)) == (
        1, 1, ('R1',), 'new_owner', ON)
    assert seen(credit_demand(LONG, rows, AS_OF, ago(9))) == OFF
    assert seen(credit_demand(LONG, [(ago(0), 'R')], AS_OF, ago(180))) == ON
    assert seen(credit_demand(LONG, [(ago(0), 'R')], AS_OF, ago(181))) == OFF
    assert seen(credit_demand(LONG, [(ago(-1), 'R')], AS_OF, ago(9))) == OFF
    assert seen(credit_demand(LONG, [(ago(150), 'R')], AS_OF, ago(160))) == ON
    both = credit_demand(LONG, [(ago(1), 'R1'), (ago(2), 'R2')], AS_OF, ago(9))
    assert both.test == 'requests'


@pytest.mark.parametrize(
    ('reached', 'value', 'found'),
    [
        ((), 0, OFF), ((False,) * 2, 2, OFF), ((False,) * 3, 3, ON),
        ((False, False, True, False), 1, OFF), ((True, False, False, False), 3, ON),
    ],
)
def test_ds6_nobody_is_reached(reached, value, found):
    rows = [(ago(50 - number), f'C{number}', one) for number, one in enumerate(reached)]
    reading = unreachable(LONG, rows[::-1], [], AS_OF)
    assert (reading.code, reading.value, reading.threshold, reading.test, seen(reading)) == (
        'DS6', value, 3, 'contacts', found)
    assert unreachable(LONG, [*rows, (ago(-1), 'C', False)], [], AS_OF).value == value


def test_ds6_calls_go_by_their_day_whatever_they_are_called():
    rows = [(ago(3), 'Z', True), (ago(2), 'Y', False), (ago(1), 'X', False)]
    assert unreachable(LONG, rows, [], AS_OF).evidence == ('Y', 'X')


@pytest.mark.parametrize(
    ('letters', 'found'),
    [
        ([(ago(14), 'L1', None)], ON), ([(ago(13), 'L1', None)], OFF),
        ([(ago(30), 'L1', ago(1))], OFF), ([(ago(30), 'L1', AS_OF)], OFF),
        ([(ago(30), 'L1', ago(-1))], ON), ([(ago(-1), 'L1', None)], OFF),
    ],
)
def test_ds6_letters_without_an_answer(letters, found):
    assert seen(unreachable(LONG, [], letters, AS_OF)) == found


def test_ds6_letters_are_counted_not_their_days():
    letters = [(ago(20), 'L1', None), (ago(40), 'L2', None), (ago(13), 'L3', None)]
    found = unreachable(LONG, [], letters, AS_OF)
    assert (found.value, found.threshold, found.test) == (2, 1, 'letter')
    assert found.evidence == ('L2', 'L1')
    assert unreachable(179, [], letters, AS_OF) is None


@pytest.mark.parametrize(
    ('accounts', 'receipts', 'others', 'test', 'found'),
    [
        ([(ago(89), 'A'), (ago(1), 'B')], 100, 0, 'accounts', ON),
        ([(ago(90), 'A'), (ago(1), 'B')], 100, 0, 'accounts', OFF),
        ([], 100, 20, 'accounts', OFF), ([], 100, 20.01, 'third_party', ON), ([], 0, 0, 'accounts', OFF),
        ([], 0, 5, 'accounts', OFF), ([], 100, 100, 'third_party', ON),
    ],
)
def test_ds7_who_pays(accounts, receipts, others, test, found):
    reading = payer_churn(LONG, accounts, receipts, others, AS_OF)
    assert (reading.code, reading.test, seen(reading)) == ('DS7', test, found)


def test_ds7_values():
    assert payer_churn(LONG, [], 200, 50, AS_OF).value == Fraction(1, 4)
    assert payer_churn(LONG, [], 200, 50, AS_OF).threshold == Fraction(1, 5)
    found = payer_churn(LONG, [(AS_OF, 'A'), (AS_OF, 'B')], 200, 0, AS_OF)
    assert (found.value, found.threshold, found.evidence) == (2, 2, ('A', 'B'))
    assert payer_churn(179, [], 200, 50, AS_OF) is None


@pytest.mark.parametrize(
    ('events', 'value', 'stop', 'alert'),
    [
        ([], 0, False, False), ([('E', 'judgment', 'info')], 0, False, False),
        ([('E', 'judgment', 'alert')], 1, False, False),
        ([('E', 'dishonest_debtor', 'stop')], 1, True, False),
        ([('E', 'execution_ended', 'stop'), ('F', 'lien', 'alert')], 2, True, False),
        ([('E', 'consumption_limit', 'alert')], 1, False, True),
        ([('E', 'bill_overdue', 'alert')], 1, False, True),
        ([('E', 'bill_overdue', 'info')], 0, False, False),
    ],
)
def test_ds8_what_bureaus_know(events, value, stop, alert):
    found = litigation(events)
    assert (found.code, found.value, found.threshold, found.source, found.test) == (
        'DS8', value, 1, 'bureau', 'events')
    assert (found.is_stop, found.is_alert, seen(found)) == (stop, alert, ON if value else OFF)
    assert len(found.evidence) == value


def test_ds9_who_owns_it_now():
    found = control_change([(ago(89), 'C1'), (ago(90), 'C0')], AS_OF)
    assert (found.code, found.value, found.threshold, found.evidence, found.source, seen(found)) == (
        'DS9', 1, 1, ('C1',), 'bureau', ON)
    assert seen(control_change([(ago(90), 'C0'), (ago(-1), 'C1')], AS_OF)) == OFF
    assert found.test == 'changes'


@pytest.mark.parametrize(
    ('sales', 'troubled', 'before', 'last_year', 'test', 'found'),
    [
        (1_000, 50, (1_000, 25), None, 'returns', ON), (1_000, 50, (1_000, 26), None, 'returns', SEEN),
        (1_000, 49, (1_000, 0), None, 'returns', SEEN), (1_000, 30, (0, 0), None, 'returns', SEEN),
        (1_000, 29, (0, 0), None, 'returns', OFF), (1_000, 29.99, (0, 0), None, 'returns', OFF),
        (1_000, 50, (0, 0), None, 'returns', ON),
        (500, 0, (0, 0), 1_000, 'sales', ON), (501, 0, (0, 0), 1_000, 'sales', SEEN),
        (750, 0, (0, 0), 1_000, 'sales', SEEN), (751, 0, (0, 0), 1_000, 'returns', OFF),
        (0, 0, (0, 0), 1_000, 'sales', ON), (0, 0, (0, 0), 0, None, None),
        (0, 0, (0, 0), None, None, None),
        (400, 20, (1_000, 0), 1_000, 'returns', ON),
    ],
)
def test_ds10_returns_and_fewer_orders(sales, troubled, before, last_year, test, found):
    reading = deterioration(LONG, sales, troubled, before, last_year, ['RET/1'])
    assert seen(reading) == found
    assert (reading and reading.test) == test


def test_ds10_values():
    found = deterioration(LONG, 1_000, 80, (1_000, 10), None, ['RET/1'])
    assert (found.code, found.value, found.threshold, found.evidence) == (
        'DS10', Fraction(8, 100), Fraction(5, 100), ('RET/1',))
    found = deterioration(LONG, 300, 0, (0, 0), 1_000)
    assert (found.code, found.value, found.threshold) == ('DS10', Fraction(7, 10), Fraction(1, 2))
    assert deterioration(179, 300, 0, (0, 0), 1_000) is None


def test_a_person_reports_something():
    found = flagged('DS10', ['note'])
    assert (found.value, found.threshold, seen(found), found.source, found.test, found.evidence) == (
        None, None, ON, 'user', 'flag', ('note',))
    assert not found.is_stop
    assert flagged('DS10', [], True).is_stop


def test_thresholds_are_data():
    assert Thresholds() == THRESHOLDS
    strict = Thresholds(slower_days=1, failed_contacts=1, third_party=0.5, returns=0.01)
    assert seen(payment_slowing(LONG, 2, 1, 3, limits=strict)) == ON
    assert seen(unreachable(LONG, [(AS_OF, 'C', False)], [], AS_OF, strict)) == ON
    assert seen(payer_churn(LONG, [], 100, 50, AS_OF, strict)) == OFF
    assert seen(deterioration(LONG, 100, 1, (0, 0), None, limits=strict)) == ON
    odd = Thresholds(sales_left=0.9, sales_seen=0.5)
    assert seen(deterioration(LONG, 80, 0, (0, 0), 100, limits=odd)) == ON


@given(st.fractions(0, 100), st.fractions(0, 100), st.fractions(0, 50))
def test_paying_later_never_quietens(recent, earlier, more):
    before, now = (payment_slowing(LONG, days, earlier, 3) for days in (recent, recent + more))
    assert now.is_on >= before.is_on
    assert now.is_seen >= now.is_on


@given(st.lists(st.integers(1, 1_000), min_size=6, max_size=20), st.integers(1, 5_000),
       st.fractions(Fraction(1, 9), 9))
def test_another_currency_is_the_same_danger(orders, amount, rate):
    here = abnormal_order(LONG, amount, orders)
    there = abnormal_order(LONG, amount * rate, [one * rate for one in orders])
    assert (here.value, here.is_on) == (there.value, there.is_on)
