from datetime import date, timedelta

from credit_management.tools.customer_files import (
    abc,
    got_worse,
    paying,
    policy,
    refresh_date,
    stage,
    state_of,
)

TODAY = date(2026, 6, 30)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def test_the_register_counts_before_bureau_customer_and_sales():
    rows = [
        (1, 'sales', JUNE, None, False), (2, 'customer', JUNE, None, False),
        (3, 'bureau', MAY, None, False), (4, 'registry', MAY, None, False),
    ]
    assert state_of(rows, TODAY) == {4: 'current', 3: 'other', 2: 'other', 1: 'other'}
    assert state_of(rows[:3], TODAY)[3] == 'current'


def test_only_the_newest_of_a_source_is_its_word():
    rows = [(1, 'bureau', MAY, None, False), (2, 'bureau', JUNE, None, False)]
    assert state_of(rows, TODAY) == {1: 'past', 2: 'current'}
    # Of one day, the one that came last.
    rows = [(1, 'bureau', JUNE, None, False), (2, 'bureau', JUNE, None, False)]
    assert state_of(rows, TODAY) == {1: 'past', 2: 'current'}


def test_what_is_disputed_or_over_gives_way_to_the_next():
    rows = [
        (1, 'registry', MAY, None, True), (2, 'bureau', MAY, TODAY - timedelta(days=1), False),
        (3, 'customer', MAY, TODAY, False),
    ]
    assert state_of(rows, TODAY) == {1: 'disputed', 2: 'expired', 3: 'current'}


def test_a_file_comes_again_by_its_grade():
    looked = date(2026, 1, 31)
    assert refresh_date('A', looked, MAY, 1) == date(2027, 1, 31)
    assert refresh_date('C', looked, MAY, 1) == refresh_date(None, looked, MAY, 1) == date(2026, 7, 31)
    assert refresh_date('D', looked, MAY, 1) == date(2026, 4, 30)


def test_files_that_nobody_looked_at_are_spread():
    days = [(refresh_date('D', None, MAY, number) - MAY).days for number in range(200)]
    assert min(days) == 30 and max(days) == 92
    assert max(days.count(day) for day in days) <= 4


def test_danger_brings_a_file_back():
    assert got_worse('alert', None) and got_worse('stop', 'alert')
    assert not got_worse('watch', 'alert') and not got_worse('normal', None)


def test_stages():
    def of(first, last, **more):
        return stage(first, last, TODAY, **more)
    assert stage(None, None, TODAY) == 'prospect'
    assert of(date(2025, 7, 1), JUNE) == 'new'
    assert of(date(2025, 6, 30), JUNE) == 'existing'
    assert of(date(2025, 6, 30), JUNE, new_months=15) == 'new'
    assert of(date(2025, 6, 30), JUNE, is_key=True) == 'key'
    assert of(date(2020, 1, 1), date(2025, 6, 29), is_key=True) == 'dormant'
    assert of(date(2020, 1, 1), date(2023, 6, 29)) == 'former'


def test_who_pays_how():
    assert [paying(days) for days in (None, -3, 0, 1, 15, 16, 45, 46)] == [
        None, 'prompt', 'prompt', 'slow', 'slow', 'late', 'late', 'bad']


def test_the_few_who_bring_most():
    assert abc({1: 700.0, 2: 150.0, 3: 100.0, 4: 50.0, 5: 0.0, 6: -20.0}) == {
        1: 'A', 2: 'A', 3: 'B', 4: 'C', 5: 'C', 6: 'C'}
    assert abc({1: 10.0}) == {1: 'A'}
    assert abc({1: 0.0}) == {1: 'C'}


def test_how_a_customer_buys():
    assert policy('limited', 'blocked', 'A') == 'blacklist'
    assert policy('cash_only', 'normal', 'A') == policy('limited', 'normal', 'E') == 'cash'
    assert policy('limited', 'suspended', None) == 'cash'
    assert policy('limited', 'watch', 'B') == policy('unlimited', 'normal', 'D') == 'limited'
    assert policy('unlimited', 'normal', None) == 'credit'
