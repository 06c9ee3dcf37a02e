"""Each rule at its edges."""

from datetime import date, timedelta

import pytest
from samples import TODAY, breach, document, facts, judge, passes, policy

from credit_management.tools.breaches import evaluate, figures

# === H01 === #

def test_limit_reached_exactly_passes_and_a_cent_more_is_held():
    case = facts(exposure=0.0, effective_limit=1000.0)
    assert passes('H01', case, document(1000.00))
    assert breach('H01', case, document(1000.01)).severity == 'hold'


def test_less_than_half_a_cent_is_no_excess():
    assert passes('H01', facts(exposure=0.0, effective_limit=1000.0), document(1000.004))


def test_at_or_above_holds_at_equality_and_asks_for_a_cent_less():
    case = facts(exposure=0.0, effective_limit=1000.0)
    found = breach('H01', case, document(1000.0), at_or_above=True)
    assert found.cure['amount'] == 0.01
    assert found.params['fits'] == 999.99


def test_limit_says_what_fits_and_what_must_be_paid():
    found = breach('H01', facts(), document(30_000.0))
    assert (found.value, found.threshold) == (518_000.0, 500_000.0)
    assert found.cure == {
        'kind': 'pay',
        'amount': 18_000.0,
        'alternatives': [{'kind': 'reduce', 'to': 12_000.0, 'by': 18_000.0}],
    }


def test_nothing_fits_when_the_limit_was_used_before():
    found = breach('H01', facts(exposure=510_000.0), document(30_000.0))
    assert found.cure == {'kind': 'pay', 'amount': 40_000.0, 'alternatives': []}


def test_matching_is_cheaper_than_paying_where_transit_does_not_count():
    found = breach('H01', facts(in_transit=48_000.0, in_transit_counts=False), document(30_000.0))
    assert [found.cure['kind'], *(cure['kind'] for cure in found.cure['alternatives'])] == [
        'match', 'pay', 'reduce'
    ]


def test_money_in_transit_that_counts_is_no_second_way_out():
    found = breach('H01', facts(in_transit=48_000.0), document(30_000.0))
    assert found.cure['kind'] == 'pay'


def test_tolerance_softens_to_a_warning_and_ends():
    assert breach('H01', facts(), document(30_000.0), tolerance_percent=5).severity == 'warn'
    assert breach('H01', facts(), document(37_000.0), tolerance_percent=5).severity == 'warn'
    assert breach('H01', facts(), document(37_000.01), tolerance_percent=5).severity == 'hold'


def test_unlimited_has_no_limit_to_exceed():
    assert passes('H01', facts(limit_mode='unlimited', effective_limit=None), document(1e12))


def test_a_limit_that_could_not_be_had_is_not_checked():
    assert judge('H01', facts(effective_limit=None)).not_checked == ['H01']


def test_a_prepaid_document_skips_limit_size_and_headroom():
    over = facts(exposure=900_000.0)
    for code in ('H01', 'H10'):
        assert passes(code, over, document(0.0))
    assert passes('H04', over, document(0.0, total=9e9), amount={'-': 100.0})


def test_at_delivery_the_limit_stops_only_what_got_worse():
    over, sent = facts(exposure=600_000.0), {'amount': 0.0, 'total': 10_000.0}
    assert passes('H01', over, document(**sent), 'delivery')
    passed = figures(facts(), document(10_000.0))
    grown = breach('H01', over, document(**sent, passed=passed), 'delivery')
    assert grown.params['excess'] == 100_000.0
    prepaid = document(**sent, passed=passed, prepaid_received=10_000.0)
    assert passes('H01', over, prepaid, 'delivery')
    released = figures(facts(exposure=590_000.0), document(10_000.0))
    assert passes('H01', over, document(**sent, passed=released), 'delivery')


def test_a_lowered_limit_does_not_stop_the_delivery_of_what_was_approved():
    passed = figures(facts(), document(10_000.0))
    lowered = facts(exposure=498_000.0, effective_limit=100_000.0)
    assert passes('H01', lowered, document(0.0, total=10_000.0, passed=passed), 'delivery')


# === H02, H03 === #

@pytest.mark.parametrize(
    ('grade', 'days'), [('A', 30), ('B', 20), (None, 15), ('C', 10), ('D', 5), ('E', 0)]
)
def test_overdue_days_equal_to_the_tolerance_pass(grade, days):
    late = {'overdue_amount': 50_000.0, 'overdue_lines': 2, 'grade': grade}
    assert passes('H02', facts(overdue_days=days, **late))
    assert breach('H02', facts(overdue_days=days + 1, **late)).threshold == days


