"""A customer's account walked through time, and what a version says of an order."""

from datetime import date, datetime, timedelta

import pytest

from credit_management import rules  # noqa: F401 - registers them
from credit_management.tools.backtest import Account, Calendar, Versions, walk
from credit_management.tools.backtest_events import Events, Item, Order
from credit_management.tools.backtest_verdict import ALWAYS, NEVER, Policy, judge
from credit_management.tools.bank_days import last_bank_day_before
from credit_management.tools.breaches import Document

DAY = date(2026, 3, 4)  # a Wednesday
CALENDAR = Calendar((frozenset({5, 6}), ()), lambda day, *rest: last_bank_day_before(
    day, *rest) + timedelta(days=1))


def start(day):
    return datetime.combine(day, datetime.min.time())


def noon(days):
    return start(DAY + timedelta(days=days)) + timedelta(hours=12)


def facts(account, days=0, minimum=0.0, **options):
    return account.facts(DAY + timedelta(days=days), CALENDAR, minimum, **options)


def test_the_oldest_claim_is_paid_first():
    account = Account([0.0])
    account.book(1, DAY - timedelta(days=30), 100.0)
    account.book(2, DAY - timedelta(days=9), 50.0)
    account.book(3, DAY + timedelta(days=9), 70.0)
    account.book(4, DAY, 120.0, is_credit=True)
    found = facts(account)
    assert found['exposure'] == pytest.approx(100.0)
    assert (found['overdue_amount'], found['overdue_days']) == (pytest.approx(30.0), 9)
    assert facts(account, extra=30.0)['overdue_days'] == 0


def test_crumbs_count_for_nothing_late_and_for_exposure():
    account = Account([0.0, 5.0])
    account.book(1, DAY - timedelta(days=30), 100.0)
    account.settle(1, 97.0)
    assert facts(account)['overdue_amount'] == pytest.approx(3.0)
    assert facts(account, minimum=5.0)['overdue_amount'] == 0.0
    assert facts(account, minimum=5.0)['exposure'] == pytest.approx(3.0)


def test_an_order_is_owed_by_its_invoice_from_that_day_on():
    account, seen = Account([0.0]), []
    order = Order(1, 'sale', noon(0), noon(0), 100.0, bills=[(9, DAY + timedelta(days=2), 60.0, True)],
                  remainder=40.0)
    item = Item(5, 9, DAY + timedelta(days=2), DAY + timedelta(days=9), 60.0, noon(2))
    events = Events(start)
    events.ledger(account, [item], [order], by_entry=False)
    events.order([account], order)
    for days in (-1, 1, 3):
        events.add(noon(days) + timedelta(hours=1), 1, lambda days=days: seen.append(
            (facts(account, days)['exposure'], account.owed)))
    walk(events.list)
    assert seen == [(0.0, 0.0), (100.0, 0.0), (100.0, 60.0)]


def test_what_an_order_no_longer_adds_went_with_its_last_trace():
    account, seen = Account([0.0]), []
    order = Order(1, 'sale', noon(0), noon(0), 100.0, bills=[(9, DAY + timedelta(days=2), 60.0, True)])
    events = Events(start)
    events.order([account], order)
    for days in (1, 3):
        events.add(noon(days), 1, lambda: seen.append(account.promised))
    walk(events.list)
    assert seen == [100.0, 0.0]


def test_an_invoice_of_the_same_day_does_not_come_before_its_order():
    account, seen = Account([0.0]), []
    order = Order(1, 'sale', noon(0), noon(0), 100.0, bills=[(9, DAY, 100.0, True)])
    item = Item(5, 9, DAY, DAY, 100.0, noon(0))
    events = Events(start)
    events.ledger(account, [item], [order], by_entry=False)
    events.order([account], order)
    for hours in (-1, 1):
        events.add(noon(0) + timedelta(hours=hours), 1,
                   lambda: seen.append(facts(account)['exposure']))
    walk(events.list)
    assert seen == [0.0, 100.0]


