"""What is owed is under one lever, and levers are parts of the days."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from ledgers import HALF_YEAR, money

from credit_management.tools.dso import Month, period_average
from credit_management.tools.dso_levers import LEVERS, Lever, Owed, lever_amounts, levers

MONTHS = (Month(30, 3_000),)
LINES = (
    Owed(100, 5, 65), Owed(200, 0, 50, disputed=80), Owed(50, 0, 30), Owed(60, -20, 31, 60),
    Owed(10, 1, 10, disputed=25), Owed(40, -5, 31), Owed(7, -2, 28),
)


def test_what_is_owed_is_counted_under_one_lever():
    assert lever_amounts(LINES, standard_term=30, unbilled=70) == {
        'invoicing_delay': 70, 'dispute': 80 + 60 + 10, 'late_payment': 100,
        'longer_terms': 120 + 40,
    }
    assert lever_amounts([], 30) == dict.fromkeys(LEVERS, 0)


def test_levers_are_days_the_largest_first():
    found = levers(lever_amounts(LINES, 30, unbilled=70), MONTHS)
    assert found == [
        Lever('longer_terms', 160, Fraction('1.6'), ('term_harmonisation',)),
        Lever('dispute', 150, Fraction('1.5'), ('dispute_deadline', 'statement_confirmation')),
        Lever('late_payment', 100, 1, (
            'calls_before_due', 'hold_discipline', 'early_payment_discount', 'commission_on_cash',
        )),
        Lever('invoicing_delay', 70, Fraction('0.7'), ('bill_on_dispatch',)),
    ]
    assert levers({'dispute': 0, 'longer_terms': -5, 'late_payment': 5}, [Month(30, 0)]) == [
        Lever('late_payment', 5, None, LEVERS['late_payment'])
    ]
    assert levers({'dispute': 0.5}, [Month(30, 15)])[0].days == 1


@given(st.lists(st.builds(
    Owed, money, st.integers(-60, 60), st.integers(0, 120), money
), max_size=20), st.integers(0, 90))
def test_levers_are_parts_of_what_is_owed(lines, term):
    amounts = lever_amounts(lines, term)
    assert sum(amounts.values()) <= sum(Fraction(line.amount) for line in lines)
    assert min(amounts.values()) >= 0
    late = sum(Fraction(line.amount) for line in lines if line.overdue_days > 0)
    assert amounts['late_payment'] <= late <= amounts['late_payment'] + amounts['dispute']


@given(st.lists(st.builds(Owed, money, st.integers(-60, 60), st.integers(0, 120)), max_size=20))
def test_days_of_levers_are_no_more_than_those_of_all(lines):
    owed = sum(Fraction(line.amount) for line in lines)
    found = levers(lever_amounts(lines, 30), HALF_YEAR)
    assert sum(lever.days for lever in found) <= period_average(owed, HALF_YEAR).value
    assert [lever.amount for lever in found] == sorted(
        (lever.amount for lever in found), reverse=True
    )
