"""How well grades and scores told who would default: Gini, AUC, defaults by grade, stability. Pure.

AUC is the chance that of two customers, one of whom defaulted, the other had the better score; ties
count half (Mann–Whitney). Gini = 2 × AUC − 1. Stability is the population stability index,
Σ (now − then) × ln(now / then) over the grades' shares.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from math import log

from .exact import ratio

#: Fewer defaults, or fewer others, than this say nothing of a score.
FEWEST = 10
#: Stability up to: nothing moved; something did, look into it; above them it is another population.
STABILITY = ((0.10, 'stable'), (0.25, 'moved'))
UNSTABLE = 'shifted'
#: A share of 0 counts as half a customer, or the index would be endless.
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class GradeRow:
    """A grade's customers then, and what became of them; `rate` is a part of one."""

    grade: str
    customers: int
    defaults: int

    @property
    def rate(self):
        return ratio(self.defaults, self.customers)


def auc(scores):
    """Return the AUC of ``[(score, whether it defaulted)]``, high scores good; None without both."""
    bad = sorted(score for score, defaulted in scores if defaulted)
    good = [score for score, defaulted in scores if not defaulted]
    if not bad or not good:
        return None
    # Of each good one: those that are worse count whole, its equals half.
    twice = sum(bisect_left(bad, score) + bisect_right(bad, score) for score in good)
    return Fraction(twice, 2 * len(bad) * len(good))


def gini(scores):
    """Return 2 × AUC − 1: 1 tells all apart, 0 is chance, below 0 is upside down."""
    found = auc(scores)
    return None if found is None else 2 * found - 1


def is_enough(scores):
    """Tell whether there are enough defaults and enough others to judge by."""
    bad = sum(1 for _score, defaulted in scores if defaulted)
    return bad >= FEWEST and len(scores) - bad >= FEWEST


def by_grade(rows, order):
    """Return ``[GradeRow]`` in `order` of ``[(grade, whether it defaulted)]``."""
    rows = list(rows)
    return [
        GradeRow(grade, sum(each == grade for each, _bad in rows),
                 sum(each == grade and bool(bad) for each, bad in rows))
        for grade in order
    ]


def turned_round(table):
    """Return pairs of neighbouring grades of which the better one defaulted more often."""
    known = [row for row in table if row.rate is not None]
    return [
        (better.grade, worse.grade) for better, worse in zip(known, known[1:], strict=False)
        if better.rate > worse.rate
    ]


def stability(then, now):
    """Return the stability index of two counts by grade, ``{grade: customers}``; None without any."""
    grades = sorted(set(then) | set(now))
    if not sum(then.values()) or not sum(now.values()):
        return None
    before, after = _shares(then, grades), _shares(now, grades)
    return sum(
        float(after[grade] - before[grade]) * log(after[grade] / before[grade])
        for grade in grades)


def _shares(counts, grades):
    filled = {grade: Fraction(counts.get(grade) or HALF) for grade in grades}
    whole = sum(filled.values())
    return {grade: count / whole for grade, count in filled.items()}


def stability_reading(index):
    """Return what a stability index says, None without one."""
    if index is None:
        return None
    return next((word for most, word in STABILITY if index <= most), UNSTABLE)


def curve(scores):
    """Return ``[(share of customers, share of defaults)]``, the worst scores first; [] without both.

    Customers with equal scores are one step, so that their order says nothing.
    """
    bad, whole = sum(bool(defaulted) for _score, defaulted in scores), len(scores)
    if not bad or bad == whole:
        return []
    points, seen, found = [(Fraction(0), Fraction(0))], 0, 0
    ordered = sorted(scores, key=lambda pair: pair[0])
    for position, (score, defaulted) in enumerate(ordered):
        seen, found = seen + 1, found + bool(defaulted)
        if position + 1 == whole or ordered[position + 1][0] != score:
            points.append((Fraction(seen, whole), Fraction(found, bad)))
    return points
