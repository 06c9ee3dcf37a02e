"""Every day late falls into exactly one band, and every amount is somewhere."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import CREDIT, PORTFOLIO, claims, days_late, factors, items, portfolios, scaled

from credit_management.tools import aging
from credit_management.tools.aging import (
    FIRST_DAYS,
    Bucket,
    InvalidBuckets,
    age,
    age_in_days,
    bands,
    bucket_index,
    buckets,
    from_first_days,
)
from credit_management.tools.exact import percent, rounded, total

REPORT = from_first_days()
starts = st.lists(st.integers(2, 3_000), unique=True, max_size=8).map(
    lambda days: (1, *sorted(days))
)


def rows(*ends, code='b{}'):
    """Return rows of buckets that follow one another and end on each of `ends`."""
    edges = [None, *ends, None]
    return [
        {'code': code.format(number), 'from': None if before is None else before + 1, 'to': after}
        for number, (before, after) in enumerate(pairwise(edges))
    ]


def changed(row, **values):
    found = rows(0, 30, 60)
    found[row].update(values)
    return found


def test_bands_follow_one_another_without_a_gap_and_the_last_is_open():
    found = bands()
    assert [number for number, _first, _last in found] == list(range(1, len(FIRST_DAYS) + 1))
    assert (found[0][1], found[-1][2]) == (1, None)
    assert all(after[1] == before[2] + 1 for before, after in pairwise(found))
    assert aging.NOT_DUE == bucket_index(0, from_first_days(FIRST_DAYS)) == 0


def test_what_is_paid_has_no_age():
    assert aging.debits([(5, 0), (5, 0.01), (5, -1)]) == [(5, Fraction(1, 100))]


def test_reports_have_the_bands_of_the_strip_and_tell_more_than_a_year_apart():
    assert [(bucket.code, bucket.first, bucket.last) for bucket in REPORT] == [
        ('not_due', None, 0), ('1_30', 1, 30), ('31_60', 31, 60), ('61_90', 61, 90),
        ('91_180', 91, 180), ('181_365', 181, 365), ('366_up', 366, None),
    ]
    assert [(first, last) for _number, first, last in bands()][:4] == [
        (bucket.first, bucket.last) for bucket in REPORT[1:5]
    ]


def test_by_posting_buckets_are_years():
    found = from_first_days(aging.LEDGER_FIRST_DAYS)
    assert [(bucket.code, bucket.first, bucket.last) for bucket in found] == [
        ('0_365', None, 365), ('366_730', 366, 730), ('731_1095', 731, 1095),
        ('1096_1460', 1096, 1460), ('1461_1825', 1461, 1825), ('1826_up', 1826, None),
    ]


def test_both_bases_count_calendar_days():
    as_of, due, posted = date(2026, 6, 30), date(2026, 6, 29), date(2026, 5, 30)
    assert age_in_days(as_of, due, posted) == age_in_days(as_of, due, posted, 'due') == 1
    assert age_in_days(as_of, due, posted, 'posting') == 31
    assert age_in_days(as_of, date(2026, 7, 15), posted) == -15


def test_an_unknown_base_is_refused():
    with pytest.raises(ValueError, match="An age counts from one of due, posting, not from 'x'."):
        age_in_days(date(2026, 6, 30), None, None, 'x')
    with pytest.raises(ValueError, match="not from 'x'"):
        buckets(rows(0), 'x')


def test_own_buckets_are_taken_as_they_are():
    assert buckets(rows(0, 15)) == (
        Bucket('b0', None, 0), Bucket('b1', 1, 15), Bucket('b2', 16, None),
    )
    assert buckets(rows(-8, 0, 1)) == (
        Bucket('b0', None, -8), Bucket('b1', -7, 0), Bucket('b2', 1, 1), Bucket('b3', 2, None),
    )
    assert buckets(rows(), 'posting') == (Bucket('b0', None, None),)


@pytest.mark.parametrize(
    ('found', 'code', 'row', 'text'),
    [
        ([], 'empty', None, "There are no buckets; one is needed."),
        (changed(2, code=''), 'code', 3, "Bucket 3 has no code."),
        (changed(2, code='b0'), 'duplicate', 3, "Bucket 3 has the code of an earlier one."),
        (changed(0, **{'from': 0}), 'first', 1, "The first bucket must be open at its beginning."),
        (changed(3, to=90), 'last', 4, "The last bucket must be open at its end."),
        (changed(1, to=None), 'days', 2,
         "Bucket 2: days are whole numbers, open only at both ends of all."),
        (changed(0, to=None), 'days', 1, "Bucket 1: days are whole"),
        (changed(3, **{'from': None}), 'days', 4, "Bucket 4: days are whole"),
        (changed(1, to=30.0), 'days', 2, "Bucket 2: days are whole"),
        (changed(1, **{'from': True}), 'days', 2, "Bucket 2: days are whole"),
        (changed(2, to=29), 'order', 3, "Bucket 3 ends before it begins."),
        (changed(2, **{'from': 32}), 'gap', 3,
         "Between bucket 3 and the one before it days are missing."),
        (changed(2, **{'from': 30}), 'overlap', 3,
         "Bucket 3 and the one before it have days in common."),
        (changed(2, **{'from': 20}), 'overlap', 3, "Bucket 3 and the one before it have days"),
        (changed(1, **{'from': 2}), 'gap', 2, "Between bucket 2 and the one before"),
        (rows(15, 30), 'due', None, "A bucket must begin with day 1, where being late begins."),
        (rows(), 'due', None, "A bucket must begin with day 1"),
    ],
)
def test_buckets_that_leave_a_day_out_or_have_one_twice_are_refused(found, code, row, text):
    with pytest.raises(InvalidBuckets) as refused:
        buckets(found)
    assert (refused.value.code, refused.value.row) == (code, row)
    assert str(refused.value).startswith(text)


def test_years_by_posting_need_no_bucket_of_day_one():
    assert len(buckets(rows(365, 730), 'posting')) == 3


@given(starts, st.integers(-500, 4_000))
def test_every_day_is_in_exactly_one_bucket(first_days, days):
    found = from_first_days(first_days)
    holding = [
        number for number, bucket in enumerate(found)
        if (bucket.first is None or bucket.first <= days)
        and (bucket.last is None or days <= bucket.last)
    ]
    assert holding == [bucket_index(days, found)]


@given(starts)
def test_what_is_made_is_valid(first_days):
    found = from_first_days(first_days)
    as_rows = [{'code': row.code, 'from': row.first, 'to': row.last} for row in found]
    assert buckets(as_rows) == found


def test_o_ag_1_amounts_shares_and_totals():
    aged = age(items(credit=True), REPORT)
    assert list(aged.amounts) == [150_000, 320_000, 60_000, 50_000, 20_000, 10_000, 5_000]
    assert [percent(share) for share in aged.shares] == [
        24.39, 52.03, 9.76, 8.13, 3.25, 1.63, 0.81
    ]
    assert (aged.gross, aged.net, aged.unallocated) == (615_000, 600_000, CREDIT[1])
    late = aging.late(items(credit=True))
    assert aging.open_amount(late) == 465_000
    assert percent(aging.late_ratio(items(credit=True))) == 75.61


def test_o_ag_1_every_line_is_where_the_table_has_it():
    assert {line: days_late(line) for line in PORTFOLIO} == {
        'I1': -15, 'I2': 0, 'I3': 1, 'I4': 30, 'I5': 31, 'I6': 61, 'I7': 90, 'I8': 91, 'I9': 365,
        'I10': 366, 'I11': 10,
    }
    assert [REPORT[bucket_index(days_late(line), REPORT)].code for line in PORTFOLIO] == [
        'not_due', 'not_due', '1_30', '1_30', '31_60', '61_90', '61_90', '91_180', '181_365',
        '366_up', '1_30',
    ]


def test_more_than_90_days_late_is_not_90():
    assert aging.open_amount(aging.late(items(), 90)) == 35_000
    assert aging.old_ratio(items(credit=True)) == Fraction(35_000, 615_000)


def test_age_is_weighed_by_amount():
    assert aging.weighted_age([(10, 300), (50, 100)]) == 20
    assert aging.weighted_age([(-10, 300), (50, 100), (900, -100)]) == 5
    assert rounded(aging.weighted_age(aging.late(items('B'))), 2) == 35.82


def test_without_claims_ratios_are_unknown():
    for none in ([], [(5, -10)]):
        assert aging.late_ratio(none) is aging.old_ratio(none) is aging.weighted_age(none) is None
        assert age(none, REPORT).shares == (None,) * 7
    assert age([], REPORT).net == 0
    assert age([(5, -10)], REPORT).net == -10
    assert aging.late_ratio([(0, 10)]) == 0


def test_an_iterator_is_read_once():
    assert age(iter(items(credit=True)), REPORT) == age(items(credit=True), REPORT)
    assert aging.late_ratio(iter(items())) == aging.late_ratio(items())
    assert aging.weighted_age(iter(items())) == aging.weighted_age(items())
    assert aging.after_credits(iter(items(credit=True))) == aging.after_credits(items(credit=True))


def test_credits_pay_the_oldest_first_for_rules_only():
    assert aging.after_credits([(1, 40), (61, 30), (31, 60), (0, -50)]) == [(31, 40), (1, 40)]
    assert aging.after_credits([(1, 40), (61, 30), (0, -70)]) == []
    assert aging.after_credits([(1, 40), (0, -50)]) == []
    assert aging.after_credits([(1, 40), (61, 30)]) == [(61, 30), (1, 40)]


@given(portfolios, starts)
def test_buckets_and_unallocated_are_the_balance(found, first_days):
    aged = age(found, from_first_days(first_days))
    assert aged.net == aging.open_amount(found) == total(amount for _days, amount in found)
    assert aged.unallocated <= 0 <= min(aged.amounts)
    assert aged.unallocated == total(amount for _days, amount in found if amount < 0)


@given(portfolios, st.randoms(use_true_random=False))
def test_order_does_not_matter(found, random):
    mixed = random.sample(found, len(found))
    assert age(mixed, REPORT) == age(found, REPORT)
    for figure in (aging.weighted_age, aging.late_ratio, aging.old_ratio):
        assert figure(mixed) == figure(found)


@given(claims, factors)
def test_another_currency_changes_amounts_and_no_ratio(found, factor):
    other = scaled(found, factor)
    assert age(other, REPORT).amounts == tuple(
        amount * factor for amount in age(found, REPORT).amounts
    )
    assert age(other, REPORT).shares == age(found, REPORT).shares
    for figure in (aging.weighted_age, aging.late_ratio, aging.old_ratio):
        assert figure(other) == figure(found)


@given(claims, st.integers(0, 400))
def test_time_makes_nothing_younger(found, days):
    later = [(late_by + days, amount) for late_by, amount in found]
    assert aging.open_amount(aging.late(later)) >= aging.open_amount(aging.late(found))
    if found:
        assert sum(age(found, REPORT).shares) == 1
        assert aging.weighted_age(later) == aging.weighted_age(found) + days


@given(portfolios)
def test_applied_credits_lower_the_sum_and_leave_nothing_older(found):
    left = aging.after_credits(found)
    net = aging.open_amount(found)
    assert aging.open_amount(left) == max(net, 0)
    assert all(amount > 0 for _days, amount in left)
    debits = aging.debits(found)
    assert max((days for days, _a in left), default=-999) <= max(
        (days for days, _a in debits), default=-999
    )
    for days in (0, 30, 90):
        assert aging.open_amount(aging.late(left, days)) == max(
            aging.open_amount(aging.late(found, days)) + age(found, REPORT).unallocated, 0
        )


def test_finer_buckets_add_up_to_coarser_ones():
    fine, coarse = age(items(), REPORT), age(items(), from_first_days((1, 91)))
    assert coarse.amounts == (fine.amounts[0], sum(fine.amounts[1:4]), sum(fine.amounts[4:]))
    assert len(FIRST_DAYS) + 1 == len(REPORT)
