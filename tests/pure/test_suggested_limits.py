"""Suggested limits by method, and the recommendation."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools import suggested_limits as limits
from credit_management.tools.annual_accounts import Accounts
from credit_management.tools.exact import rounded
from credit_management.tools.suggested_limits import Method, recommend

AMOUNTS = st.one_of(st.none(), st.integers(0, 10_000_000))


def methods(**amounts):
    return {code: Method(code, None if amount is None else Fraction(amount))
            for code, amount in amounts.items()}


def test_f1_to_f9():
    assert limits.by_working_assets(Accounts(800, 300, 500, 1500, 900)).amount == Fraction('78.75')
    assert limits.by_net_worth(600).amount == 60
    assert limits.by_net_worth(-600).amount == 0
    assert limits.by_references([300, None, 500, 900]).amount == 500
    assert limits.by_references([300, 500]).amount == 400
    assert limits.by_need(3_650_000, 30, 10, 0.1).amount == 440_000
    assert limits.by_history(1200, 30).amount == 100
    assert limits.by_history(1200, 30, in_season=True).amount == 150
    assert limits.by_history(1200, 60).why == 'long_term'
    assert limits.by_bureau(500_000).amount == 500_000
    assert limits.by_insurance(90, 0.9).amount == 100
    assert limits.by_insurance(90, 0).why == 'no_share'
    assert limits.by_high_credit(1000, Fraction(3, 4)).amount == Fraction('862.5')


def test_f6_by_six_factors():
    points = limits.six_factor_points(
        need=Fraction(3, 10), habit='on_time', years=5, margin=0.1, current=1.8, debt=0.6)
    assert points == {
        'need': 5, 'habit': 5, 'years': 5, 'margin': 5, 'current': 5, 'debt': -5}
    assert limits.by_six_factors(600, points).amount == 120
    assert limits.by_six_factors(600, {**points, 'years': None}).missing == ('years',)


@pytest.mark.parametrize(('call', 'missing'), [
    (lambda: limits.by_need(None, 30, None), ('purchases', 'tolerated')),
    (lambda: limits.by_references([]), ('references',)),
    (lambda: limits.by_net_worth(None), ('net_worth',)),
    (lambda: limits.by_insurance(100, None), ('share',)),
])
def test_a_method_names_what_it_lacks(call, missing):
    assert (call().amount, call().missing) == (None, missing)


def test_the_recommendation_of_the_book():
    found = recommend(
        methods(F1=787_500, F4=440_000, F7=500_000), 'B', accounts_months=12)
    assert found.used == {'capacity': 630_000, 'F4': 440_000, 'F7': 500_000}
    assert (found.amount, found.by, found.missing, found.is_weak) == (
        440_000.0, 'F4', ('F9',), False)


def test_accounts_that_are_old_or_not_there_give_way_to_the_net_worth():
    both = methods(F1=787_500, F2=300_000)
    assert recommend(both, 'A', accounts_months=18).amount == 780_000
    assert recommend(both, 'A', accounts_months=19).amount == 300_000
    assert recommend(both, 'A').amount == 300_000


def test_who_gave_no_accounts_is_judged_by_his_trade():
    found = recommend(methods(F4=118_300, F9=120_000), 'B')
    assert (found.amount, found.by, found.missing, found.is_weak) == (
        110_000.0, 'F4', ('F7', 'capacity'), False)
    weak = recommend(methods(F9=120_000))
    assert (weak.amount, weak.is_weak) == (120_000.0, True)


def test_nothing_known_is_no_recommendation_and_the_worst_grade_no_credit():
    assert recommend({}).amount is None
    assert recommend({}, cap=1000).amount is None
    assert recommend(methods(F4=100_000), 'E').amount == 0.0


def test_a_cap_caps():
    found = recommend(methods(F4=440_000, F9=500_000), 'A', cap=150_500)
    assert (found.amount, found.by) == (150_000.0, 'cap')


def test_the_mean_of_three():
    three = methods(F2=600_000, F3=450_000, F4=440_000)
    assert rounded(limits.mean_of_three(three)) == 496_666.67
    assert limits.mean_of_three(methods(F2=1, F3=2)) is None


@given(st.fixed_dictionaries(dict.fromkeys(('F1', 'F2', 'F4', 'F7', 'F9'), AMOUNTS)),
       st.sampled_from('ABCD'), st.sampled_from((None, 6, 24)), AMOUNTS)
def test_never_more_than_any_method_and_a_worse_grade_never_more(amounts, grade, months, cap):
    found = recommend(methods(**amounts), grade, months, cap)
    for code in ('F4', 'F7', 'F9'):
        assert found.amount is None or amounts[code] is None or found.amount <= amounts[code]
    worse = recommend(methods(**amounts), chr(ord(grade) + 1), months, cap)
    assert found.amount is None or worse.amount <= found.amount
    assert not set(found.used) & set(found.missing)


def test_all_nine_name_what_they_lack():
    found = limits.all_methods(limits.Inputs(net_worth=600, purchases=3650, term=30))
    assert tuple(found) == limits.METHODS
    assert (found['F2'].amount, found['F4'].amount) == (60, 450)
    assert found['F1'].missing == ('accounts',)
    assert set(found['F6'].missing) == {'need', 'habit', 'years', 'margin', 'current', 'debt'}
    assert found['F3'].missing == ('references',)


def test_six_factors_of_the_published_case():
    found = limits.all_methods(limits.Inputs(
        net_worth=600, need=0.3, habit='on_time', years=5, margin=0.1, current=1.8, debt=0.6))
    assert found['F6'].amount == 120
