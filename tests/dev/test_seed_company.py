"""The plan of the seeded company: the same for one seed, and its faults counted by hand."""

from collections import Counter
from datetime import date, timedelta

import pytest

from dev.seed_company import habits, plan, truth
from dev.seed_company.model import CLAIMS, CREDITS, UNIT, Customer, Plan

TODAY = date(2026, 3, 31)
#: Days that are hard on calendars, and any others.
DAYS = (TODAY, date(2028, 2, 29), date(2027, 1, 1), date(2029, 12, 31))


def customer(n=0, **values):
    return Customer(**{
        'n': n, 'kind': 'company', 'habit': 'prompt', 'name': f"Customer {n}", 'euro': False,
        'term': 30, 'seller': 0, 'size': 10, 'monthly': 1.0, 'first': TODAY, 'last': TODAY,
        'zip': str(n), **values,
    })


def found(made):
    return sorted((f.check, f.name, f.amount) for f in truth.truth(made))


def test_one_seed_gives_one_plan():
    one, again = (plan.plan(TODAY, 200) for _time in range(2))
    assert one == again
    assert truth.truth(one) == truth.truth(again)
    assert plan.plan(TODAY, 200, seed=2) != one


@pytest.mark.parametrize('day', DAYS)
def test_nothing_is_in_the_future_and_nothing_is_paid_twice(day):
    made = plan.plan(day, 200)
    for document in made.documents:
        days = [document.ordered, document.delivered, document.billed]
        assert all(d <= day for d in days if d)
        assert [d for d in days if d] == sorted(d for d in days if d)
        assert 0 <= document.left <= document.cents
    for kinds in (CLAIMS, CREDITS):
        total = sum(d.cents - d.left for d in made.of(*kinds))
        assert total == sum(match.cents for match in made.matches)
    assert all(match.claim.customer is match.money.customer for match in made.matches)
    names = [d.name for d in made.documents if d.name]
    assert len(names) == len(set(names))


@pytest.mark.parametrize('day', DAYS)
def test_each_fault_is_there(day):
    counts = Counter(f.check for f in truth.truth(plan.plan(day, 200)))
    assert set(counts) == {
        'unmatched', 'payments_without_entry', 'bank_lines', 'crumbs', 'no_due_date',
        'negative_balances', 'duplicates', 'core_limits', 'dead_orders', 'own_companies',
        'employees', 'consumers',
    }


def test_every_habit_and_kind_of_customer_is_there():
    made = plan.plan(TODAY, 2000)
    assert {c.habit for c in made.customers} == set(habits.HABITS)
    assert {c.kind for c in made.customers} == {'company', 'own', 'employee', 'consumer'}
    assert {c.euro for c in made.customers} == {True, False}
    assert min(d.ordered for d in made.documents if d.ordered) < TODAY - timedelta(days=1000)


def test_lines_are_counted_by_what_is_open():
    one = customer()
    made = Plan(TODAY, [one])
    long_ago = TODAY - timedelta(days=900)
    bill = made.add(one, 'service', ordered=TODAY, billed=TODAY, due=TODAY, units=10,
                    cents=10 * UNIT)
    bill.name = "INV/1"
    money = made.add(one, 'bank', billed=TODAY, due=TODAY, cents=15 * UNIT)
    money.name = "BNK/1"
    opening = made.add(one, 'opening', billed=long_ago, cents=4 * UNIT)
    opening.name = "MISC/1"
    made.match(bill, money, 9 * UNIT)
    # One unit of the bill is open and four of the opening; six of the money are too much.
    assert found(made) == [
        ('negative_balances', "Customer 0", -12.0), ('no_due_date', "MISC/1", 48.0),
        ('unmatched', "BNK/1", -72.0)]


def test_a_customer_is_there_twice_however_it_is_written():
    people = [
        customer(0, vat='US123456'), customer(1, vat='us 123-456'),
        customer(2, phone='+1 555 20000013'), customer(3, phone='(0)2000-0013'),
        customer(4, account='4000000017'), customer(5, account='4000 000017'),
        customer(6, name="Alder Boats Ltd", zip='10'), customer(7, name="ALDER  BOATS LTD", zip=' 10'),
        customer(8, name="Alder Boats Ltd", zip='11'),
    ]
    names = [name for check, name, _amount in found(Plan(TODAY, people)) if check == 'duplicates']
    assert names == sorted(person.name for person in people[:8])


def test_an_order_is_dead_after_twelve_months():
    one = customer()
    made = Plan(TODAY, [one])
    for number, days in enumerate((364, 365, 366)):
        order = made.add(one, 'undelivered', ordered=TODAY - timedelta(days=days), units=10,
                         cents=10 * UNIT)
        order.order_name = f"SO{number}"
    part = made.add(
        one, 'part', ordered=TODAY - timedelta(days=700), delivered=TODAY - timedelta(days=690),
        billed=TODAY - timedelta(days=690), due=TODAY - timedelta(days=660), units=10,
        cents=6 * UNIT)
    part.order_name, part.left = "SO3", 0
    assert found(made) == [('dead_orders', "SO2", 120.0), ('dead_orders', "SO3", 48.0)]
