"""Who does not pay: willing or not, able or not, K1-K4; disputed beside it, K5. Pure.

Scores go from 0 to 100 and are exact. What is not known is left out and its weight spread over the
rest; with less than half of the weight known there is no score, and with one score missing no class
(`practice.md` F48): *unclassified* is never *hopeless*. Source: `domain.md` 6.2. How facts become
points is our default.
"""

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from .exact import exact, ratio, total

#: Weights of the two roots, in per cent.
WILLING = MappingProxyType({'promises': 40, 'contacts': 30, 'disputes': 30})
ABLE = MappingProxyType({'grade': 50, 'trend': 30, 'use': 20})
#: From here on he is willing, or able.
THRESHOLD = 50
#: The part of the weights that must be known.
COVERAGE = Fraction(1, 2)

GRADE_POINTS = MappingProxyType({'A': 100, 'B': 75, 'C': 50, 'D': 25, 'E': 0})
#: A payer who has become so many days slower has no points left.
SLOWEST = 30


@dataclass(frozen=True)
class Strategy:
    """What is done with a class, in order; `agency_after`: months of own collection, or None."""

    code: str
    name: str
    steps: tuple
    agency_after: int = None


STRATEGIES = MappingProxyType({strategy.code: strategy for strategy in (
    Strategy('K1', 'cooperative', ('remind', 'help_process', 'explain_benefits')),
    Strategy('K2', 'distressed', ('demand_proof', 'repayment_plan', 'security', 'first_in_line')),
    Strategy('K3', 'strategic', ('find_leverage', 'negotiate', 'graduated_pressure', 'sue'), 3),
    Strategy('K4', 'hopeless', (
        'preserve_assets', 'security', 'call_guarantor', 'insolvency_claim', 'fast_legal_route')),
    Strategy('K5', 'disputed', ('dispute_workflow', 'collect_undisputed')),
)})

_CODES = MappingProxyType({
    (True, True): 'K1', (True, False): 'K2', (False, True): 'K3', (False, False): 'K4',
})


@dataclass(frozen=True)
class Score:
    """`value`: 0 to 100, None without enough data; `parts`: ``((name, points or None), …)``."""

    value: Fraction
    parts: tuple

    @property
    def missing(self):
        """The names of what is not known."""
        return tuple(name for name, points in self.parts if points is None)


def score(points, weights, coverage=COVERAGE):
    """Return the `Score` of ``{name: points or None}``: the mean of what is known, by weight.

    :raises ValueError: points outside 0 to 100
    """
    parts = tuple(
        (name, None if points.get(name) is None else _points(name, points[name]))
        for name in weights
    )
    known = [(weights[name], part) for name, part in parts if part is not None]
    weight, whole = total(w for w, _part in known), total(weights.values())
    enough = weight > 0 and weight >= exact(coverage) * whole
    return Score(total(w * part for w, part in known) / weight if enough else None, parts)


def _points(name, value):
    value = exact(value)
    if not 0 <= value <= 100:
        raise ValueError(f"Points go from 0 to 100, not {float(value)} for {name}.")
    return value


def willingness(promises, contacts, disputes, weights=WILLING):
    """Return the `Score` of being willing, from points as the functions below give them."""
    return score({'promises': promises, 'contacts': contacts, 'disputes': disputes}, weights)


def ability(grade, trend, use, weights=ABLE):
    """Return the `Score` of being able, from points as the functions below give them."""
    return score({'grade': grade, 'trend': trend, 'use': use}, weights)


def promise_points(kept, promised):
    """Return points for promises, by amount that matured; None without any."""
    return _share(ratio(kept, promised))


def contact_points(answered, tried):
    """Return points for answering; None if nobody tried."""
    return _share(ratio(answered, tried))


def dispute_points(unfounded, billed):
    """Return points for not disputing: by amount, only disputes that were refused count."""
    share = ratio(unfounded, billed)
    return None if share is None else _share(1 - share)


def grade_points(grade, points=GRADE_POINTS):
    """Return the points of a grade; None without one."""
    return None if grade is None else exact(points[grade])


def trend_points(slower, slowest=SLOWEST):
    """Return points for paying no later than before.

    :param slower: days beyond terms of late less those before; None is unknown
    """
    return None if slower is None else _share(1 - exact(slower) / slowest)


def use_points(exposure, limit):
    """Return points for what is left of the limit; None without a limit."""
    used = ratio(exposure, limit)
    return None if used is None else _share(1 - used)


def _share(share):
    return None if share is None else min(max(share, Fraction(0)), Fraction(1)) * 100


@dataclass(frozen=True)
class DebtorClass:
    """`code`: K1 to K4, None is unclassified; `is_disputed`: K5 lies over it.

    `by_scores`: what scores say; it differs from `code` where a person decided.
    """

    code: str
    is_disputed: bool
    by_scores: str

    @property
    def strategies(self):
        """The strategies that apply, that for disputes first."""
        codes = (['K5'] if self.is_disputed else []) + ([self.code] if self.code else [])
        return tuple(STRATEGIES[code] for code in codes)


def classify(willing, able, is_disputed=False, override=None, threshold=THRESHOLD):
    """Return the `DebtorClass` of two values (points, or None).

    :param override: the class that a person set, see `override_refusal`; None: nobody did
    """
    found = None
    if willing is not None and able is not None:
        found = _CODES[willing >= threshold, able >= threshold]
    return DebtorClass(override or found, bool(is_disputed), found)


def override_refusal(wanted, reason):
    """Return why a person may not set the class `wanted`, or None if he may.

    :return: `unknown`: no such class, or K5, which follows from disputes · `reason`: none given
    """
    if wanted not in _CODES.values():
        return 'unknown'
    return None if (reason or '').strip() else 'reason'
