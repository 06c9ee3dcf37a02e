"""What one version of a scorecard makes of what is known: value, points, coverage, band. Pure.

A card is data: factors with weights, bands with bounds. What each kind computes is `scorecards`,
`annual_accounts` and `composite_grades`; here they are asked with the card's own numbers, and answer
in one shape. Source: `domain.md` 9.5, 12.3.
"""

from dataclasses import dataclass
from fractions import Fraction

from . import annual_accounts, composite_grades, scorecards
from .exact import exact, ratio

#: Kind -> the factors it needs; None: any.
KINDS = {
    'characteristic': None,
    'five_c': None,
    'z_public': ('x1', 'x2', 'x3', 'x4', 'x5'),
    'z_private': ('x1', 'x2', 'x3', 'x4', 'x5'),
    'z_other': ('x1', 'x2', 'x3', 'x4'),
    'bathory': ('cash', 'profit', 'equity', 'net_worth', 'working'),
    'working_assets': (),
    'bureau': None,
    'payment': ('days', 'promises', 'disputes'),
    'composite': ('payment', 'characteristics', 'bureau', 'accounts'),
}
RATED = ('characteristic', 'five_c')
FINANCIAL = ('z_public', 'z_private', 'z_other', 'bathory', 'working_assets')
#: Kinds whose bands are read from below: their codes are ours, so that nothing else has to know them.
ZONES = ('distress', 'grey', 'safe')


@dataclass(frozen=True)
class Band:
    """Values up to `upto` (itself too, if `inclusive`); the last band has no bound.

    `part`: what it gives: per cent of working assets, points of days late, part of a limit in per cent.
    """

    code: str
    upto: object = None
    inclusive: bool = True
    part: object = 0


@dataclass(frozen=True)
class Card:
    """One version of a scorecard: `weights` ``{factor: weight}``, `bands` from the lowest up."""

    kind: str
    weights: dict
    bands: tuple = ()
    least: object = None
    best: int = 10

    def band(self, value):
        """Return the `Band` of a value; None without one, or without bands."""
        if value is None or not self.bands:
            return None
        return next(
            (band for band in self.bands[:-1] if value < exact(band.upto)
             or band.inclusive and value == exact(band.upto)), self.bands[-1])


@dataclass(frozen=True)
class Factor:
    """One factor of an answer: what went in, what it gave, with which weight; None is unknown."""

    code: str
    value: object = None
    points: object = None
    weight: object = None


@dataclass(frozen=True)
class Outcome:
    """`value` in the card's own measure, `points` 0 … 100 where it has any, `coverage` a part of one.

    `missing`: what nobody told; `why`: why there is no value though all was told; `uncapped`, `caps`:
    of a composite grade.
    """

    value: Fraction = None
    points: Fraction = None
    coverage: Fraction = Fraction(0)
    band: str = None
    part: Fraction = None
    factors: tuple = ()
    missing: tuple = ()
    why: str = None
    uncapped: str = None
    caps: tuple = ()


def refusal(card):
    """Return the code of what is wrong with a card before it may be published, or None."""
    needed = KINDS[card.kind]
    if any(exact(weight) < 0 for weight in card.weights.values()):
        return 'negative'
    if needed != () and not any(exact(weight) for weight in card.weights.values()):
        return 'no_weight'
    if needed is not None and set(card.weights) != set(needed):
        return 'factors'
    bounds = [exact(band.upto or 0) for band in card.bands[:-1]]
    if bounds != sorted(set(bounds)):
        return 'order'
    return _bands_refusal(card)


def _bands_refusal(card):
    codes = [band.code for band in card.bands]
    if card.kind != 'working_assets' and len(set(codes)) < len(codes):
        return 'twice'
    if card.kind.startswith('z_') and codes != list(ZONES):
        return 'zones'
    if card.kind == 'composite' and codes != list(reversed(composite_grades.ORDER)):
        return 'grades'
    if card.kind in ('working_assets', 'payment') and len(codes) < 2:
        return 'no_bands'
    return None


# === BY KIND === #


def by_ratings(card, ratings):
    """Return the `Outcome` of ``{factor: 1 … best or None}``."""
    weights = {code: exact(weight) for code, weight in card.weights.items()}
    found = scorecards.score(weights, ratings, card.best)
    points = None if found.share is None else found.share * 100
    is_short = card.least and points is not None and found.coverage < exact(card.least)
    return _answer(
        card, points, points, found.coverage or Fraction(0), tuple(
            Factor(code, ratings.get(code), None if ratings.get(code) is None
                   else weight * exact(ratings[code]), weight)
            for code, weight in weights.items()),
        found.missing, 'coverage' if is_short else None)


