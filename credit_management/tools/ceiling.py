"""The ceiling of all receivables (A/R总量控制法): from sales plan and target DSO, and its use. Pure.

Amounts in company currency, one tax basis; rates and ratios are parts of one, terms and DSO days.
All is exact. Without a plan there is no ceiling: None, never 0.
"""

from dataclasses import dataclass
from fractions import Fraction

from .dso import DAYS_OF_YEAR
from .exact import exact, ratio, total

#: From this part of the ceiling on it is amber; above this one it is red.
BANDS = (Fraction(9, 10), Fraction(1))
#: Limits together may be so many times the ceiling: they are never all used.
OVERCOMMITMENT = Fraction(5, 2)

GREEN, AMBER, RED, UNKNOWN = 'green', 'amber', 'red', 'unknown'
_RANK = {UNKNOWN: 0, GREEN: 0, AMBER: 1, RED: 2}


def simple_ceiling(annual_sales, target_dso):
    """Return annual credit sales / 365 × target DSO; None without a plan."""
    if annual_sales is None:
        return None
    return exact(annual_sales) / DAYS_OF_YEAR * exact(target_dso)


@dataclass(frozen=True)
class Seasonal:
    """`value`: the ceiling, or None where `missing` (numbers of months, from 0) have no plan."""

    value: Fraction
    missing: tuple = ()


def seasonal_ceiling(months, target_dso):
    """Return the `Seasonal` ceiling at a month-end: planned credit sales of the last DSO days.

    Whole months while they fit, then the part of one: the count-back of a plan.

    :param months: ``[(planned sales or None, days)]``, newest first; a month that is needed and is
        not there counts as missing
    """
    rest, value, missing = exact(target_dso), Fraction(0), []
    for number, (sales, days) in enumerate(months):
        if rest <= 0:
            break
        used = min(rest, days)
        rest -= used
        if sales is None:
            missing.append(number)
        else:
            value += exact(sales) * used / days
    if rest > 0:
        missing.append(len(months))
    return Seasonal(None if missing else value, tuple(missing))


def with_tax(ceiling, tax_rate):
    """Return the ceiling tax included, of one from a plan without tax; None stays None."""
    return None if ceiling is None else exact(ceiling) * (1 + exact(tax_rate))


def funding_cap(funds, variable_cost_ratio):
    """Return the receivables that `funds` carry: they tie up variable cost only.

    None: funds are not known, so they cap nothing.

    :raises ValueError: a ratio that is no part of one, or 0
    """
    share = _cost_ratio(variable_cost_ratio)
    return None if funds is None else exact(funds) / share


def opportunity_cost(sales, days, period, variable_cost_ratio, cost_of_capital):
    """Return what waiting for money costs: sales / days × collection period × ratio × cost.

    :param days: those in which `sales` are made, and for which `cost_of_capital` is the rate
    """
    share = _cost_ratio(variable_cost_ratio)
    return exact(sales) / exact(days) * exact(period) * share * exact(cost_of_capital)


def _cost_ratio(value):
    value = exact(value)
    if not 0 < value <= 1:
        raise ValueError("The variable-cost ratio is a part of one, above 0 and up to 1.")
    return value


def operating_ceiling(ceiling, cap=None):
    """Return the lower of the plan's ceiling and the funding cap; None without a plan."""
    if ceiling is None or cap is None:
        return None if ceiling is None else exact(ceiling)
    return min(exact(ceiling), exact(cap))


@dataclass(frozen=True)
class Plan:
    """A month: planned credit `sales` and `collections`, `ceiling` and `actual` closing; or None."""

    sales: object
    collections: object
    ceiling: object = None
    actual: object = None


@dataclass(frozen=True)
class Budget:
    """A row of the budget; `use` of the ceiling, `variance` from plan: by actual figures.

    A month that has no actual figure yet is judged by its plan.
    """

    opening: Fraction
    closing: Fraction
    actual: Fraction
    ceiling: Fraction
    use: Fraction
    headroom: Fraction
    band: str
    variance: Fraction


def planned_closing(opening, sales, collections):
    """Return opening receivables + planned sales - planned collections; None if one is missing."""
    if None in (opening, sales, collections):
        return None
    return exact(opening) + exact(sales) - exact(collections)


def budget(opening, plans, bands=BANDS):
    """Return a `Budget` for each `Plan`, oldest first; a month opens as the last one closed.

    Actual figures, where there are some, are what the next month opens with.
    """
    rows = []
    for plan in plans:
        rows.append(_budget(opening, plan, bands))
        opening = rows[-1].closing if plan.actual is None else plan.actual
    return rows


def _budget(opening, plan, bands):
    closing = planned_closing(opening, plan.sales, plan.collections)
    actual, ceiling = (
        None if value is None else exact(value) for value in (plan.actual, plan.ceiling)
    )
    judged = closing if actual is None else actual
    variance = None if None in (actual, closing) else actual - closing
    return Budget(
        None if opening is None else exact(opening), closing, actual, ceiling,
        ratio(judged, ceiling), headroom(judged, ceiling), band(judged, ceiling, bands), variance,
    )


def bottom_up(customers):
    """Return what customers will owe: Σ planned sales / 365 × (term + tolerated delay).

    :param customers: ``[(planned sales of a year, term, tolerated delay)]``; has to fit under the
        ceiling
    """
    return total(
        exact(sales) / DAYS_OF_YEAR * (exact(term) + exact(delay))
        for sales, term, delay in customers
    )


def overcommitment(limits, ceiling):
    """Return all approved limits as a multiple of the ceiling; to be warned of above 2.5."""
    return ratio(total(limits), ceiling)


def headroom(ar, ceiling):
    """Return what is left under the ceiling, below zero if it is broken; None without one."""
    return None if ar is None or ceiling is None else exact(ceiling) - exact(ar)


def band(ar, ceiling, bands=BANDS):
    """Return `green`, `amber` or `red` of receivables under a ceiling; `unknown` without one.

    Amber from the first of `bands` on, red above the second.

    :raises ValueError: bands that are not in order
    """
    amber, red = map(exact, bands)
    if not 0 < amber <= red:
        raise ValueError("Amber begins above 0, and red not before it.")
    if ar is None or ceiling is None:
        return UNKNOWN
    if not ar or exact(ar) < exact(ceiling) * amber:
        return GREEN
    return AMBER if exact(ar) <= exact(ceiling) * red else RED


def alert(before, after):
    """Return the band to tell people of, or None: once at a crossing for the worse.

    Also once when the ceiling gets lost, since nobody watches it then.

    :param before: the band at the last look; None at the first
    """
    before = before or GREEN
    crossed = _RANK[after] > _RANK[before] or (after == UNKNOWN and before != UNKNOWN)
    return after if crossed else None


def split_excess(excess, amounts):
    """Return ``{key: part of the excess}`` by each one's part of ``{key: receivables}``."""
    claims = {key: max(exact(amount), Fraction(0)) for key, amount in amounts.items()}
    whole = total(claims.values())
    return {key: ratio(amount * exact(excess), whole) for key, amount in claims.items()}
