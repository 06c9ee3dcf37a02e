"""How well a claim could be proved: points for its papers, what is missing, who can fetch it. Pure.

Points and grades are those of `domain.md` §7.3; what does not apply to a claim leaves the sum that is
reached for (`practice.md` F30).
"""

from dataclasses import dataclass
from fractions import Fraction

#: Item -> points by level, the best first. Another table of this shape may be given to `score`.
TABLE = {
    'contract': {'full': 25, 'unsigned': 15},
    'order': {'full': 10, 'email': 7},
    'delivery': {'full': 30, 'unauthorised': 15, 'carrier': 10},
    'invoice': {'full': 10, 'sent': 5},
    'statement': {'full': 25, 'unauthorised': 10, 'silent': 5},
}
ITEMS = tuple(TABLE)
#: Nothing is on file; it does not apply to this claim.
NONE, NOT_APPLICABLE = 'none', 'na'
#: From best to worst, each with the least percentage.
GRADES = (('strong', 85), ('adequate', 60), ('weak', 0))
#: Who can fetch what is missing.
ROLES = {
    'contract': 'sales', 'order': 'sales', 'delivery': 'warehouse', 'invoice': 'accounting',
    'statement': 'credit',
}


@dataclass(frozen=True)
class Score:
    """`percent` is exact, None where nothing applies; `gaps`: ``(item, points)``, the largest first."""

    points: int
    possible: int
    percent: object
    grade: object
    gaps: tuple

    @property
    def lacks(self):
        """Return the item that would bring most, None where nothing is missing."""
        return self.gaps[0][0] if self.gaps else None


def score(levels, table=None, grades=GRADES):
    """Return the `Score` of a claim.

    :param dict levels: item -> level; `NONE` where nothing is on file, `NOT_APPLICABLE` where nothing
        could be. An item that is left out is `NONE`
    :raises KeyError: a level that the table does not know
    """
    table = TABLE if table is None else table
    points = possible = 0
    gaps = []
    for item, worth in table.items():
        level = levels.get(item, NONE)
        if level == NOT_APPLICABLE:
            continue
        whole = max(worth.values())
        reached = 0 if level == NONE else worth[level]
        points, possible = points + reached, possible + whole
        if reached < whole:
            gaps.append((item, whole - reached))
    percent = Fraction(100 * points, possible) if possible else None
    return Score(
        points, possible, percent, percent if percent is None else grade(percent, grades),
        tuple(sorted(gaps, key=lambda gap: -gap[1])))


def grade(percent, grades=GRADES):
    """Return the grade of a percentage that was not rounded."""
    return next(name for name, least in grades if percent >= least)


def best(item, levels, table=None):
    """Return the best of `levels`: one good paper is enough."""
    order = _order(item, table)
    return min(levels, key=order.index, default=NONE)


def weakest(item, levels, table=None):
    """Return the worst of `levels`: of several deliveries each has to be proved."""
    order = _order(item, table)
    return max(levels, key=order.index, default=NONE)


def _order(item, table):
    worth = (table or TABLE)[item]
    return [*sorted(worth, key=lambda level: -worth[level]), NONE, NOT_APPLICABLE]


def contract_level(is_there, is_signed, is_performed):
    """Return the level of a contract: what was performed binds without a signature, too.

    :param is_there: it covers the day of the order
    :param is_signed: by somebody who might, or sealed
    """
    if is_there and is_signed:
        return 'full'
    return 'unsigned' if is_there and is_performed else NONE