def test_money_counts_when_it_was_entered_where_that_is_asked():
    dated, known = Account([0.0]), Account([0.0])
    claim = Item(1, 1, DAY - timedelta(days=60), DAY - timedelta(days=30), 100.0, noon(-60),
                 allocations=[(DAY - timedelta(days=3), 100.0, 2)])
    money = Item(2, 2, DAY - timedelta(days=3), DAY - timedelta(days=3), 100.0, noon(1),
                 is_credit=True, is_money=True, allocations=[(DAY - timedelta(days=3), 100.0, 1)])
    events, seen = Events(start), []
    for account, by_entry in ((dated, False), (known, True)):
        events.ledger(account, [claim, money], [], by_entry=by_entry)
    for days in (0, 2):
        events.add(noon(days), 1, lambda: seen.append(
            (facts(dated)['overdue_amount'], facts(known)['overdue_amount'])))
    walk(events.list)
    assert seen == [(0.0, 100.0), (0.0, 0.0)]


def test_a_row_is_as_the_log_left_it():
    versions = Versions({'credit_limit': 500.0, 'review_date': None}, [
        (noon(-9), {'credit_limit': 100.0}),
        (noon(-3), {'credit_limit': 300.0, 'review_date': '2026-01-31'}),
    ])
    assert [versions.at(noon(days))['credit_limit'] for days in (-10, -9, -4, -3, 0)] == [
        100.0, 300.0, 300.0, 500.0, 500.0]
    assert versions.at(noon(-20))['review_date'] == date(2026, 1, 31)


# === VERDICTS === #

POLICY = Policy.of({
    'at_or_above': False, 'ignore_total_percent': 0.0, 'ignore_line_below': 0.0, 'rules': {
        'H01': {'severity': {'order_confirm': 'hold'}, 'params': {'tolerance_percent': 5.0}},
        'H02': {'severity': {'order_confirm': 'hold'}, 'params': {
            'days': {'A': 30, '-': 15, 'E': None}, 'delivery_extra_days': 15}},
        'H07': {'severity': {'order_confirm': 'stop'}, 'params': {}},
    },
})


def said(amount=100.0, **known):
    return judge({
        'rounding': 0.01, 'limit_mode': 'limited', 'effective_limit': 1_000.0, 'exposure': 0.0,
        'overdue_days': 0, 'overdue_amount': 0.0, 'standing': 'normal', 'grade': None, **known,
    }, Document('sale.order', 1, 'order_confirm', amount, total=amount), POLICY)


@pytest.mark.parametrize(('amount', 'over_by', 'is_held'), [
    (1_000.0, NEVER, False), (1_030.0, -2.0, False), (1_050.0, 0.0, False), (1_100.0, 5.0, True),
])
def test_how_far_over_the_limit(amount, over_by, is_held):
    answer = said(amount)
    assert (answer.over_by, answer.is_held) == (pytest.approx(over_by), is_held)
    assert answer.is_held == (answer.over_by > 0)


def test_without_a_limit_no_tolerance_helps():
    assert said(effective_limit=0.0).over_by == ALWAYS


@pytest.mark.parametrize(('days', 'grade', 'late_by', 'is_held'), [
    (0, None, NEVER, False), (15, None, 0, False), (16, None, 1, True), (16, 'A', -14, False),
    (90, 'E', NEVER, False),
])
def test_how_many_days_too_late(days, grade, late_by, is_held):
    answer = said(overdue_days=days, overdue_amount=float(days > 0), grade=grade)
    assert (answer.late_by, answer.is_held) == (late_by, is_held)
    if grade == 'E' and days:
        assert answer.not_checked == ('H02',)


def test_what_no_slider_lets_pass():
    answer = said(2_000.0, standing='blocked')
    assert (answer.codes, answer.rest) == (('H01', 'H07'), ('H07',))
