"""Interest on what is late: the rate of its date, line by line, exact and rounded once."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import money

from credit_management.tools.exact import exact
from credit_management.tools.late_interest import (
    BASES,
    CN,
    CN_SME,
    EU,
    FIXINGS,
    UK,
    Debt,
    Terms,
    agreed,
    charge,
    charged,
    gaps,
    rate_on,
    table,
)

DUE = date(2026, 3, 31)
BREACH = date(2026, 4, 1)
DAY = timedelta(days=1)
FLAT = table([(date(2020, 1, 1), 0.03)])


def after(days):
    return DUE + timedelta(days=days)


# === ORACLES === #

def test_o_in_1_one_year_lpr_and_half_as_much_again():
    found = charge(Debt(100_000, DUE), after(90), CN, FLAT)
    assert found.days == 90
    assert found.interest == Fraction(100_000 * 3 * 3 * 90, 100 * 2 * 365)
    assert found.amount() == 1_109.59


def test_o_in_2_half_a_permille_a_day():
    found = charge(Debt(100_000, DUE), after(90), CN_SME)
    assert found.interest == 4_500
    assert found.amount() == 4_500.00


# === DAYS AND PARTS === #

def test_the_due_date_is_free_and_the_day_of_payment_is_not():
    assert charge(Debt(100_000, DUE), DUE, CN_SME).periods == ()
    assert charge(Debt(100_000, DUE), DUE, CN_SME).interest == 0
    assert charge(Debt(100_000, DUE), BREACH, CN_SME).interest == 50
    paid = Debt(100_000, DUE, ((after(10), 100_000),))
    assert charge(paid, after(90), CN_SME).interest == 500
    assert charge(paid, after(90), CN_SME).days == 10


def test_a_part_payment_lowers_the_principal_from_the_next_day():
    debt = Debt(100_000, DUE, ((after(20), 30_000), (after(10), 20_000)))
    found = charge(debt, after(30), CN_SME)
    assert [(one.first, one.last, one.principal, one.interest) for one in found.periods] == [
        (after(1), after(10), 100_000, 500), (after(11), after(20), 80_000, 400),
        (after(21), after(30), 50_000, 250),
    ]
    assert [one.days for one in found.periods] == [10, 10, 10]


def test_what_was_paid_in_time_bears_nothing():
    assert charge(Debt(100_000, DUE, ((DUE, 40_000),)), after(10), CN_SME).interest == 300
    assert charge(Debt(100_000, DUE, ((DUE, 100_000),)), after(10), CN_SME).interest == 0


def test_more_than_what_was_owed_leaves_nothing_and_earns_nothing():
    found = charge(Debt(100_000, DUE, ((after(10), 150_000),)), after(90), CN_SME)
    assert found.interest == 500


def test_what_is_paid_after_the_last_day_does_not_count_yet():
    found = charge(Debt(100_000, DUE, ((after(60), 100_000),)), after(30), CN_SME)
    assert [one.days for one in found.periods] == [30]


# === REFERENCE RATES AT THEIR DATES === #

RATES = table([
    (date(2026, 1, 1), 0.02), (date(2025, 12, 20), 0.01), (date(2026, 5, 20), 0.04),
    (date(2026, 7, 1), 0.05), (date(2026, 9, 20), 0.06),
])


def rates_of(terms, debt=None, until=date(2026, 12, 31), rates=RATES):
    found = charge(debt or Debt(36_500, DUE), until, terms, rates)
    return [(one.first, one.reference) for one in found.periods]


def test_a_rate_is_in_force_from_its_day_until_the_next():
    assert rate_on(date(2025, 12, 19), RATES) is None
    assert rate_on(date(2025, 12, 20), RATES) == Fraction(1, 100)
    assert rate_on(date(2026, 5, 19), RATES) == Fraction(2, 100)
    assert rate_on(date(2026, 5, 20), RATES) == Fraction(4, 100)
    assert rate_on(date(2030, 1, 1), RATES) == Fraction(6, 100)
    assert rate_on(date(2030, 1, 1), ()) is None


def test_in_china_the_rate_of_the_breach_holds_for_good():
    assert rates_of(CN) == [(BREACH, Fraction(2, 100))]
    assert rates_of(CN, Debt(100, date(2026, 5, 19))) == [(date(2026, 5, 20), Fraction(4, 100))]
    assert rates_of(CN, Debt(100, date(2026, 5, 18))) == [(date(2026, 5, 19), Fraction(2, 100))]


def test_in_the_eu_each_half_year_has_the_rate_of_its_first_day():
    assert rates_of(EU, until=date(2027, 1, 2)) == [
        (BREACH, Fraction(2, 100)), (date(2026, 7, 1), Fraction(5, 100)),
        (date(2027, 1, 1), Fraction(6, 100)),
    ]
    assert rates_of(EU, Debt(100, date(2026, 6, 30)), date(2026, 8, 1)) == [
        (date(2026, 7, 1), Fraction(5, 100))]
    assert rates_of(EU, until=date(2026, 6, 30)) == [(BREACH, Fraction(2, 100))]


def test_in_the_uk_the_last_day_of_the_half_year_before_counts_for_good():
    assert rates_of(UK, until=date(2028, 1, 2)) == [(BREACH, Fraction(1, 100))]
    assert rates_of(UK, Debt(100, date(2026, 6, 30))) == [(date(2026, 7, 1), Fraction(4, 100))]
    assert rates_of(UK, Debt(100, date(2026, 6, 29))) == [(date(2026, 6, 30), Fraction(1, 100))]


def test_a_contract_may_follow_every_change():
    terms = Terms('contract', 'LPR 1Y', fixing='daily')
    assert rates_of(terms) == [
        (BREACH, Fraction(2, 100)), (date(2026, 5, 20), Fraction(4, 100)),
        (date(2026, 7, 1), Fraction(5, 100)), (date(2026, 9, 20), Fraction(6, 100)),
    ]


def test_a_rate_that_stays_makes_one_period():
    for terms in (CN_SME, agreed(yearly=0.1), CN, Terms('x', margin=1, fixing='half_year'),
                  Terms('x', 'LPR 1Y', daily=Fraction(1), fixing='daily')):
        assert len(charge(Debt(100, DUE), date(2027, 12, 31), terms, RATES).periods) == 1


def test_multiplier_and_margin():
    for terms, yearly in ((CN, '0.03'), (EU, '0.1'), (UK, '0.09')):
        (first, *_others) = charge(Debt(36_500, DUE), BREACH, terms, RATES).periods
        assert first.yearly == Fraction(yearly)
        assert first.interest == 100 * Fraction(yearly)


def test_a_reference_below_zero_takes_from_the_margin():
    negative = table([(date(2020, 1, 1), -0.005)])
    assert charge(Debt(36_500, DUE), BREACH, EU, negative).interest == Fraction(75, 10)


def test_without_a_rate_nothing_is_claimed_and_nothing_is_nought():
    late = table([(date(2026, 7, 1), 0.02)])
    for terms in (CN, UK):
        found = charge(Debt(100, DUE), date(2026, 8, 1), terms, late)
        assert found.interest is found.amount() is None
    found = charge(Debt(100, DUE), date(2026, 7, 2), EU, late)
    assert [one.interest is None for one in found.periods] == [True, False]
    assert found.periods[0].yearly is found.periods[0].reference is None
    assert found.interest is None
    assert charge(Debt(0, DUE), date(2026, 8, 1), CN, late).interest == 0


# === DAY BASIS === #

def test_actual_days_know_leap_years():
    debt, until = Debt(366 * 365, date(2027, 12, 30)), date(2028, 1, 1)
    found = charge(debt, until, agreed(yearly=1, basis='actual'))
    assert [(one.first, one.days, one.interest) for one in found.periods] == [
        (date(2027, 12, 31), 1, 366), (date(2028, 1, 1), 1, 365)]
    assert charge(debt, until, agreed(yearly=1, basis=365)).interest == 2 * 366
    assert charge(debt, until, agreed(yearly=1, basis=360)).interest == Fraction(2 * 366 * 365, 360)


def test_a_whole_leap_year_at_actual_days_is_a_year():
    found = charge(Debt(1_000, date(2027, 12, 31)), date(2028, 12, 31), agreed(0.06, basis='actual'))
    assert found.interest == 60
    assert found.days == 366


# === LUMP SUMS === #

@pytest.mark.parametrize(('amount', 'lump'), [
    (0, 0), (0.01, 40), (999.99, 40), (1_000, 70), (9_999.99, 70), (10_000, 100), (1e6, 100),
])
def test_the_uk_lump_sum_goes_by_the_size_of_the_debt(amount, lump):
    assert charge(Debt(amount, DUE), BREACH, UK, RATES).lump_sum == lump


def test_the_lump_sum_is_due_once_with_the_first_day_late():
    debt = Debt(5_000, DUE)
    assert charge(debt, DUE, EU, RATES).lump_sum == 0
    assert charge(debt, BREACH, EU, RATES).lump_sum == 40
    assert charge(debt, after(50), EU, RATES, since=BREACH).lump_sum == 40
    assert charge(debt, after(50), EU, RATES, since=DUE).lump_sum == 40
    assert charge(debt, after(50), EU, RATES, since=BREACH + DAY).lump_sum == 0
    assert charge(Debt(5_000, DUE, ((DUE, 5_000),)), after(50), EU, RATES).lump_sum == 0
    assert charge(Debt(5_000, DUE, ((DUE, 4_500),)), after(50), UK, RATES).lump_sum == 40
    assert charge(Debt(5_000, DUE, ((BREACH, 5_000),)), after(50), UK, RATES).lump_sum == 70
    assert charge(Debt(0.01, DUE), BREACH, EU, RATES).lump_sum == 40
    assert charge(debt, BREACH, CN, RATES).lump_sum == 0
    assert (EU.lump_currency, UK.lump_currency, CN.lump_currency) == ('EUR', 'GBP', None)


# === ROUNDED ONCE === #

def test_many_lines_are_one_claim_rounded_once():
    third = charge(Debt(Fraction(20, 3), DUE), BREACH, CN_SME)
    assert third.amount() == 0.0
    assert charged([third]) == 0.0
    assert charged([third] * 3) == 0.01
    assert charged([third] * 3, 0) == 0
    assert charged([]) == 0
    unknown = charge(Debt(100, DUE), BREACH, CN)
    assert charged([third, unknown]) is None


# === WHAT ALWAYS HOLDS === #

offsets = st.integers(-5, 500)
payments = st.lists(st.tuples(offsets.map(after), money), max_size=4).map(tuple)
debts = st.builds(Debt, money, st.just(DUE), payments)
tables = st.lists(
    st.tuples(offsets.map(after), st.integers(0, 20).map(lambda n: n / 100)), max_size=5,
).map(lambda rows: table([(date(2020, 1, 1), 0.03), *rows]))
all_terms = st.builds(
    Terms, st.just('x'), st.sampled_from(['LPR 1Y', None]), st.sampled_from([Fraction(1), CN.multiplier]),
    st.sampled_from([Fraction(0), Fraction(8, 100)]), st.sampled_from([None, CN_SME.daily]),
    st.sampled_from(FIXINGS), st.sampled_from(BASES), st.just(UK.lump_sums),
)


def day_by_day(debt, until, terms, rates):
    """Count what `charge` counts, a day at a time."""
    owed, day = Fraction(0), BREACH
    while day <= until:
        half = date(day.year, 1 if day.month < 7 else 7, 1)
        read_on = {
            'breach': BREACH, 'breach_half_year': date(2025, 12, 31), 'half_year': half,
            'daily': day,
        }[terms.fixing]
        rest = exact(debt.amount) - sum(
            (exact(amount) for paid, amount in debt.payments if paid < day), Fraction(0))
        year = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        rate = terms.daily
        if rate is None:
            reference = rate_on(read_on, rates) if terms.reference else 0
            yearly = reference * terms.multiplier + terms.margin
            rate = yearly / (year if terms.basis == 'actual' else terms.basis)
        owed += max(rest, Fraction(0)) * rate
        day += DAY
    return owed


@settings(max_examples=60, deadline=None)
@given(debts, offsets.map(after), all_terms, tables)
def test_periods_say_what_counting_day_by_day_says(debt, until, terms, rates):
    assert charge(debt, until, terms, rates).interest == day_by_day(debt, until, terms, rates)


@settings(deadline=None)
@given(debts, offsets, st.integers(0, 300), all_terms, tables)
def test_adjoining_stretches_add_up(debt, first, more, terms, rates):
    middle, until = after(first), after(first + more)
    whole = charge(debt, until, terms, rates)
    parts = [charge(debt, middle, terms, rates), charge(debt, until, terms, rates, middle + DAY)]
    assert sum(one.interest for one in parts) == whole.interest
    assert sum(one.lump_sum for one in parts) == whole.lump_sum
    assert sum(one.days for one in parts) == whole.days


@settings(deadline=None)
@given(debts, offsets.map(after), all_terms, tables)
def test_periods_follow_one_another(debt, until, terms, rates):
    periods = charge(debt, until, terms, rates).periods
    assert all(one.first <= one.last and one.principal > 0 for one in periods)
    assert all(one.last < other.first for one, other in zip(periods, periods[1:], strict=False))
    assert not periods or (periods[0].first >= BREACH and periods[-1].last <= until)


def test_gaps_are_the_days_that_nobody_claimed():
    def on(day):
        return date(2026, 1, day)

    assert gaps(on(1), on(9), []) == [(on(1), on(9))]
    assert gaps(on(1), on(9), [(on(4), on(6)), (on(2), on(5))]) == [(on(1), on(1)), (on(7), on(9))]
    assert gaps(on(1), on(9), [(on(1), on(9))]) == gaps(on(1), on(9), [(on(1), on(20))]) == []
    assert gaps(on(5), on(9), [(on(1), on(3)), (on(8), on(20))]) == [(on(5), on(7))]
    assert gaps(on(5), on(9), [(on(12), on(20))]) == [(on(5), on(9))]
    assert gaps(on(9), on(5), []) == []
