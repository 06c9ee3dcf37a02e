"""Suggested limits by nine methods, and the recommendation from those that are available. Pure.

Each method keeps its inputs and says what it lacks. The recommendation is the least of what the
customer needs, what he can bear, what a bureau says, what he owed at most, and a cap: a method that
is missing is named, never guessed. Source: `domain.md` 9.6, with its high credit (F9).
"""

from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from .annual_accounts import working_asset_limit
from .composite_grades import FACTORS
from .defaults import DAYS_OF_YEAR, two_digits
from .exact import exact

METHODS = ('F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9')

#: Accounts older than this say nothing of what a customer can bear.
ACCOUNTS_MONTHS = 18
NET_WORTH_PART = Fraction(1, 10)
SEASON = Fraction(1, 2)
#: F5 holds for terms up to so many days.
HISTORY_TERM = 30
UPLIFT = Fraction(3, 20)
#: Fewer sources than this are a weak ground.
FEWEST = 2


@dataclass(frozen=True)
class Method:
    """`amount` is None if inputs are `missing` or the method does not apply (`why`)."""

    code: str
    amount: Fraction = None
    inputs: dict = field(default_factory=dict)
    missing: tuple = ()
    why: str = None


@dataclass(frozen=True)
class Recommendation:
    """`amount` rounded down to two digits, None if nothing is available; 0 for no credit.

    `by`: the method that decided; `used`: ``{method or cap: amount}`` the least of which was taken;
    `missing`: methods of the recommendation that could not be had; `is_weak`: fewer than two.
    """

    amount: float
    by: str
    used: dict
    missing: tuple
    is_weak: bool


def _asked(code, call, **inputs):
    """Return the method's amount from exact inputs, or what it lacks."""
    missing = tuple(name for name, value in inputs.items() if value is None)
    if missing:
        return Method(code, inputs=inputs, missing=missing)
    known = {name: exact(value) for name, value in inputs.items()}
    return Method(code, call(**known), inputs)


def by_working_assets(accounts):
    """F1, see `annual_accounts.working_asset_limit`."""
    found = working_asset_limit(accounts)
    return Method('F1', found.limit, {
        'assets': found.assets, 'value': found.value, 'share': found.share,
    }, found.missing, found.why)


def by_net_worth(net_worth):
    """F2: a tenth of the net worth; none of a negative one."""
    return _asked('F2', lambda net_worth: max(net_worth, Fraction(0)) * NET_WORTH_PART,
                  net_worth=net_worth)


def by_references(limits):
    """F3: the median of what other suppliers give."""
    given = [exact(limit) for limit in limits if limit is not None]
    if not given:
        return Method('F3', missing=('references',))
    return Method('F3', median(given), {'references': tuple(given)})


def by_need(purchases, term, tolerated, season=0):
    """F4: a year's `purchases` for as long as they stay open, in days; `season` a part on top."""
    return _asked(
        'F4', lambda purchases, term, tolerated, season: max(purchases, Fraction(0))
        / DAYS_OF_YEAR * (term + tolerated) * (1 + season),
        purchases=purchases, term=term, tolerated=tolerated, season=season)


def by_history(sales, term, in_season=False):
    """F5: a month's mean of last year's `sales`, half as much again in season; short terms only."""
    if term is not None and term > HISTORY_TERM:
        return Method('F5', inputs={'sales': sales, 'term': term}, why='long_term')
    return _asked(
        'F5', lambda sales, term: max(sales, Fraction(0)) / 12 * (1 + SEASON * bool(in_season)),
        sales=sales, term=term)


def by_six_factors(net_worth, points):
    """F6: as many per cent of the net worth as six factors have `points`, never below 0.

    :param points: ``{'need', 'habit', 'years', 'margin', 'current', 'debt': per cent}``
    """
    return _asked('F6', lambda net_worth, **points: max(
        net_worth * sum(points.values(), Fraction(0)) / 100, Fraction(0)),
        net_worth=net_worth, **points)


#: Value below -> points; the last counts for all above. Bands that the source does not print are ours.
SIX_FACTORS = {
    'need': ((Fraction(1, 4), 0), (Fraction(1, 2), 5), (None, 10)),
    'years': ((3, 0), (10, 5), (None, 10)),
    'margin': ((Fraction(1, 20), 0), (Fraction(3, 20), 5), (None, 10)),
    'current': ((Fraction(3, 2), 0), (Fraction(11, 5), 5), (None, 10)),
}
HABITS = {'late': -5, 'on_time': 5, 'discount': 10}