def test_delivery_waits_fifteen_days_longer():
    late = facts(overdue_days=30, overdue_amount=50_000.0)
    assert breach('H02', late).threshold == 15
    assert passes('H02', late, checkpoint='delivery')
    late = facts(overdue_days=31, overdue_amount=50_000.0)
    assert breach('H02', late, checkpoint='delivery').threshold == 30


@pytest.mark.parametrize('code', ['H02', 'H03'])
def test_crumbs_below_two_percent_of_the_limit_hold_nobody(code):
    late = {'overdue_days': 400, 'ar': 10_000.0}
    assert passes(code, facts(overdue_amount=9_999.99, **late), ignore_total_percent=2.0)
    assert breach(code, facts(overdue_amount=10_000.0, **late), ignore_total_percent=2.0)


def test_without_tolerance_for_the_grade_days_are_not_checked():
    late = facts(overdue_days=400, overdue_amount=50_000.0, grade='A')
    assert judge('H02', late, days={'-': 15}).not_checked == ['H02']


def test_money_in_transit_that_covers_all_is_matched_before_anybody_pays():
    late = facts(overdue_days=38, overdue_amount=48_000.0, in_transit=48_000.0)
    assert breach('H02', late).cure['kind'] == 'match'
    partly = facts(overdue_days=38, overdue_amount=48_000.0, in_transit=47_999.99)
    assert breach('H02', partly).cure['kind'] == 'pay'
    applied = facts(
        overdue_days=38, overdue_amount=2_000.0, in_transit=48_000.0,
        overdue_applied_in_transit=48_000.0,
    )
    assert breach('H02', applied).cure['kind'] == 'pay'


def test_overdue_share_and_least_amount_must_both_be_passed():
    assert passes('H03', facts(overdue_amount=105_000.0), percent=30)
    assert breach('H03', facts(overdue_amount=105_000.01), percent=30)
    assert passes('H03', facts(overdue_amount=150_000.0), percent=30, amount=150_000.0)


# === H04, H05, H06 === #

def test_document_amount_without_a_figure_is_not_checked():
    assert judge('H04', facts(), document(1e9)).not_checked == ['H04']


def test_document_amount_may_count_for_first_orders_only():
    options = {'amount': {'-': 5_000.0}, 'first_order_only': 1.0}
    new, known = facts(first_order=True), facts(first_order=False)
    assert passes('H04', known, document(6_000.0), **options)
    found = breach('H04', new, document(6_000.0), **options)
    assert found.cure == {'kind': 'reduce', 'to': 5_000.0, 'by': 1_000.0}
    assert passes('H04', new, document(5_000.0), **options)
    assert judge('H04', facts(), document(6_000.0), **options).not_checked == ['H04']


@pytest.mark.parametrize(
    ('days_ago', 'grade', 'severity'),
    [
        (-31, None, None), (-30, None, 'warn'), (0, None, 'warn'), (900, None, 'warn'),
        (900, 'A', 'warn'), (90, 'C', 'warn'), (91, 'C', 'hold'), (91, 'D', 'hold'),
        (1, 'E', 'hold'),
    ],
)
def test_expiry_warns_early_and_holds_weak_grades_late(days_ago, grade, severity):
    case = facts(review_date=TODAY - timedelta(days=days_ago), grade=grade)
    verdict = judge('H05', case)
    assert [found.severity for found in verdict.breaches] == ([severity] if severity else [])


def test_the_earlier_of_limit_end_and_review_counts():
    case = facts(review_date=date(2026, 11, 30), limit_valid_until=date(2026, 11, 20))
    assert breach('H05', case).params == {'date': '2026-11-20', 'what': 'limit_valid_until'}


def test_no_date_set_is_nothing_expired():
    assert passes('H05', facts())
    case = facts()
    del case['review_date'], case['limit_valid_until']
    assert judge('H05', case).not_checked == ['H05']


def test_terms_of_the_same_or_an_earlier_last_due_date_pass():
    assert passes('H06', facts())
    assert passes('H06', facts(), document(term_due=TODAY))
    found = breach('H06', facts(), document(term="Net 90", term_due=TODAY + timedelta(days=90)))
    assert found.value == 30
    assert found.cure == {'kind': 'terms', 'payment_term': "Net 60"}


def test_terms_are_not_checked_where_none_were_approved():
    assert judge('H06', facts(approved_term=None)).not_checked == ['H06']
    assert judge('H06', facts(), document(term_due=None)).not_checked == ['H06']


# === H07, H10, H13, H16 === #

