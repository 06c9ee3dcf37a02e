"""Customers by how much is late and how late it is: four corners, a policy for each. Pure.

X is the weighted average of days overdue, Y the overdue amount in company currency. On a line is
above it. Who is not late is in none (*current*).
"""

from dataclasses import dataclass
from fractions import Fraction

from .aging import late, open_amount, weighted_age
from .exact import exact, total

#: Days overdue from which a customer is late for long.
LATE_DAYS = 30
#: Those who are large hold this part of all that is overdue.
LARGE_SHARE = Fraction(8, 10)

#: Corner -> (its number, what is done there); texts are the screen's.
CORNERS = {
    'critical': (1, (
        'named_owner', 'weekly_review', 'stop_supply', 'repayment_plan_7_days',
        'ultimatum_then_legal', 'inform_cfo',
    )),
    'watch': (2, (
        'senior_call_24_hours', 'visit', 'confirm_statement', 'check_bureau', 'no_limit_increase',
    )),
    'routine': (3, ('automatic_reminders', 'monitoring_steps')),
    'clean_up': (4, (
        'batch_letters', 'agency', 'payment_order', 'write_off_proposal', 'prepay_new_orders',
    )),
}


@dataclass(frozen=True)
class Place:
    """Where one customer stands: weighted `days`, overdue `amount`, `oldest` days; its `corner`."""

    corner: str
    days: Fraction
    amount: Fraction
    oldest: int


def place(items, large, late_days=LATE_DAYS):
    """Return the `Place` of a customer with the `aging` items, or None if nothing is late.

    :param large: the overdue amount from which a customer is large
    """
    overdue = late(items)
    if not overdue:
        return None
    days, amount = weighted_age(overdue), open_amount(overdue)
    oldest = max(late_by for late_by, _amount in overdue)
    return Place(corner(days, amount, exact(large), exact(late_days)), days, amount, oldest)


def corner(days, amount, large, late_days=LATE_DAYS):
    """Return the corner of who owes the overdue `amount`, on average `days` late; all exact."""
    is_large = amount >= large
    if days >= late_days:
        return 'critical' if is_large else 'clean_up'
    return 'watch' if is_large else 'routine'


def large_amount(overdue_amounts, share=LARGE_SHARE):
    """Return the largest amount such that who owes as much or more owes `share` of it all.

    :param overdue_amounts: one a customer; None if nothing is overdue
    """
    amounts = sorted((amount for amount in overdue_amounts if amount > 0), reverse=True)
    wanted, reached = total(amounts) * exact(share), Fraction(0)
    for amount in map(exact, amounts):
        reached += amount
        if reached >= wanted:
            return amount
    return None
