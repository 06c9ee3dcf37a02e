"""At a delivery only what got worse since the order passed stops it."""

import pytest
from samples import breach, document, facts, passes

from credit_management.tools.breaches import figures


def released(**changes):
    """Return the figures of a release of an order of 100."""
    return figures(facts(**changes), document(100.0))


def test_what_was_released_is_not_stopped_again_for_the_same_standing():
    sent = {'amount': 0.0, 'total': 100.0}
    for changes in (
        {'standing': 'blocked'}, {'standing': 'suspended'}, {'limit_mode': 'cash_only'},
    ):
        passed = document(**sent, passed=released(**changes))
        assert passes('H07', facts(**changes), passed, 'delivery')
        since = document(**sent, passed=released())
        assert breach('H07', facts(**changes), since, 'delivery')
        unknown = document(**sent)
        assert breach('H07', facts(**changes), unknown, 'delivery')


def test_a_cash_order_that_passed_paid_is_stopped_when_the_money_is_gone():
    cash = {'limit_mode': 'cash_only', 'exposure': 600.0}
    passed = figures(facts(**cash), document(0.0))
    sent = document(0.0, total=100.0, passed=passed)
    assert breach('H07', facts(**cash), sent, 'delivery').cure['amount'] == 100.0


@pytest.mark.parametrize(
    ('days', 'amount', 'held'),
    [(38, 500.0, False), (53, 500.0, False), (54, 500.0, True), (39, 500.01, True)],
)
def test_what_was_released_late_is_stopped_when_it_gets_later_still_or_more(days, amount, held):
    sent = document(0.0, total=100.0, passed=released(overdue_days=38, overdue_amount=500.0))
    late = facts(overdue_days=days, overdue_amount=amount)
    assert passes('H02', late, sent, 'delivery') is not held


def test_an_overdue_share_that_was_released_is_stopped_when_it_grows():
    sent = document(0.0, total=100.0, passed=released(overdue_amount=200_000.0))
    assert passes('H03', facts(overdue_amount=200_000.0), sent, 'delivery')
    assert breach('H03', facts(overdue_amount=200_000.01), sent, 'delivery')
