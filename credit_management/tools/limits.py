"""The limit that counts today, and the one to begin with. Pure.

Temporary increases begin and end by date, without a write. What a known customer begins with
follows from his trade with us: `docs/decisions/0025-a-limit-to-begin-with-stops-nobody.md`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from .defaults import two_digits
from .exact import exact, rounded
from .securities import in_effect
from .suggested_limits import by_high_credit, by_need

#: These leave nothing to sell on credit; the limit itself stays as it was decided.
NO_CREDIT_STANDINGS = ('suspended', 'blocked')
NO_CREDIT_GRADES = ('E',)


def temporary_increase(profile, today):
    """Return the temporary increase of `profile` that is valid on `today`."""
    first, last = profile['temporary_from'], profile['temporary_to']
    valid = first and last and first <= today <= last
    return (profile['temporary_limit'] or 0.0) if valid else 0.0


def effective_limit(profile, today):
    """Return the limit of `profile` (mapping of its columns) on `today`; None is unlimited."""
    if profile['standing'] in NO_CREDIT_STANDINGS or profile['grade'] in NO_CREDIT_GRADES:
        return 0.0
    if profile.get('fraud_stop'):
        return 0.0
    return agreed_limit(profile, today)


def agreed_limit(profile, today):
    """Return the limit as it was agreed, whatever standing and grade make of it; None: unlimited."""
    if profile['limit_mode'] == 'unlimited':
        return None
    if profile['limit_mode'] == 'cash_only':
        return 0.0
    return (profile['credit_limit'] or 0.0) + temporary_increase(profile, today) + float(
        in_effect(profile.get('securities'), today, 'limit'))


def widened(profile, limit, unused):
    """Return `limit` with what of offsetting securities no debt uses yet; None stays unlimited.

    Where nothing is sold on credit, a security opens nothing.
    """
    stopped = (
        profile['standing'] in NO_CREDIT_STANDINGS or profile['grade'] in NO_CREDIT_GRADES
        or profile['limit_mode'] != 'limited' or profile.get('fraud_stop'))
    return limit if stopped else limit + float(unused)


def gives_more(before, after, today):
    """Tell whether the limit `after` is above `before` today or on a later day.

    Both are mappings of a profile's columns. So a temporary increase that ends later is one more.
    """
    days = {today}
    for row in (before, after):
        days |= {row['temporary_from'], row['temporary_to'] and row['temporary_to'] + timedelta(1)}
    pairs = [
        (agreed_limit(before, day), agreed_limit(after, day)) for day in days
        if day and day >= today
    ]
    return any(old is not None and (new is None or new > old) for old, new in pairs)


# === WHAT A KNOWN CUSTOMER BEGINS WITH === #

#: Where a proposal comes from: F4, F9, Odoo's own limit, the flat smallest.
SOURCES = ('need', 'history', 'core', 'smallest')

#: ``(days beyond terms up to, part of the high credit that is given again)``: prompt and slow, late;
#: above them bad.
BEHAVIOUR = ((15, Fraction(1)), (45, Fraction(3, 4)))
BAD = Fraction(1, 2)


@dataclass(frozen=True)
class Rules:
    """How a company proposes. `uplift`: on top of the high credit, a part of one; `tolerated`: days.

    `smallest`: the flat limit of whoever would get less, 0 without; `core_first`: Odoo's own limit
    counts even if history says more; `step`: the currency's smallest unit.
    """

    uplift: float = 0.15
    tolerated: int = 15
    smallest: float = 0.0
    core_first: bool = False
    step: float = 0.01


@dataclass(frozen=True)
class Trade:
    """What is known of one customer; None is unknown.

    `sales`: of 12 months, tax included; `term`: agreed days; `high_credit`: the peak of his daily
    balance; `late`: days beyond terms; `core`: Odoo's own limit.
    """

    sales: float = None
    term: float = None
    high_credit: float = None
    late: float = None
    core: float = None


@dataclass(frozen=True)
class Opening:
    """A proposed limit with what it came from: `need` (F4), `history` (F9), `factor` in it."""

    need: float
    history: float
    factor: float
    limit: float
    source: str


def behaviour_factor(late):
    """Return the part of his high credit that a customer gets again; who is unknown gets all."""
    if late is None:
        return Fraction(1)
    return next((factor for most, factor in BEHAVIOUR if late <= most), BAD)


def from_need(trade, rules):
    """F4: a year's purchases for as long as they stay open; None without sales.

    Source: `domain.md` 9.6, without a season's margin.
    """
    return by_need(trade.sales, trade.term or 0, rules.tolerated).amount


def from_history(trade, rules):
    """F9: the high credit, a little more of it, and less for who pays late; None without."""
    return by_high_credit(
        trade.high_credit, behaviour_factor(trade.late), rules.uplift).amount


def opening(trade, rules):
    """Return the `Opening` of a customer: the largest of what is known, so nobody is stopped.

    Odoo's own limit stays as it is, where it counts; the others are rounded down to two significant
    digits.
    """
    need, history = from_need(trade, rules), from_history(trade, rules)
    source, limit = _chosen(trade, rules, {
        'need': two_digits(need, rules.step), 'history': two_digits(history, rules.step)})
    return Opening(
        need=rounded(need), history=rounded(history), factor=float(behaviour_factor(trade.late)),
        limit=float(limit), source=source,
    )


def _chosen(trade, rules, formulas):
    # Of equals the first: need, then history.
    source = max(formulas, key=formulas.get)
    limit = formulas[source]
    if trade.core and (rules.core_first or trade.core >= max(limit, rules.smallest)):
        source, limit = 'core', trade.core
    elif limit <= rules.smallest:
        source, limit = 'smallest', rules.smallest
    return source, limit


def review_days(count, today, months=12):
    """Return the days on which `count` customers are looked at again, the riskiest first.

    They are spread evenly over `months`, on weekdays, so that no day has a cliff.
    """
    end = _months_later(today, months)
    span = (end - today).days
    return [_weekday(today + timedelta(-(-(number * span) // count)), today)
            for number in range(1, count + 1)]


def _months_later(day, months):
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def _weekday(day, after):
    """Return the Friday before a weekend; the Monday after where that would be over by then."""
    friday = day - timedelta(max(day.weekday() - 4, 0))
    return friday if friday > after else day + timedelta(7 - day.weekday())


def risk(standing_rank, grade, late, limit):
    """Return a sort key, the riskiest first: standing, grade, days late, then the amount.

    Whoever has no grade stands between B and C; who never paid late nor in time, after a week.
    """
    grades = {'A': 0, 'B': 1, None: 2, 'C': 3, 'D': 4, 'E': 5}
    return -standing_rank, -grades.get(grade, 2), -(7 if late is None else late), -limit


# === HOW LIMITS ARE SPREAD === #

def histogram(amounts):
    """Return ``[(from, to, count, sum)]`` of amounts of at least 0, in steps of 1, 2 and 5.

    ``from <= amount < to``; those of 0 have a bar of their own, and bars between others are kept.
    """
    bars = {}
    for amount in amounts:
        low = _step_of(amount)
        count, total = bars.get(low, (0, exact(0)))
        bars[low] = count + 1, total + exact(amount)
    filled = _filled(bars)
    return [(float(low), float(high), count, float(total)) for low, high, (count, total) in filled]


@lru_cache(maxsize=4096)
def _step_of(amount):
    value = exact(amount)
    if value <= 0:
        return exact(0)
    power = exact(1)
    while value >= 10 * power:
        power *= 10
    while value < power:
        power /= 10
    return max(step * power for step in (1, 2, 5) if step * power <= value)


def _filled(bars):
    """Yield (from, to, (count, sum)) from the smallest to the largest step without a gap."""
    steps = sorted(low for low in bars if low)
    if 0 in bars:
        yield exact(0), min(steps, default=exact(1)), bars[0]
    low = steps[0] if steps else None
    while low is not None and low <= steps[-1]:
        high = low * (Fraction(5, 2) if _is_two(low) else 2)
        yield low, high, bars.get(low, (0, exact(0)))
        low = high


def _is_two(step):
    while step >= 10:
        step /= 10
    while step < 1:
        step *= 10
    return step == 2
