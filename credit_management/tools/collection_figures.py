"""How well is collected: effectiveness, turnover, ratios, days to pay. Pure.

Amounts in company currency, tax included; results exact; None without data. Ratios are parts of
one.
"""

from .exact import exact, ratio, total


def effectiveness(opening, sales, closing, closing_not_due, months=1):
    """Return the collection effectiveness index: what was collected of what could be.

    (opening + sales / months - closing) / (opening + sales / months - closing not due), of
    receivables; `sales`: credit sales of all `months`. None where nothing could be collected. The
    value is raw: it is below 0 or above 1 where figures are odd; show it `clamped`.
    """
    available = exact(opening) + exact(sales) / months
    return ratio(available - exact(closing), available - exact(closing_not_due))


def clamped(share):
    """Return `share` kept between 0 and 1; None stays None."""
    return None if share is None else min(max(share, 0), 1)


def turnover(sales, opening, closing):
    """Return how often receivables turn over: net credit sales / average receivables."""
    return ratio(sales, (exact(opening) + exact(closing)) / 2)


def turnover_days(sales, opening, closing, days):
    """Return the days of one turnover, of a period of `days`."""
    return ratio(days, turnover(sales, opening, closing))


def bad_debt_ratio(written_off, sales):
    """Return what was written off as a part of sales."""
    return ratio(written_off, sales)


def approval_ratio(approved, submitted):
    """Return the part of the credit applied for that was approved, by amount."""
    return ratio(approved, submitted)


def default_rate(unpaid, matured):
    """Return the part of what matured in a month that is unpaid so many days later."""
    return ratio(unpaid, matured)


def days_to_pay(payments):
    """Return the average days from invoice to payment, by amount: Σ amount × days / Σ amount.

    :param payments: ``[(amount, invoice date, date paid)]``, one an allocation
    """
    return _average_days(payments)


def days_beyond_terms(payments):
    """Return the average days from due date to payment, by amount; below 0 is early.

    :param payments: ``[(amount, due date, date paid)]``, one an allocation
    """
    return _average_days(payments)


def _average_days(payments):
    paid = [(exact(amount), (paid - since).days) for amount, since, paid in payments]
    return ratio(
        total(amount * days for amount, days in paid), total(amount for amount, _days in paid)
    )