@pytest.mark.parametrize(
    ('changes', 'amount', 'standing'),
    [
        ({}, 100.0, None),
        ({'standing': 'watch'}, 100.0, None),
        ({'standing': 'suspended'}, 100.0, 'suspended'),
        ({'standing': 'suspended'}, 0.0, None),
        ({'standing': 'blocked'}, 100.0, 'blocked'),
        ({'standing': 'blocked'}, 0.0, 'blocked'),
        ({'limit_mode': 'cash_only'}, 100.0, 'cash_only'),
        ({'limit_mode': 'cash_only'}, 0.0, None),
        ({'partner_standing': 'blocked'}, 0.0, 'blocked'),
        ({'standing': 'suspended', 'partner_standing': 'normal'}, 100.0, 'suspended'),
        ({'standing': 'normal', 'partner_standing': 'suspended'}, 100.0, 'suspended'),
    ],
)
def test_standing_stops_and_only_blocked_stops_what_is_paid(changes, amount, standing):
    verdict = judge('H07', facts(**changes), document(amount), severity='stop')
    found = [item.params['standing'] for item in verdict.breaches]
    assert found == ([standing] if standing else [])
    assert verdict.verdict == ('stop' if standing else 'ok')


def test_money_on_account_is_a_prepayment():
    cash = facts(limit_mode='cash_only', effective_limit=0.0, exposure=-100.0)
    assert passes('H07', cash, document(100.0))
    assert breach('H07', cash, document(130.0)).cure['amount'] == 30.0


def test_a_cash_only_delivery_is_stopped_until_its_order_is_paid():
    cash = {'limit_mode': 'cash_only', 'effective_limit': 0.0}
    sent = {'amount': 0.0, 'total': 100.0}
    owing = facts(**cash, exposure=600.0)
    assert breach('H07', owing, document(**sent), 'delivery').cure['amount'] == 100.0
    assert passes('H07', owing, document(**sent, prepaid_received=100.0), 'delivery')
    invoiced = document(0.0, total=0.0)
    assert breach('H07', owing, invoiced, 'delivery').cure['amount'] == 600.0
    assert passes('H07', facts(**cash, exposure=0.0), invoiced, 'delivery')


def test_little_left_warns_below_a_tenth_of_the_limit():
    assert passes('H10', facts(exposure=438_000.0), document(12_000.0))
    found = breach('H10', facts(exposure=438_000.01), document(12_000.0))
    assert (found.value, found.threshold) == (49_999.99, 50_000.0)


def test_little_left_says_how_much_more_limit_leaves_enough():
    found = breach('H10', facts(exposure=488_000.0), document(12_000.0))
    more = found.params['more_limit']
    assert more == 55_555.56
    assert passes('H10', facts(
        exposure=488_000.0, effective_limit=500_000.0 + more), document(12_000.0))


def test_little_left_goes_below_zero_beside_the_limit():
    found = breach('H10', facts(), document(30_000.0))
    assert (found.value, found.threshold) == (-18_000.0, 50_000.0)


def test_a_limit_of_nothing_has_no_part_that_is_left():
    assert passes('H10', facts(exposure=0.0, effective_limit=0.0, base_limit=0.0), document(1.0))


def test_a_document_that_takes_off_is_not_measured():
    over = facts(exposure=600_000.0)
    for code in ('H01', 'H10'):
        assert passes(code, over, document(-10.0))


def test_figures_of_an_earlier_checkpoint_bind_at_delivery_alone():
    late = facts(overdue_days=38, overdue_amount=48_000.0)
    again = document(passed=figures(late, document()))
    assert breach('H02', late, again)
    assert passes('H02', late, again, 'delivery')


def test_prepayment_of_the_order_or_of_the_customer_whichever_is_more():
    asked = document(100.0, prepaid_required=30.0, prepaid_received=10.0)
    found = breach('H13', facts(), asked, 'delivery')
    assert found.cure == {'kind': 'deposit', 'amount': 20.0, 'percent': 30.0}
    found = breach('H13', facts(prepayment_percent=50.0), asked, 'delivery')
    assert found.cure == {'kind': 'deposit', 'amount': 40.0, 'percent': 50.0}
    paid = document(100.0, prepaid_required=30.0, prepaid_received=30.0)
    assert passes('H13', facts(), paid, 'delivery')


def test_an_invoice_to_another_company_warns():
    verdict = evaluate(facts(), document(differing_invoice=True), policy('H16'), 'order_confirm')
    assert verdict.verdict == 'warn'
    assert passes('H16', facts())
