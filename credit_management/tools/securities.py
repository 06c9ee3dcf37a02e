"""What stands behind a customer's debt, and what it does to his limit or exposure. Pure.

Sources: `domain.md` 7.8 (what makes each kind count), 10.1 and 10.2 (offset and limit), 11.5
(credit insurance).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .exact import exact, rounded, total

#: Kind -> what it may do, the usual first. A deposit is money: it is in the books already.
EFFECTS = {
    'deposit': ('none',),
    'guarantee': ('limit', 'none'),
    'retention': ('none', 'limit', 'offset'),
    'pledge': ('limit', 'offset', 'none'),
    'letter_of_credit': ('offset', 'limit', 'none'),
    'bank_guarantee': ('offset', 'limit', 'none'),
    'factoring': ('offset', 'none'),
    'insurance': ('none', 'limit'),
    'prepayment': ('none',),
}
#: Only so much of a contract's value is a deposit that is returned double (Civil Code 586).
DEPOSIT_PART = exact(20) / 100
#: Retention of title is lost once so much is paid (sales interpretation 26).
RETENTION_PART = exact(75) / 100
#: Deadlines of an insurer are told so many days before.
ALERT_DAYS = 14


@dataclass(frozen=True)
class Security:
    """`haircut`, `share`, `insured`: percent; `value` in one currency. None: not known.

    `paid`: part of the price that is paid, for retention of title.
    """

    kind: str
    value: float
    haircut: float = 0.0
    share: float = 100.0
    insured: float = 100.0
    company_guarantor: bool = False
    resolution_checked: bool = False
    registered: bool = False
    paid: float = 0.0
    recourse: bool = False
    notified: bool = True


def refusals(security):
    """Return codes of why a security counts for nothing; none: it counts."""
    kind, found = security.kind, []
    if kind == 'guarantee' and security.company_guarantor and not security.resolution_checked:
        found.append('no_resolution')
    if kind in ('retention', 'pledge') and not security.registered:
        found.append('not_registered')
    if kind == 'retention' and exact(security.paid) >= RETENTION_PART:
        found.append('mostly_paid')
    if kind == 'factoring' and security.recourse:
        found.append('recourse')
    if kind == 'factoring' and not security.notified:
        found.append('not_notified')
    if EFFECTS[kind] == ('none',):
        found.append('no_effect')
    return tuple(found)


def eligible(security):
    """Return what a security is worth to us, exact: value less haircut, of it our share."""
    if refusals(security):
        return exact(0)
    part = exact(security.insured) / 100 if security.kind == 'insurance' else exact(1)
    kept = (1 - exact(security.haircut) / 100) * exact(security.share) / 100
    return exact(security.value) * kept * part


def share_left(shares):
    """Return the percent of one paper that nobody counts on yet; below zero it counts twice."""
    return 100 - total(shares)


def deposit(amount, contract_value):
    """Return (deposit, plain prepayment): what of `amount` is returned double, and what is not.

    Without a contract's value nothing is known to be above.
    """
    if not contract_value:
        return exact(amount), exact(0)
    kept = min(exact(amount), exact(contract_value) * DEPOSIT_PART)
    return kept, exact(amount) - kept


# === ON A DAY === #

def valid(row, day):
    """Return whether the row of a security counts on `day`; both ends included."""
    return row['from'] <= day.isoformat() and (not row['to'] or day.isoformat() <= row['to'])


def in_effect(rows, day, effect):
    """Return the sum of what counts on `day` with `effect`, exact.

    :param rows: of `credit.check._rows`: ``{'kind', 'effect', 'from', 'to' (ISO), 'amount', …}``
    """
    return total(
        row['amount'] for row in rows or () if row['effect'] == effect and valid(row, day))


def offset(exposure, secured):
    """Return what `secured` takes off `exposure`: never more than is owed."""
    return min(exact(secured), max(exact(exposure), exact(0)))


def unused(exposure, secured):
    """Return what is left of `secured` for orders to come."""
    return exact(secured) - offset(exposure, secured)


def prepayment(rows, day):
    """Return the largest percent that securities of `day` want beforehand."""
    return max((row['percent'] or 0.0 for row in rows or ()
                if row['kind'] == 'prepayment' and valid(row, day)), default=0.0)


def extension(rows, day):
    """Return the shortest maximum extension of insurances of `day` in days, None without."""
    return min((row['extension'] for row in rows or ()
                if row['kind'] == 'insurance' and row['extension'] and valid(row, day)),
               default=None)


# === CREDIT INSURANCE === #

@dataclass(frozen=True)
class Cover:
    """`insured` and `own` of an exposure, as floats."""

    insured: float
    own: float


def cover(exposure, limit, percent, older=0.0, old_limit=None):
    """Return the `Cover` of an exposure: the insurer's percent of what lies within his limit.

    A cut holds for later deliveries only: what of `older` (open, delivered before it) lay within
    `old_limit` stays covered.
    """
    owed = max(exact(exposure), exact(0))
    base = min(owed, exact(limit))
    if old_limit is not None:
        base = max(base, min(owed, exact(older), exact(old_limit)))
    insured = base * exact(percent) / 100
    return Cover(rounded(insured), rounded(owed - insured))


@dataclass(frozen=True)
class Terms:
    """Days past due: the insurer's longest extension, his notice, the hand-over after that."""

    extension: int = 0
    notify: int = 0
    handover: int = 30


@dataclass(frozen=True)
class Deadline:
    """`kind`: extension (its last day), notify or handover; `due`: of the line it is about."""

    day: date
    kind: str
    due: date


def deadlines(due_dates, terms, reported=None, handed=None):
    """Return the `Deadline` list of open lines, the next first.

    :param reported: lines due until this day were notified; `handed`: were handed over
    """
    found = []
    for due in sorted(set(due_dates)):
        open_to = [
            ('extension', terms.extension, terms.extension, None),
            ('notify', terms.notify, terms.notify, reported),
            ('handover', terms.extension, terms.extension + terms.handover, handed),
        ]
        found += [
            Deadline(due + timedelta(days=days), kind, due)
            for kind, given, days, done in open_to if given and not (done and due <= done)]
    return sorted(found, key=lambda one: (one.day, one.kind))


def next_deadline(due_dates, terms, today, reported=None, handed=None):
    """Return the `Deadline` to act on: the first that is not done; a passed extension is none."""
    return next((one for one in deadlines(due_dates, terms, reported, handed)
                 if one.kind != 'extension' or one.day >= today), None)