def six_factor_points(need, habit, years, margin, current, debt):
    """Return the points of F6; what is not known has None.

    :param need: part of his purchases that comes from us; `margin`: ours; `current`: current
        ratio; `debt`: part of his assets that is borrowed; `habit`: one of `HABITS`
    """
    points = {
        name: None if value is None else next(
            given for below, given in SIX_FACTORS[name] if below is None or exact(value) < below)
        for name, value in (
            ('need', need), ('years', years), ('margin', margin), ('current', current))
    }
    points['habit'] = HABITS.get(habit)
    points['debt'] = None if debt is None else -5 if exact(debt) > Fraction(1, 2) else 5
    return points


def by_bureau(amount):
    """F7: the most that a bureau recommends, in the company's currency."""
    return _asked('F7', lambda amount: max(amount, Fraction(0)), amount=amount)


def by_insurance(insured, share):
    """F8: the insured limit ÷ the insured part of one."""
    if share is not None and not 0 < exact(share) <= 1:
        return Method('F8', inputs={'insured': insured, 'share': share}, why='no_share')
    return _asked('F8', lambda insured, share: insured / share, insured=insured, share=share)


def by_high_credit(high_credit, behaviour, uplift=UPLIFT):
    """F9: the peak of 12 months with an uplift, times how he paid (a part of one)."""
    return _asked('F9', lambda high_credit, behaviour, uplift: max(high_credit, Fraction(0))
                  * (1 + uplift) * behaviour,
                  high_credit=high_credit, behaviour=behaviour, uplift=uplift)


@dataclass(frozen=True)
class Inputs:
    """All that the nine methods ask for, in company currency; None is not known.

    `need`, `margin`, `debt`, `season`, `insured_part`: parts of one; `term`, `tolerated`: days;
    `current`: a ratio; `behaviour`: part of the high credit that is given again.
    """

    net_worth: object = None
    references: tuple = ()
    purchases: object = None
    term: object = 0
    tolerated: object = 15
    season: object = 0
    sales: object = None
    need: object = None
    habit: str = None
    years: object = None
    margin: object = None
    current: object = None
    debt: object = None
    bureau: object = None
    insured: object = None
    insured_part: object = None
    high_credit: object = None
    behaviour: object = 1
    uplift: object = UPLIFT


def all_methods(inputs, working_assets=None):
    """Return ``{code: Method}`` of all nine.

    :param working_assets: F1 as `by_working_assets` says, in company currency; None without accounts
    """
    points = six_factor_points(inputs.need, inputs.habit, inputs.years, inputs.margin,
                               inputs.current, inputs.debt)
    found = (
        working_assets or Method('F1', missing=('accounts',)), by_net_worth(inputs.net_worth),
        by_references(inputs.references),
        by_need(inputs.purchases, inputs.term, inputs.tolerated, inputs.season),
        by_history(inputs.sales, inputs.term, bool(inputs.season)),
        by_six_factors(inputs.net_worth, points), by_bureau(inputs.bureau),
        by_insurance(inputs.insured, inputs.insured_part),
        by_high_credit(inputs.high_credit, inputs.behaviour, inputs.uplift),
    )
    return {method.code: method for method in found}


def capacity(methods, accounts_months):
    """Return what the customer can bear: F1 by accounts of at most 18 months, else F2."""
    first, second = methods.get('F1'), methods.get('F2')
    fresh = accounts_months is not None and accounts_months <= ACCOUNTS_MONTHS
    if first is not None and first.amount is not None and fresh:
        return first
    return second if second is not None else Method('F2', missing=('net_worth',))


def recommend(methods, grade=None, accounts_months=None, cap=None, step=0.01, factors=FACTORS):
    """Return the `Recommendation`: the least of F4, capacity × the grade's part, F7, F9 and `cap`.

    :param methods: ``{code: Method}``
    :param grade: A to E; without one, what he can bear counts as a C's; E gets no credit
    :param step: the currency's smallest unit
    :param factors: grade -> part of what he can bear
    """
    bears = capacity(methods, accounts_months)
    amounts = {code: methods[code].amount if code in methods else None
               for code in ('F4', 'F7', 'F9')}
    amounts['capacity'] = (
        None if bears.amount is None else bears.amount * factors[grade or 'C'])
    used = {name: amount for name, amount in amounts.items() if amount is not None}
    missing = tuple(sorted(set(amounts) - set(used)))
    if grade == 'E':
        return Recommendation(0.0, 'grade', used, missing, len(used) < FEWEST)
    if not used:
        return Recommendation(None, None, {}, missing, True)
    is_weak = len(used) < FEWEST
    if cap is not None:
        used['cap'] = exact(cap)
    by = min(used, key=used.get)
    return Recommendation(two_digits(used[by], step), by, used, missing, is_weak)


def mean_of_three(methods):
    """Return the mean of F2, F3 and F4, None unless all three are there."""
    amounts = [methods[code].amount if code in methods else None for code in ('F2', 'F3', 'F4')]
    return None if None in amounts else sum(amounts, Fraction(0)) / 3
