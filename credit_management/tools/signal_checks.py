"""What makes each of the ten danger signals: a value against its threshold. Pure.

Every check returns a `Reading`, or None where too little is known to say anything: a signal must not
cry wolf (`practice.md` F32, which wins over `domain.md` §5 for DS4 and DS10, as F21 does for DS8).
Thresholds are data. `history`: days since the customer's first document with us; lists are those of
one customer, `(day, reference, …)`.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from .defaults import spread
from .exact import exact, ratio, total
from .signals import DEFINITIONS, Reading


@dataclass(frozen=True)
class Thresholds:
    """Where each signal begins, `…_seen` where one that is there is still seen; days, shares of one."""

    slower_days: object = 10
    slower_seen: object = 5
    slower_invoices: int = 3
    broken: int = 2
    broken_days: int = 180
    dishonoured: int = 1
    dishonoured_days: int = 365
    order_times: object = 3
    order_count: int = 6
    requests: int = 2
    request_days: int = 90
    owner_days: int = 180
    failed_contacts: int = 3
    reply_days: int = 14
    payers: int = 2
    payer_days: int = 90
    third_party: object = Fraction(20, 100)
    change_days: int = 90
    returns: object = Fraction(5, 100)
    returns_seen: object = Fraction(3, 100)
    returns_times: object = 2
    sales_left: object = Fraction(50, 100)
    sales_seen: object = Fraction(75, 100)


THRESHOLDS = Thresholds()

#: A bureau's event of these kinds brings the level by itself (practice.md F21).
ALERT_KINDS = frozenset({'consumption_limit', 'bill_overdue'})


def _known(code, history, definitions=DEFINITIONS):
    return history is not None and history >= definitions[code].history


def _counted(code, value, threshold, evidence=(), test=None, seen=None):
    """Return the reading of something counted: on from `threshold`, seen from `seen`."""
    lower = threshold if seen is None else min(seen, threshold)
    return Reading(
        code, value, threshold, value >= threshold, value >= lower, test, tuple(evidence)
    )


def _loudest(readings):
    """Return the reading that is on, else one that is seen, else any; None of none."""
    known = [one for one in readings if one is not None]
    return max(known, key=lambda one: (one.is_on, one.is_seen), default=None)


def _within(rows, as_of, days):
    """Return the rows of the last `days`, `as_of` included."""
    return [row for row in rows if as_of - timedelta(days=days) < row[0] <= as_of]


def flagged(code, evidence, is_stop=False):
    """Return the reading of a signal that a person reports."""
    return Reading(code, None, None, True, True, 'flag', tuple(evidence), 'user', is_stop)


def payment_slowing(history, recent, earlier, invoices, evidence=(), limits=THRESHOLDS):
    """DS1: days beyond terms of what was paid in 90 days, less those of the 365 days before.

    :param recent, earlier: days beyond terms (`collection_figures.days_beyond_terms`) or None
    :param invoices: number of those paid in the 90 days
    """
    if not _known('DS1', history) or recent is None or earlier is None:
        return None
    if invoices < limits.slower_invoices:
        return None
    slower = exact(recent) - exact(earlier)
    return _counted('DS1', slower, limits.slower_days, evidence, seen=limits.slower_seen)


def broken_promises(history, decided, as_of, limits=THRESHOLDS):
    """DS2: promises broken in 180 days; one that follows a broken one counts double.

    :param decided: ``[(day, reference, was it kept)]`` of decided promises, of one day as they were made
    """
    if not _known('DS2', history):
        return None
    count, references, was_broken = 0, [], False
    found = sorted(_within(decided, as_of, limits.broken_days), key=lambda row: row[0])
    for _day, reference, kept in found:
        if not kept:
            count += 2 if was_broken else 1
            references.append(reference)
        was_broken = not kept
    return _counted('DS2', count, limits.broken, references)


def dishonoured(history, reversals, as_of, limits=THRESHOLDS):
    """DS3: cheques, debits and bills that came back in 365 days: ``[(day, reference)]``."""
    if not _known('DS3', history):
        return None
    found = _within(reversals, as_of, limits.dishonoured_days)
    return _counted('DS3', len(found), limits.dishonoured, [row[1] for row in found])


def abnormal_order(history, amount, orders, reference=None, limits=THRESHOLDS):
    """DS4: an order against the average month; it must also be large among the customer's own.

    :param orders: amounts of his orders of 12 months before; fewer than 6 say nothing
    """
    if not _known('DS4', history) or len(orders) < limits.order_count:
        return None
    monthly = total(orders) / 12
    if monthly <= 0:
        return None
    times = exact(amount) / monthly
    own = exact(spread(orders).percentiles[95]) / monthly
    return _counted('DS4', times, max(exact(limits.order_times), own), filter(None, [reference]))


def credit_demand(history, requests, as_of, owner_changed_on=None, limits=THRESHOLDS):
    """DS5: wishes for more credit or time in 90 days; one is enough within 180 of a new owner.

    :param requests: ``[(day, reference)]``
    """
    if not _known('DS5', history):
        return None
    found = _within(requests, as_of, limits.request_days)
    many = _counted('DS5', len(found), limits.requests, [row[1] for row in found], 'requests')
    if owner_changed_on is None:
        return many
    last = owner_changed_on + timedelta(days=limits.owner_days)
    since = [row for row in requests if owner_changed_on <= row[0] <= min(as_of, last)]
    if as_of > last:
        return many
    return _loudest([many, _counted('DS5', len(since), 1, [row[1] for row in since], 'new_owner')])


def unreachable(history, contacts, letters, as_of, limits=THRESHOLDS):
    """DS6: tries in a row that reached nobody, or a formal letter unanswered after 14 days.

    :param contacts: ``[(day, reference, was somebody reached)]``
    :param letters: ``[(day sent, reference, day of the answer or None)]``
    """
    if not _known('DS6', history):
        return None
    failed = []
    for day, reference, reached in sorted(contacts, key=lambda row: row[0]):
        if day <= as_of:
            failed = [] if reached else [*failed, reference]
    # Counted are letters, not days: one that somebody dealt with is not worse the next morning.
    silent = [
        (sent, reference) for sent, reference, answered in letters
        if (as_of - sent).days >= limits.reply_days and (answered is None or answered > as_of)
    ]
    return _loudest([
        _counted('DS6', len(failed), limits.failed_contacts, failed, 'contacts'),
        _counted('DS6', len(silent), 1, [row[1] for row in sorted(silent)], 'letter'),
    ])


def payer_churn(history, new_accounts, receipts, third_party, as_of, limits=THRESHOLDS):
    """DS7: new payer accounts in 90 days, or the part of receipts that others paid.

    :param new_accounts: ``[(day first seen, reference)]``
    :param receipts, third_party: amounts of the 90 days; more than the threshold, not just it
    """
    if not _known('DS7', history):
        return None
    found = _within(new_accounts, as_of, limits.payer_days)
    share, threshold = ratio(third_party, receipts), exact(limits.third_party)
    return _loudest([
        _counted('DS7', len(found), limits.payers, [row[1] for row in found], 'accounts'),
        None if share is None else Reading(
            'DS7', share, threshold, share > threshold, share > threshold, 'third_party'),
    ])


def litigation(events):
    """DS8: what bureaus know and courts or offices have not lifted; no history with us is needed.

    :param events: ``[(reference, kind, level)]`` of open ones, levels as `bureau_events.levels` gives
        them for a customer: by size, as defendant, in payment cases alone
    """
    counted = [row for row in events if row[2] in ('alert', 'stop')]
    return Reading(
        'DS8', len(counted), 1, bool(counted), bool(counted), 'events',
        tuple(reference for reference, _kind, _level in counted), 'bureau',
        any(level == 'stop' for _reference, _kind, level in counted),
        any(kind in ALERT_KINDS for _reference, kind, _level in counted),
    )


def control_change(changes, as_of, limits=THRESHOLDS):
    """DS9: new legal representative, shareholder, address or less capital in 90 days.

    :param changes: ``[(day, reference)]``
    """
    found = _within(changes, as_of, limits.change_days)
    return Reading('DS9', len(found), 1, bool(found), bool(found), 'changes',
                   tuple(row[1] for row in found), 'bureau')


def deterioration(history, sales, troubled, before, last_year, evidence=(), limits=THRESHOLDS):
    """DS10: returns and disputes as a part of sales, at least twice that before; or sales halved.

    :param sales, troubled: what was invoiced in 90 days; of it credited back or disputed
    :param before: (sales, returned or disputed) of the 90 days before
    :param last_year: sales of the same 90 days last year, so that no season is a danger; None: unknown
    """
    if not _known('DS10', history):
        return None
    return _loudest([
        _troubled(ratio(troubled, sales), ratio(before[1], before[0]), evidence, limits),
        _fewer(ratio(sales, last_year), limits),
    ])


def _troubled(share, earlier, evidence, limits):
    if share is None:
        return None
    is_on = share >= exact(limits.returns) and share >= exact(limits.returns_times) * (earlier or 0)
    is_seen = is_on or share >= exact(limits.returns_seen)
    return Reading('DS10', share, exact(limits.returns), is_on, is_seen, 'returns', tuple(evidence))


def _fewer(left, limits):
    if left is None:
        return None
    threshold, seen = exact(limits.sales_left), exact(limits.sales_seen)
    return Reading(
        'DS10', 1 - left, 1 - threshold, left <= threshold, left <= max(threshold, seen), 'sales'
    )
