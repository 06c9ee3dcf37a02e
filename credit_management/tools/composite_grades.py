"""A grade from everything that is known of a customer, and what caps it. Pure.

35 % how he pays, 25 % characteristics, 20 % bureau, 20 % annual accounts; what is missing gives its
weight to the rest. Source: `domain.md` 9.2, 9.5. How paying and accounts become points is ours:
their classes meet the cut-offs of the grades.
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import exact

#: Part -> its weight in per cent.
WEIGHTS = {'payment': 35, 'characteristics': 25, 'bureau': 20, 'accounts': 20}

#: (grade, from so many points on, part of a limit), the best first.
GRADES = (
    ('A', 80, Fraction(1)), ('B', 65, Fraction(4, 5)), ('C', 50, Fraction(1, 2)),
    ('D', 35, Fraction(1, 5)), ('E', 0, Fraction(0)),
)
ORDER = ''.join(grade for grade, _from, _part in GRADES)
FACTORS = {grade: part for grade, _from, part in GRADES}

LEAST_COVERAGE = Fraction(1, 2)
#: Cap -> the best grade it leaves.
CAPS = {
    'coverage': 'C', 'characteristics': 'C', 'alert': 'C', 'stop': 'E', 'hard_stop': 'E',
    'new': 'C', 'fraud': 'E',
}

#: Days beyond terms -> points, straight in between: prompt, slow up to 15, late up to 45, bad.
DAYS_POINTS = ((0, 100), (15, 65), (45, 35), (90, 0))
#: Days beyond terms -> points of a bureau's payment index (`domain.md` 12.3); 0 from 240 days on.
PAYDEX = ((0, 80), (15, 70), (22, 60), (30, 50), (60, 40), (90, 30), (120, 20), (240, 0))
#: How a payer's three parts count, in per cent.
PAYMENT_WEIGHTS = {'days': 70, 'promises': 20, 'disputes': 10}
#: A tenth of what was invoiced disputed without ground is as bad as it gets.
MOST_DISPUTED = Fraction(1, 10)
#: Z at the two ends of its grey zone: the border to E, and that to A.
Z_POINTS = (35, 80)


@dataclass(frozen=True)
class Grade:
    """`points` 0 … 100, `coverage` a part of one, `uncapped` what the points alone say.

    `caps`: those that hold, whether they change the grade or not; `parts`: ``{part: points}``;
    `weights`: ``{part: its weight after what is missing was shared out}``.
    """

    points: Fraction
    coverage: Fraction
    grade: str
    uncapped: str
    caps: tuple
    parts: dict
    weights: dict


def composite(parts, caps=(), weights=None, grades=GRADES, least=LEAST_COVERAGE, thin=None):
    """Return the `Grade` of `parts` (``{part: 0 … 100}``, None or absent: not known).

    Nothing known, or no weight on what is: no grade at all but by a cap to E.

    :param grades: as `GRADES`; :param least: what has to be known for more than `thin`
    :param thin: the best grade where less is known, see `provisional_grades.best_by_paying`
    :raises ValueError: for a part without weight, or points beyond 0 to 100
    """
    weights = {part: exact(weight) for part, weight in (weights or WEIGHTS).items()}
    known = {part: exact(points) for part, points in parts.items() if points is not None}
    if unknown := sorted(set(known) - set(weights)):
        raise ValueError(f"no weight for {', '.join(unknown)}")
    if beyond := sorted(part for part, points in known.items() if not 0 <= points <= 100):
        raise ValueError(f"points beyond 0 to 100: {', '.join(beyond)}")
    whole, told = sum(weights.values(), Fraction(0)), sum(map(weights.get, known), Fraction(0))
    coverage = told / whole if whole else Fraction(0)
    points = sum((weights[part] * each for part, each in known.items()), Fraction(0)) / told \
        if told else None
    thin = thin or CAPS['coverage']
    held = tuple(cap for cap in CAPS if cap in caps or cap == 'coverage' and told
                 and coverage < least and thin != ORDER[0])
    uncapped = grade_of(points, grades)
    return Grade(
        points, coverage, capped(uncapped, held, thin), uncapped, held, known,
        {part: weights[part] / told for part in known} if told else {})


def grade_of(points, grades=GRADES):
    """Return the grade of `points`, None without any."""
    if points is None:
        return None
    return next(grade for grade, least, _part in grades if points >= least)


def capped(grade, caps, thin=CAPS['coverage']):
    """Return `grade`, or what the strictest of `caps` leaves of it; who has none gets E at most."""
    best = {**CAPS, 'coverage': thin}
    worst = max((best[cap] for cap in caps), key=ORDER.index, default=None)
    if grade is None:
        return worst if worst == 'E' else None
    return grade if worst is None else max(grade, worst, key=ORDER.index)


# === PARTS === #


def payment_points(days=None, promises_kept=None, disputed=None, weights=None, steps=DAYS_POINTS):
    """Return 0 … 100 for how a customer pays, None if nothing is known.

    :param days: beyond terms, weighted by amount
    :param promises_kept: part of what was promised and has come due
    :param disputed: part of what was invoiced that was disputed without ground
    :param weights: of the three parts, as `PAYMENT_WEIGHTS`; :param steps: as `DAYS_POINTS`
    """
    weights = weights or PAYMENT_WEIGHTS
    parts = payment_parts(days, promises_kept, disputed, steps)
    known = {part: points for part, points in parts.items() if points is not None}
    # Broken promises and disputes say how somebody pays late, never that he pays in time.
    if 'days' not in known:
        return None
    weight = sum(weights[part] for part in known)
    return sum((weights[part] * points for part, points in known.items()),
               Fraction(0)) / weight if weight else None


def payment_parts(days=None, promises_kept=None, disputed=None, steps=DAYS_POINTS):
    """Return ``{part: 0 … 100 or None}`` of what `payment_points` weighs."""
    return {
        'days': None if days is None else between(steps, days),
        'promises': None if promises_kept is None else 100 * exact(promises_kept),
        'disputes': None if disputed is None else max(
            Fraction(0), 100 * (1 - exact(disputed) / MOST_DISPUTED)),
    }


def paydex(days):
    """Return an index like a bureau's from days beyond terms; paying early stays at 80."""
    return between(PAYDEX, days)


def accounts_points(z=None, asset_share=None):
    """Return 0 … 100 for annual accounts, None if nothing is known.

    :param z: ``(value, distress, safe)`` of Altman's Z
    :param asset_share: per cent of working assets that would be given, 0 … 25
    """
    points = []
    if z is not None:
        value, distress, safe = map(exact, z)
        low, high = Z_POINTS
        points.append(low + (high - low) * (value - distress) / (safe - distress))
    if asset_share is not None:
        points.append(4 * exact(asset_share))
    if not points:
        return None
    return min(max(sum(points, Fraction(0)) / len(points), Fraction(0)), Fraction(100))


def between(steps, value):
    """Return what lies straight between two of `steps` ``(value, points)`` at `value`."""
    value = exact(value)
    if value <= steps[0][0]:
        return Fraction(steps[0][1])
    for (low, first), (high, last) in zip(steps, steps[1:], strict=False):
        if value <= high:
            return first + (last - first) * (value - low) / (high - low)
    return Fraction(steps[-1][1])
