from datetime import date, timedelta

import pytest

from dev import demo_ledger

#: Ends and beginnings of months and years, a leap day, a weekend.
DAYS = (
    date(2026, 11, 26), date(2026, 3, 1), date(2027, 1, 1), date(2026, 7, 31), date(2028, 2, 29),
    date(2026, 12, 31), date(2027, 5, 16),
)


@pytest.mark.parametrize('today', DAYS)
def test_receivables_close_as_the_screens_show_them(today):
    bills = demo_ledger.bills(today)
    claims = sum(bill.open for bill in bills)
    unallocated = sum(row[2] for row in (*demo_ledger.ON_ACCOUNT, *demo_ledger.CREDITED))
    assert claims - unallocated == pytest.approx(demo_ledger.CLOSING, abs=5)
    overdue = sum(bill.open for bill in bills if bill.due < today)
    assert overdue / claims == pytest.approx(demo_ledger.OVERDUE, abs=0.001)


@pytest.mark.parametrize('today', DAYS)
def test_nothing_lies_in_the_future_and_nobody_pays_too_much(today):
    for bill in demo_ledger.bills(today):
        assert bill.amount > 0
        assert bill.open > -0.01
        assert bill.day <= today
        assert all(bill.day <= day <= today for day, _part in bill.paid)
        assert bill.credit is None or bill.day <= bill.credit[0] <= today


def test_every_day_of_six_years_has_a_ledger():
    """Every figure of every day: a plan that only some days break breaks the demo of that day."""
    for ahead in range(6 * 366):
        today = date(2026, 11, 26) + timedelta(days=ahead)
        bills = demo_ledger.bills(today)
        assert min(bill.amount for bill in bills) > 0, today
        assert min(bill.open for bill in bills) > -0.01, today
        assert max(bill.day for bill in bills) <= today
        claims = sum(bill.open for bill in bills)
        overdue = sum(bill.open for bill in bills if bill.due < today)
        assert claims == pytest.approx(demo_ledger.gross(), abs=5), today
        assert overdue / claims == pytest.approx(demo_ledger.OVERDUE, abs=0.001), today


def test_it_is_the_same_for_everybody():
    assert demo_ledger.bills(DAYS[0]) == demo_ledger.bills(DAYS[0])


def test_two_years_of_every_customer():
    today = DAYS[0]
    for customer in demo_ledger.CUSTOMERS:
        own = [bill for bill in demo_ledger.bills(today) if bill.customer == customer]
        assert len({(bill.day.year, bill.day.month) for bill in own}) >= 25
        assert min(bill.day for bill in own) < today - timedelta(days=730)
