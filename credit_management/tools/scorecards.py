"""Scorecards: a weighted mean of ratings, with how much of it was known. Pure.

What nobody rated is left out and lowers the coverage; it never counts as nought.
Source: `domain.md` 9.5 (b).
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import exact, ratio

#: The best rating; 8–10 is good, 4–7 fair, 1–3 poor.
BEST = 10

#: (group, factor, weight) of characteristic analysis: the customer's own, what makes him a
#: priority, credit and finance.
CHARACTERISTICS = (
    ('own', 'impression', 2),
    ('own', 'organisation', 3),
    ('own', 'products', 4),
    ('own', 'competitiveness', 4),
    ('own', 'operation', 4),
    ('own', 'prospects', 3),
    ('priority', 'margin', 5),
    ('priority', 'demands', 3),
    ('priority', 'appeal', 2),
    ('priority', 'advantage', 2),
    ('priority', 'security', 6),
    ('priority', 'substitutes', 2),
    ('finance', 'payments', 15),
    ('finance', 'bank_credit', 8),
    ('finance', 'profitability', 10),
    ('finance', 'balance_sheet', 10),
    ('finance', 'solvency', 10),
    ('finance', 'capital', 7),
)
CHARACTERISTIC_WEIGHTS = {factor: weight for _group, factor, weight in CHARACTERISTICS}

#: Up to so many per cent: no credit; inside the limit, and watched; acceptable; above them low risk.
READINGS = ((20, 'no_credit'), (45, 'high_risk'), (65, 'acceptable'))
BEST_READING = 'low_risk'

#: Less than this was rated: too little is known, and no grade is better than C.
LEAST_COVERAGE = Fraction(3, 5)

#: The five C of credit, each 1 to 5: a frame for words, not a figure.
FIVE_C = ('character', 'capacity', 'capital', 'collateral', 'conditions')


@dataclass(frozen=True)
class Score:
    """`points` of at most `most`; `share` and `coverage` are parts of one, None without weights.

    `missing`: the factors that nobody rated.
    """

    points: Fraction
    most: Fraction
    coverage: Fraction
    missing: tuple

    @property
    def share(self):
        return ratio(self.points, self.most)

    @property
    def is_enough(self):
        """Tell whether enough was rated for a grade better than C."""
        return self.coverage is not None and self.coverage >= LEAST_COVERAGE

    @property
    def reading(self):
        """Return what the score says, or None without one."""
        if self.share is None:
            return None
        return next((word for most, word in READINGS if self.share * 100 <= most), BEST_READING)


def score(weights, ratings, best=BEST):
    """Return the `Score` of `ratings`.

    :param weights: ``{factor: weight}``, none below 0
    :param ratings: ``{factor: 1 … best}``; None, or no entry, is not rated
    :raises ValueError: for a rating beyond the scale, a factor without weight, a weight below 0
    """
    rated = {factor: exact(value) for factor, value in ratings.items() if value is not None}
    if unknown := sorted(set(rated) - set(weights)):
        raise ValueError(f"no weight for {', '.join(unknown)}")
    if beyond := sorted(factor for factor, value in rated.items() if not 1 <= value <= best):
        raise ValueError(f"rated beyond 1 to {best}: {', '.join(beyond)}")
    if below := sorted(factor for factor, weight in weights.items() if weight < 0):
        raise ValueError(f"weights below 0: {', '.join(below)}")
    weights = {factor: exact(weight) for factor, weight in weights.items()}
    known = sum((weights[factor] for factor in rated), Fraction(0))
    return Score(
        points=sum((weights[factor] * value for factor, value in rated.items()), Fraction(0)),
        most=best * known,
        coverage=ratio(known, sum(weights.values(), Fraction(0))),
        missing=tuple(factor for factor in weights if factor not in rated),
    )
