"""Who collects: the route of a case, when a case opens, and that pressure only rises. Pure.

Salesperson → credit → third party → lawyer → court → write-off, one at a time. A milder route needs
a payment, a bolder jump a ground. Routes, opening rules and grounds are data with a default table.
Sources: `domain.md` 6.4 and 6.5; days of routes are those of steps R8, R10, R16 and R17, and a
lawyer's letter lies between the two.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from .exact import exact, total
from .rpm_plans import FULL, GRADE_FACTORS

#: Why a case may leave out routes on its way up.
GROUNDS = (
    'limitation', 'guarantee', 'insolvency', 'fraud', 'assets_vanish', 'agreed_with_manager',
)


@dataclass(frozen=True)
class Route:
    """`days`: proposed from so many days late; `every`: days between two actions.

    `needs`: codes of evidence without which a case cannot go there.
    """

    code: str
    days: int
    every: int
    needs: tuple = ()


ROUTES = (
    Route('salesperson', 1, 4),
    Route('credit', 9, 4),
    Route('third_party', 91, 14, ('mandate', 'claim_file')),
    Route('lawyer', 106, 14, ('power_of_attorney', 'claim_file')),
    Route('court', 121, 30, ('power_of_attorney', 'claim_file')),
    Route('write_off', 366, 90, ('write_off_request',)),
)

#: What is hopeless goes its way in half the time; who is cooperative stays with who knows him.
PACE = MappingProxyType({'K1': Fraction(2), 'K4': Fraction(1, 2)})


def rank(code, routes=ROUTES):
    """Return 1 for the mildest route up to the last; 0 for none.

    :raises ValueError: there is no such route
    """
    codes = [route.code for route in routes]
    if code and code not in codes:
        raise ValueError(f"A route is one of {', '.join(codes)}, not {code!r}.")
    return codes.index(code) + 1 if code else 0


def move_refusal(current, wanted, present=(), is_paid=False, ground=None, routes=ROUTES):
    """Return why a case may not go from `current` to `wanted`, or None if it may.

    :param present: codes of evidence on file · :param is_paid: what was late has been paid, so
        another debt begins at any route below · :param ground: why routes are left out
    :return: `same` · `milder`: only a payment resets · `skips`: routes are left out without a
        ground of `GROUNDS` · `evidence`: what `needed` names is missing
    """
    distance = rank(wanted, routes) - rank(current, routes)
    if not distance:
        return 'same'
    if distance < 0:
        return None if is_paid else 'milder'
    if distance > 1 and ground not in GROUNDS:
        return 'skips'
    return 'evidence' if needed(wanted, present, routes) else None


def needed(code, present=(), routes=ROUTES):
    """Return the codes of evidence that the route `code` still needs."""
    route = routes[rank(code, routes) - 1]
    return tuple(item for item in route.needs if item not in present)


def proposed_route(current, days, debtor_class=None, routes=ROUTES, pace=PACE):
    """Return the code of the route that a case should be on by now: `current`, or the next one.

    :param days: days late of its oldest line · :param debtor_class: K1 to K4, None unclassified
    """
    place = rank(current, routes)
    if place == len(routes):
        return current
    above = routes[place]
    factor = pace.get(debtor_class, Fraction(1))
    return above.code if days >= max(int(above.days * factor), 1) else current


# === WHEN A CASE OPENS === #

@dataclass(frozen=True)
class OpeningRule:
    """A case opens with `amount` late in all, and a line of it `days` late; None of either: never.

    The amount is in the company's currency, and the company's own.
    """

    grade: str
    days: int
    amount: float = 0.0


_REVIEW = next(step for step in FULL.steps if 'open_case' in step.effects)
#: By grade, None is ungraded: when monitoring reviews a case, scaled as its steps are.
OPENING = tuple(
    OpeningRule(grade, int(_REVIEW.offset * factor)) for grade, factor in GRADE_FACTORS.items()
)


def opening_rules(amount, rules=OPENING):
    """Return `rules` with the least amount of a company."""
    return tuple(replace(rule, amount=amount) for rule in rules)


def opens(grade, lines, rules=OPENING):
    """Return whether a case opens for a customer of `grade`.

    :param lines: ``[(days late, amount)]``, without what is disputed or covered by money here
    """
    rule = next((one for one in rules if one.grade == grade), None)
    late = [(days, amount) for days, amount in lines if days > 0 and amount > 0]
    if not late or rule is None or rule.days is None or rule.amount is None:
        return False
    owed = total(amount for _days, amount in late)
    return max(days for days, _amount in late) >= rule.days and owed >= exact(rule.amount)
