import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.defaults import PERCENTILES, Spread, proposed, spread, two_digits


@pytest.mark.parametrize(('amount', 'step', 'rounded'), [
    (8_400, 0.01, 8_400), (26_374, 0.01, 26_000), (99.99, 0.01, 99), (0.0567, 0.01, 0.05),
    (1_234_567, 1, 1_200_000), (7, 1, 7), (9.5, 1, 9), (0, 0.01, 0), (-5, 0.01, 0), (None, 1, 0),
    (100, 0.01, 100), (0.1, 0.01, 0.1), (12.4, 0.5, 12),
])
def test_amounts_are_rounded_down_to_two_significant_digits(amount, step, rounded):
    assert two_digits(amount, step) == rounded


@given(st.integers(1, 10 ** 14).map(lambda cents: cents / 100))
def test_rounding_loses_less_than_a_tenth_and_gives_nothing_away(amount):
    rounded = two_digits(amount)
    assert 0 <= amount - rounded <= max(0.01, amount / 10)
    assert two_digits(rounded) == rounded


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=200))
def test_a_percentile_is_an_amount_that_so_many_do_not_exceed(amounts):
    found = spread(amounts)
    for percent in PERCENTILES:
        value = found.percentiles[percent]
        assert value in amounts
        assert sum(amount <= value for amount in amounts) * 100 >= percent * len(amounts)
        assert sum(amount < value for amount in amounts) * 100 < percent * len(amounts)


def test_a_company_begins_with_what_its_own_invoices_say():
    invoices = spread([100.0 * number for number in range(1, 101)])
    customers = spread([36_500.0 * number for number in range(1, 21)])
    found = proposed(invoices, spread([500.0] * 20), customers)
    assert found['ignore_line_below'] == 500
    assert found['percentiles'] == {'80': 8_000, '90': 9_000, '95': 9_500}
    assert (found['smallest_limit'], found['allowance']) == (5_000, 500)
    # P80 of the customers sells 584,000 a year; two months of that are 96,000.
    assert found['levels'] == [
        {'level': 1, 'max_excess': 8_000, 'max_limit': 96_000},
        {'level': 2, 'max_excess': 9_500, 'max_limit': 110_000},
        {'level': 3, 'max_excess': 9_900, 'max_limit': 120_000},
    ]


def test_few_first_invoices_leave_the_usual_one():
    assert proposed(spread([40.0] * 30), spread([900.0]), Spread(0, {}))['allowance'] == 40


def test_too_few_documents_propose_nothing():
    few = spread([100.0] * 19)
    found = proposed(few, few, few)
    assert found['invoices'] == 19
    assert found['ignore_line_below'] is found['smallest_limit'] is found['allowance'] is None
    assert set(found['percentiles'].values()) == {None}
    assert all(level['max_excess'] is level['max_limit'] is None for level in found['levels'])


@given(st.lists(st.floats(0.01, 1e9), min_size=20, max_size=60))
def test_levels_never_fall(amounts):
    found = proposed(spread(amounts), spread([]), spread(amounts))
    for name in ('max_excess', 'max_limit'):
        reached = [level[name] for level in found['levels']]
        assert reached == sorted(reached)


def test_the_same_company_in_another_currency_has_the_same_figures_in_it():
    amounts = [float(number) for number in range(100, 200)]
    euro = proposed(spread(amounts), spread([]), spread(amounts))
    yen = proposed(spread([1_000 * a for a in amounts]), spread([]),
                   spread([1_000 * a for a in amounts]), step=1)
    assert yen['smallest_limit'] == 1_000 * euro['smallest_limit']
