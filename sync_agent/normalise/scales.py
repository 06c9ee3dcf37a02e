"""Score scales as data: state of a raw value, its grade A–E and its place from 1 to 100.

Ends of the grades on the common scale: A 80–100, B 60–79, C 40–59, D 20–39, E 1–19; linear within a
band. So the same number is the same letter whatever the bureau, and a better raw value is never a
lower number.
"""

from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from importlib import resources

from pydantic import BaseModel, ConfigDict, model_validator

from ..records.lists import Dimension, Direction
from ..toml import tomllib

NORM = {'A': (80, 100), 'B': (60, 79), 'C': (40, 59), 'D': (20, 39), 'E': (1, 19)}
#: PAYDEX -> days beyond terms, as the bureau explains its points.
PAYDEX_DAYS = ((20, 120), (30, 90), (40, 60), (50, 30), (60, 22), (70, 15), (80, 0))


class Scale(BaseModel):
    """One scale: numbers in `bands`, or words in `letters` (best first)."""

    model_config = ConfigDict(extra='forbid', frozen=True)

    dimension: Dimension
    direction: Direction
    min: Decimal | None = None
    max: Decimal | None = None
    bands: dict[str, tuple[Decimal, Decimal]] = {}
    letters: dict[str, tuple[str, ...]] = {}
    not_rated: tuple[str, ...] = ()
    facts: dict[str, str] = {}
    evidence: str = 'ours'

    @model_validator(mode='after')
    def _check(self):
        if bool(self.bands) == bool(self.letters):
            raise ValueError("a scale has either bands or letters")
        if not set(self.bands) | set(self.letters) <= set(NORM):
            raise ValueError("grades are A to E")
        if self.bands and (self.min is None or self.max is None):
            raise ValueError("bands need min and max")
        if any(low > high for low, high in self.bands.values()):
            raise ValueError("a band is [lowest, highest]")
        ends = [end for grade in sorted(self.bands, reverse=self.direction == 'higher_better')
                for end in self.bands[grade]]
        if ends != sorted(ends):
            raise ValueError(f"bands are not in the order of a scale where {self.direction}")
        return self

    @cached_property
    def _words_for_none(self):
        return frozenset(word.casefold() for word in self.not_rated)

    def read(self, raw):
        """Return (state, what else the value says or None) of a raw value that may be None."""
        if raw is None or raw.casefold() in self._words_for_none:
            return 'not_rated', None
        if raw in self.facts:
            return 'not_rated', self.facts[raw]
        if self.letters:
            known = any(raw in words for words in self.letters.values())
            return ('rated', None) if known else ('not_rated', 'unknown_value')
        number = to_number(raw)
        if number is None:
            return 'not_rated', 'unknown_value'
        if not self.min <= number <= self.max:
            return 'not_rated', 'out_of_scale'
        return 'rated', None

    def norm(self, raw):
        """Return the place of a rated raw value from 1 to 100, higher is safer; None if not rated."""
        if self.read(raw)[0] != 'rated':
            return None
        return self._letter_norm(raw) if self.letters else self._band_norm(to_number(raw))

    def _letter_norm(self, raw):
        grade, words = next(
            (grade, words) for grade, words in self.letters.items() if raw in words)
        low, high = NORM[grade]
        share = Decimal(2 * (len(words) - words.index(raw)) - 1) / (2 * len(words))
        return low + share * (high - low)

    def _band_norm(self, number):
        """Between two bands the number counts as the end of the worse one."""
        better = self.direction == 'higher_better'
        for grade in sorted(self.bands):
            lowest, highest = self.bands[grade]
            if number >= lowest if better else number <= highest:
                break
        low, high = NORM[grade]
        if lowest == highest:
            return Decimal(low + high) / 2
        share = (number - lowest) / (highest - lowest)
        share = min(max(share if better else 1 - share, Decimal(0)), Decimal(1))
        return low + share * (high - low)

    def grade(self, raw):
        """Return A to E, or None for what is not rated."""
        norm = self.norm(raw)
        return None if norm is None else grade_of(norm)


def grade_of(norm):
    """Return the grade that a place from 1 to 100 stands for."""
    return next((grade for grade in 'ABCD' if norm >= NORM[grade][0]), 'E')


def to_number(raw):
    """Return the finite number that a raw value is, or None."""
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def days_beyond_terms(paydex):
    """Return the days that a PAYDEX of 1 to 100 stands for, between its published points."""
    points = PAYDEX_DAYS
    if paydex <= points[0][0]:
        return Decimal(points[0][1])
    for (low, late), (high, early) in zip(points, points[1:], strict=False):
        if paydex <= high:
            share = (Decimal(paydex) - low) / (high - low)
            return late + share * (early - late)
    return Decimal(0)


def load(text):
    """Return (version, {id: Scale}) of a table such as `scales.toml`."""
    table = tomllib.loads(text)
    return table['version'], {
        name: Scale.model_validate(facts) for name, facts in table['scale'].items()}


@cache
def shipped():
    """Return (version, {id: Scale}) of the table that comes with the agent."""
    return load(resources.files(__package__).joinpath('scales.toml').read_text(encoding='utf-8'))
