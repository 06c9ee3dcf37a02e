"""What leaves is judged, not what was ordered; and the largest part that passes is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import breach, document, facts, passes, policy

from credit_management.tools.breaches import Document, figures
from credit_management.tools.deliveries import Delivery, Growth, Line, Move, fitting

#: An order of 40 pieces at 1,000, all of it in the exposure.
ORDER = {'gross': 40_000.0, 'amount': 40_000.0, 'counted': 40_000.0, 'advance': 0.0}
#: The customer passed with 12,000 left; since then others took it, so 28,000 are over now.
PASSED = figures(facts(exposure=448_000.0), document(40_000.0))


def delivery(order=None, lines=None, moves=None, codes=('H01',), base=None, **changes):
    base = {'res_model': 'stock.picking', 'res_id': 1, 'checkpoint': 'delivery', 'amount': 0.0,
            'passed': PASSED, **(base or {})}
    return Delivery(
        Document(**base), facts(**{'exposure': 528_000.0, **changes}),
        policy(*codes, severity='hold'), order=order or ORDER,
        lines=lines or {7: Line(1_000.0, 40.0)}, moves=moves or {1: Move(7, 40.0)},
    )


def fits(case, **most):
    part = fitting(
        {int(key[1:]): quantity for key, quantity in most.items()},
        lambda some: case.judged(some).verdict in ('ok', 'warn'),
    )
    return list(part.values())


def test_what_stays_takes_off_and_what_leaves_counts():
    case = delivery()
    assert case.document_of({1: 40.0}).amount == 0.0
    assert case.document_of({1: 12.0}).amount == -28_000.0
    assert case.document_of({1: 12.0}).total == 12_000.0
    assert case.document_of({}).amount == -40_000.0


def test_twelve_of_forty_fit_when_28_000_are_over():
    case = delivery()
    assert case.judged({1: 40.0}).verdict == 'hold'
    assert case.judged({1: 13.0}).verdict == 'hold'
    assert case.judged({1: 12.0}).verdict == 'ok'
    assert fits(case, m1=40.0) == [12.0]


def test_all_of_it_fits_when_nothing_is_over():
    assert fits(delivery(exposure=500_000.0), m1=40.0) == [40.0]


def test_a_blocked_customer_and_late_invoices_let_no_part_go():
    for codes, changes in (
        (('H07',), {'standing': 'blocked'}),
        (('H02',), {'overdue_days': 90, 'overdue_amount': 9_000.0}),
    ):
        case = delivery(codes=codes, **changes)
        assert case.judged({1: 40.0}).verdict == 'hold'
        assert fits(case, m1=40.0) == [0.0]


def test_units_stay_whole_but_a_line_may_go_entirely():
    half = {'lines': {7: Line(1_000.0, 12.5)}, 'moves': {1: Move(7, 12.5)}}
    order = {'gross': 12_500.0, 'amount': 12_500.0, 'counted': 12_500.0, 'advance': 0.0}
    assert fits(delivery(order=order, exposure=503_000.0, **half), m1=12.5) == [9.0]
    assert fits(delivery(order=order, exposure=500_000.0, **half), m1=12.5) == [12.5]
    dozens = {'moves': {1: Move(7, 40 / 12, 12.0)}}
    assert fits(delivery(**dozens), m1=40 / 12) == [1.0]


def test_lines_are_filled_in_order_and_a_cheap_one_fills_the_rest():
    lines = {7: Line(1_000.0, 10.0), 8: Line(300.0, 10.0)}
    order = dict.fromkeys(ORDER, 13_000.0)
    case = delivery(order=order, lines=lines, moves={1: Move(7, 10.0), 2: Move(8, 10.0)},
                    exposure=505_500.0)
    assert fits(case, m1=10.0, m2=10.0) == [7.0, 1.0]


def test_what_is_invoiced_already_is_owed_whether_it_leaves_or_not():
    order = dict.fromkeys(ORDER, 30_000.0)
    case = delivery(order=order, lines={7: Line(1_000.0, 30.0, ahead=10.0)},
                    moves={1: Move(7, 40.0)})
    assert case.document_of({1: 10.0}).amount == -30_000.0
    assert case.document_of({1: 15.0}).amount == -25_000.0
    assert case.document_of({1: 40.0}).amount == 0.0


def test_more_than_was_ordered_adds():
    assert delivery().document_of({1: 45.0}).amount == 5_000.0


def test_an_order_beyond_the_horizon_adds_what_leaves():
    case = delivery(order={**ORDER, 'counted': 0.0}, exposure=480_000.0)
    assert case.document_of({1: 40.0}).amount == 40_000.0
    assert fits(case, m1=40.0) == [20.0]


def test_prepayments_cover_what_leaves_first():
    order = {'gross': 40_000.0, 'amount': 28_000.0, 'counted': 28_000.0, 'advance': 0.0}
    case = delivery(order=order)
    assert case.document_of({1: 12.0}).amount == -28_000.0
    assert case.document_of({1: 20.0}).amount == -20_000.0


def test_transfers_of_one_call_share_what_fits():
    moves = {1: Move(7, 10.0), 2: Move(7, 30.0)}
    case = delivery(moves=moves)
    assert case.judged({1: 10.0}).verdict == 'ok'
    case.gone = case.leaving({1: 10.0})
    assert case.judged({2: 2.0}).verdict == 'ok'
    assert case.judged({2: 3.0}).verdict == 'hold'


# === PREPAYMENT === #

def test_a_prepaid_share_lets_its_part_go():
    case = delivery(codes=('H13',), base={'prepaid_received': 3_600.0}, prepayment_percent=30.0)
    assert fits(case, m1=40.0) == [12.0]


def test_a_cash_customer_gets_what_he_paid_for():
    cash = {'limit_mode': 'cash_only', 'effective_limit': 0.0, 'exposure': 33_000.0}
    passed = figures(facts(**{**cash, 'exposure': 0.0}), document(0.0))
    case = delivery(codes=('H07', 'H13'), base={'prepaid_received': 7_000.0, 'passed': passed},
                    order={**ORDER, 'amount': 33_000.0, 'counted': 33_000.0}, **cash)
    assert fits(case, m1=40.0) == [7.0]


def test_an_invoice_uses_a_prepayment_up():
    cash = {'limit_mode': 'cash_only', 'exposure': 600.0}
    sent = {'amount': 0.0, 'total': 600.0, 'prepaid_received': 400.0}
    assert breach('H07', facts(**cash), document(**sent), 'delivery').cure['amount'] == 200.0
    sent['billed'] = 400.0
    assert breach('H07', facts(**cash), document(**sent), 'delivery').cure['amount'] == 600.0


@pytest.mark.parametrize(
    ('billed', 'total', 'missing'),
    [(0.0, 1_000.0, 0.0), (500.0, 500.0, 0.0), (500.0, 600.0, 30.0), (1_000.0, 0.0, 0.0)],
)
def test_invoices_use_up_their_share_of_a_prepayment(billed, total, missing):
    share = facts(prepayment_percent=30.0)
    sent = document(0.0, total=total, prepaid_received=300.0, billed=billed)
    if missing:
        assert breach('H13', share, sent, 'delivery').params['missing'] == missing
    else:
        assert passes('H13', share, sent, 'delivery')


def test_what_a_cash_customer_was_let_go_without_paying_is_delivered():
    cash = {'limit_mode': 'cash_only', 'exposure': 400.0}
    sent = {'amount': 0.0, 'total': 400.0, 'prepaid_required': 400.0}
    passed = figures(facts(**{**cash, 'exposure': 0.0}), document(400.0))
    assert passes('H13', facts(**cash), document(**sent, passed=passed), 'delivery')
    less = figures(facts(**{**cash, 'exposure': 0.0}), document(300.0))
    grown = breach('H13', facts(**cash), document(**sent, passed=less), 'delivery')
    assert grown.params['missing'] == 100.0
    on_credit = figures(facts(), document(400.0))
    assert breach('H13', facts(**cash), document(**sent, passed=on_credit), 'delivery')


# === GROWTH === #

def test_what_stood_before_the_growth_may_leave():
    """900 were approved at a limit of 1,000; the order grew by itself to 1,500."""
    grown = dict.fromkeys(ORDER, 1_500.0)
    limit = {'exposure': 1_500.0, 'effective_limit': 1_000.0}
    before = figures(facts(exposure=900.0, effective_limit=1_000.0), document(600.0))
    case = delivery(order=grown, lines={7: Line(100.0, 15.0)}, moves={1: Move(7, 15.0)}, **limit)
    case.policy = {**case.policy, 'rules': {'H01': {
        **case.policy['rules']['H01'], 'severity': {'order_confirm': 'hold', 'delivery': 'off'},
    }}}
    assert case.judged({1: 15.0}).verdict == 'ok'
    case.growth = Growth(before, ('H01',))
    assert case.judged({1: 15.0}).verdict == 'hold'
    assert fits(case, m1=15.0) == [10.0]
    case.facts['effective_limit'] = 500.0  # lowered meanwhile: what was approved still leaves
    before['effective_limit'] = 500.0
    assert fits(case, m1=15.0) == [9.0]


# === THE SEARCH === #

@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 50)), max_size=6), st.integers(0, 9_000))
def test_the_largest_part_line_by_line(rows, room):
    most = {key: float(quantity) for key, (quantity, _price) in enumerate(rows)}
    prices = {key: price for key, (_quantity, price) in enumerate(rows)}

    def cost(part):
        return sum(prices[key] * quantity for key, quantity in part.items())

    part = fitting(most, lambda some: cost(some) <= room)
    left = room
    for key, quantity in most.items():
        expected = min(quantity, left // prices[key])
        assert part[key] == expected
        left -= expected * prices[key]