def by_accounts(card, accounts):
    """Return the `Outcome` of a year's `annual_accounts.Accounts` for a financial card."""
    weights = tuple(exact(card.weights[code]) for code in KINDS[card.kind])
    if card.kind == 'working_assets':
        return _by_working_assets(card, accounts)
    if card.kind == 'bathory':
        found = annual_accounts.bathory(accounts, weights)
        points = None
    else:
        distress, safe = (exact(band.upto) for band in card.bands[:2])
        found = annual_accounts.z_score(accounts, card.kind[2:], (weights, distress, safe))
        points = None if found.value is None else composite_grades.accounts_points(
            z=(found.value, distress, safe))
    terms = found.terms or (None,) * len(weights)
    factors = tuple(
        Factor(code, None if term is None or not weight else term / weight, term, weight)
        for code, term, weight in zip(KINDS[card.kind], terms, weights, strict=True))
    return _answer(card, found.value, points, Fraction(found.value is not None), factors,
                   found.missing, found.why)


def _by_working_assets(card, accounts):
    last = card.bands[-1]
    found = annual_accounts.working_asset_limit(
        accounts, tuple((exact(band.upto), exact(band.part), band.code) for band in card.bands[:-1]),
        (exact(last.part), last.code))
    told = not found.missing
    most = max((exact(band.part) for band in card.bands), default=Fraction(0))
    points = found.share * 100 / most if told and most else None
    return Outcome(
        found.limit, points, Fraction(told), found.risk, found.share,
        (Factor('assets', found.assets), Factor('value', found.value),
         Factor('share', found.share)) if told else (), found.missing, found.why)


def by_payment(card, days=None, promises=None, disputed=None):
    """Return the `Outcome` of days beyond terms and parts of one, as `payment_points` takes them."""
    steps = tuple((exact(band.upto or 0), exact(band.part)) for band in card.bands)
    weights = {code: exact(weight) for code, weight in card.weights.items()}
    given = {'days': days, 'promises': promises, 'disputes': disputed}
    parts = composite_grades.payment_parts(days, promises, disputed, steps)
    points = composite_grades.payment_points(days, promises, disputed, weights, steps)
    known = {code for code, value in given.items() if value is not None}
    return Outcome(
        points, points, _coverage(weights, known),
        None if days is None else card.band(exact(days)).code, None,
        tuple(Factor(code, given[code], parts[code], weights[code]) for code in given),
        tuple(code for code in given if code not in known),
        'days' if days is None and known else None)


def by_bureau(card, norms):
    """Return the `Outcome` of ``{dimension: 1 … 100 or None}``: the weighted mean of what is known.

    A dimension that the card does not weigh counts as nothing.
    """
    weights = {code: exact(weight) for code, weight in card.weights.items()}
    known = {code: exact(norm) for code, norm in norms.items()
             if norm is not None and weights.get(code)}
    points = ratio(sum((weights[code] * norm for code, norm in known.items()), Fraction(0)),
                   sum((weights[code] for code in known), Fraction(0)))
    # Bureaus tell one or two of many dimensions: what they tell is all there is to know.
    return _answer(
        card, points, points, Fraction(bool(known)),
        tuple(Factor(code, known[code], known[code], weights[code]) for code in known), (), None)


def by_parts(card, parts, caps=(), thin=None):
    """Return the `Outcome` of a composite card for ``{part: 0 … 100 or None}``; `band` is the grade.

    :param thin: see `composite_grades.composite`
    """
    grades = tuple(
        (band.code, 0 if lower is None else exact(lower.upto), exact(band.part) / 100)
        for band, lower in zip(reversed(card.bands), [*reversed(card.bands[:-1]), None], strict=True))
    weights = {code: exact(weight) for code, weight in card.weights.items()}
    found = composite_grades.composite(
        parts, caps, weights, grades, composite_grades.LEAST_COVERAGE if card.least is None
        else exact(card.least), thin)
    return Outcome(
        found.points, found.points, found.coverage, found.grade,
        grade_factors(card).get(found.grade),
        tuple(Factor(code, parts.get(code), found.parts.get(code), found.weights.get(code))
              for code in weights),
        tuple(code for code in weights if code not in found.parts), None, found.uncapped,
        found.caps)


def grade_factors(card):
    """Return ``{grade: part of a limit}`` of a composite card."""
    return {band.code: exact(band.part) / 100 for band in card.bands}


def accounts_part(outcomes):
    """Return 0 … 100 for the annual accounts: the mean of the points that Z and working assets have.

    :param outcomes: `Outcome` of the financial cards; those without points say nothing
    """
    points = [each.points for each in outcomes if each.points is not None]
    return sum(points, Fraction(0)) / len(points) if points else None


def _coverage(weights, known):
    return ratio(sum((weights[code] for code in known), Fraction(0)),
                 sum(weights.values(), Fraction(0))) or Fraction(0)


def _answer(card, value, points, coverage, factors, missing, why):
    band = card.band(value)
    return Outcome(value, points, coverage, band and band.code, band and exact(band.part), factors,
                   tuple(missing), why)
