"""A ledger by month makes the months that DSO is worked out of."""

from datetime import date
from fractions import Fraction

from ledgers import HALF_YEAR

from credit_management.tools.dso import windows
from credit_management.tools.exact import rounded
from credit_management.tools.positions import Cell, Position

JUNE = date(2026, 6, 30)


def ledger(**others):
    """Return the half year's position, with cells of more months."""
    cells = {
        first: Cell(open=month.open, sales=month.sales, sold=month.sales, aged=month.open * 10)
        for (first, _last), month in zip(windows(JUNE, 6), HALF_YEAR, strict=True)
    }
    return Position(JUNE, {**cells, **others.pop('cells', {})}, **others)


def test_three_methods_from_one_ledger():
    position = ledger()
    assert [rounded(position.dso(method, 6).value, 1) for method in (
        'countback', 'period', 'aging', 'same_period')] == [66.3, 63.8, 64.5, 63.8]
    assert rounded(position.dso('same_period', 3).value, 1) == 56.3


def test_older_vintages_count_with_the_sales_of_their_own_month():
    position = ledger(cells={date(2025, 2, 1): Cell(open=100, sold=400, sales=400)})
    more = position.dso('aging', 6).value - ledger().dso('aging', 6).value
    assert more == Fraction(100, 400) * 28
    assert position.dso('aging', 1).value == position.dso('aging', 6).value


def test_months_before_the_books_began_are_unknown_not_empty():
    young = ledger(since=date(2026, 1, 15))
    assert len(young.months(12)) == 6
    assert young.dso('period', 12).value == ledger().dso('period', 6).value
    assert rounded(ledger().dso('period', 12).value, 1) == rounded(1_170_000 / 3_318_000 * 365, 1)


def test_sales_of_a_year_are_in_proportion_where_the_books_are_younger():
    assert ledger().annual_sales() == 3_318_000
    assert ledger(since=date(2026, 1, 1)).annual_sales() == Fraction(3_318_000 * 365, 181)
    assert Position(JUNE, since=date(2026, 7, 1)).annual_sales() == 0


def test_credits_take_from_what_is_late_first():
    def best(unallocated):
        return Position(JUNE, {date(2026, 6, 1): Cell(
            open=150, not_due=100, overdue=50, unallocated=unallocated)}).best_ar

    assert [best(-credit) for credit in (0, 50, 80, 200)] == [100, 100, 70, -50]


def test_the_true_dso_is_the_sum_of_age_times_share():
    assert ledger().dso('true_dso', 6).value == sum(
        Fraction(month.open * 10, month.sales) for month in HALF_YEAR)


def test_the_month_under_way_has_the_days_passed():
    position = Position(date(2026, 6, 10), {date(2026, 6, 1): Cell(open=60, sales=60, sold=60)})
    assert [month.days for month in position.months(2)] == [10, 31]
    assert position.dso('aging', 1).value == 10
