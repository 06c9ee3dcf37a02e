"""Several sources on one customer: which counts. Never an average. Pure."""

from .bureau_lists import GRADES

#: Two sources so many letters apart are looked at by a person; meanwhile the worse one counts.
APART = 2


def choose(scores):
    """Return ``{dimension: {"score", "conflict"}}``: the one that counts in each dimension.

    Dimensions are different risks and are never mixed. By priority of the bureau, then the newest;
    two letters apart, the worse one. Stale and unrated scores count for nothing.

    :param scores: dicts with dimension, grade, norm, priority (lower first), as_of, is_stale
    """
    chosen = {}
    for score in scores:
        if score['grade'] in GRADES and not score['is_stale']:
            chosen.setdefault(score['dimension'], []).append(score)
    return {dimension: _counts(rows) for dimension, rows in chosen.items()}


def _counts(rows):
    ranks = [GRADES.index(row['grade']) for row in rows]
    conflict = max(ranks) - min(ranks) >= APART
    if conflict:
        best = min(rows, key=lambda row: (row['norm'], row['priority']))
    else:
        best = min(rows, key=lambda row: (row['priority'], -row['as_of'].toordinal()))
    return {'score': best, 'conflict': conflict}


def recommended(limits):
    """Return the limit that counts: the least of those stated, fresh enough and convertible.

    :param limits: dicts with amount (company currency, None without a rate), state, is_stale
    """
    usable = [
        limit for limit in limits
        if limit['state'] in ('stated', 'zero') and limit['amount'] is not None
        and not limit['is_stale']
    ]
    return min(usable, key=lambda limit: limit['amount'], default=None)
