"""Rule H14: the pool of a credit group, at its edges."""

from dataclasses import replace

from samples import breach, document, facts, grouped, judge, passes, sentence

from credit_management.tools.breaches import figures

CODE = 'H14'


def owing(others, limit=1_000.0, exposure=0.0, **changes):
    return facts(exposure=exposure, effective_limit=1e9, group=grouped(others, limit, **changes))


def test_without_a_group_everything_passes_and_unknown_is_not_checked():
    assert passes(CODE, facts(exposure=1e9))
    assert judge(CODE, facts(group=None)).not_checked == [CODE]


def test_a_group_of_10_000_passes_at_equality_and_not_a_cent_more():
    case = owing(8_000.0, 10_000.0)
    assert passes(CODE, case, document(2_000.0))
    found = breach(CODE, case, document(2_000.01))
    assert (found.value, found.threshold, found.params['excess']) == (10_000.01, 10_000.0, 0.01)
    assert found.params['fits'] == 2_000.0
    assert found.cure == {'kind': 'pay', 'amount': 0.01, 'alternatives': [
        {'kind': 'reduce', 'to': 2_000.0, 'by': 0.01}]}
    # D365 holds at equality; so does a policy that says so.
    assert breach(CODE, case, document(2_000.0), at_or_above=True).params['excess'] == 0.01


def test_an_unlimited_customer_is_bound_by_his_group_all_the_same():
    case = {**owing(900.0), 'limit_mode': 'unlimited', 'effective_limit': None}
    assert breach(CODE, case, document(200.0)).params['excess'] == 100.0


def test_the_ceiling_that_is_exceeded_by_most_speaks():
    case = owing(0.0, 300.0, kind='member')
    case['group']['bounds'].insert(0, {'kind': 'pool', 'others': 900.0, 'limit': 1_000.0})
    assert breach(CODE, case, document(350.0)).params['why'] == 'pool'
    case['group']['bounds'][0]['others'] = 0.0
    assert breach(CODE, case, document(350.0)).params['why'] == 'member'


def test_what_is_paid_for_needs_no_pool():
    assert passes(CODE, owing(5_000.0), document(0.0, total=400.0))


def test_a_delivery_stops_only_where_the_excess_grew():
    before = owing(900.0, exposure=100.0)
    asked = replace(document(200.0), checkpoint='order_confirm')
    passed = figures(before, asked)
    now = owing(900.0, exposure=300.0)
    sent = document(0.0, total=200.0, checkpoint='delivery', passed=passed)
    assert passes(CODE, now, sent, checkpoint='delivery')
    worse = owing(950.0, exposure=300.0)
    assert breach(CODE, worse, sent, checkpoint='delivery').params['excess'] == 250.0
    # A smaller pool, or a group joined later, stops nothing that was approved.
    assert passes(CODE, owing(900.0, 10.0, exposure=300.0), sent, checkpoint='delivery')
    joined = replace(sent, passed={**passed, 'group': {}})
    assert passes(CODE, worse, joined, checkpoint='delivery')


def test_a_pool_that_ended_holds_orders_until_it_is_renewed():
    case = owing(0.0, ended='2026-11-01')
    found = breach(CODE, case, document(1.0))
    assert found.cure == {'kind': 'lift'}
    assert sentence(found) == (
        "The pool of group Acme Holding ended on 2026-11-01; passes when a manager renews it.")
    assert passes(CODE, case, document(1.0, passed=figures(case, document())), checkpoint='delivery')


def test_a_stopped_member_warns_whatever_the_policy_does_with_the_pool():
    found = breach(CODE, owing(0.0, stopped=2), document(1.0))
    assert found.severity == 'warn'
    assert "2 other members are suspended or blocked" in sentence(found)
    assert passes(CODE, owing(0.0, stopped=2), document(1.0), member_stopped=0.0)


def test_sales_read_the_way_out_and_neither_group_nor_pool():
    for case, asked in ((owing(900.0), document(350.0)), (owing(2_000.0), document(350.0)),
                        (owing(0.0, stopped=1), document(1.0))):
        found = breach(CODE, case, asked)
        for options in ({}, {'show_amounts': False}):
            text = sentence(found, 'sales', **options)
            assert 'Acme' not in text and '1,000' not in text and '2,000' not in text
    assert sentence(breach(CODE, owing(900.0), document(350.0)), 'sales') == (
        "Customers who belong together owe as much as they may. Goes through with 250.00 paid or an"
        " order up to 100.00.")
    assert sentence(breach(CODE, owing(900.0), document(350.0))) == (
        "Group Acme Holding owes 1,250.00 of its pool of 1,000.00 with this order, 250.00 over. Fits"
        " up to 100.00, or with 250.00 paid by any of them.")
