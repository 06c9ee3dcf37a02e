"""Figures are exact until they are shown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.exact import exact, percent, ratio, rounded, total


@pytest.mark.parametrize('tenth', [0.1, Decimal('0.1'), Fraction(1, 10)])
def test_a_float_counts_as_what_it_prints(tenth):
    assert exact(tenth) == Fraction(1, 10)


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match='nan|inf'):
        exact(value)


def test_nothing_is_no_zero():
    with pytest.raises(TypeError):
        exact(None)


def test_cents_add_up():
    assert total([0.1, 0.2]) == Fraction(3, 10)
    assert total([]) == 0


@pytest.mark.parametrize(
    ('part', 'whole', 'share'),
    [
        (1, 3, Fraction(1, 3)), (0, 3, 0), (-1, 3, Fraction(-1, 3)), (1, 0.5, 2), (1, 0, None),
        (1, -3, None), (None, 3, None), (1, None, None),
    ],
)
def test_a_ratio_without_a_whole_is_unknown(part, whole, share):
    assert ratio(part, whole) == share


@pytest.mark.parametrize(
    ('value', 'digits', 'shown'),
    [
        (0.125, 2, 0.13), (-0.125, 2, -0.13), (0.1249, 2, 0.12), (2.5, 0, 3.0), (-2.5, 0, -3.0),
        (1.005, 2, 1.01), (Fraction(1, 3), 1, 0.3), (0, 2, 0.0), (-0.001, 2, 0.0), (None, 2, None),
    ],
)
def test_half_goes_up_away_from_zero(value, digits, shown):
    found = rounded(value, digits)
    assert (found, type(found)) == (shown, type(shown))


def test_money_and_per_cent_have_two_decimals():
    assert rounded(Fraction(2, 3)) == 0.67
    assert percent(Fraction(2, 3)) == 66.67
    assert percent(Fraction(2, 3), 1) == 66.7
    assert percent(0.0) == 0.0
    assert percent(None) is None


@given(st.decimals(-10**9, 10**9, places=4), st.integers(0, 4))
def test_rounding_is_that_of_accountants(value, digits):
    shown = value.quantize(Decimal(1).scaleb(-digits), 'ROUND_HALF_UP')
    assert rounded(value, digits) == float(shown)
