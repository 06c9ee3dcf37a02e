"""A bureau's score on its scale, as grade A-E and as a number 1-100, higher is safer. Pure.

Observations stay as they came; what is derived here is done again when a table changes.
"""

from dataclasses import dataclass

from .bureau_checks import to_decimal

#: Grade -> ends of its part of 1-100, the same for every scale.
NORM_ENDS = {'A': (80.0, 100.0), 'B': (60.0, 79.0), 'C': (40.0, 59.0), 'D': (20.0, 39.0),
             'E': (1.0, 19.0)}
NOT_RATED = 'nr'
#: Bureaus count the same scale from 0 here and from 1 there.
SLACK_AT_MINIMUM = 1


@dataclass(frozen=True)
class Derived:
    """`norm` is None where `grade` is *nr*; `flag`: the value itself is an alarm."""

    norm: float = None
    grade: str = NOT_RATED
    flag: str = None


def derive(score, scale):
    """Return what `score` (row of the contract) is by `scale`, or nothing rated.

    :param dict scale: ``{"minimum", "maximum", "direction", "bands": [{"grade", "lower", "upper",
        "texts", "flag"}]}``; texts are raw values that are words
    """
    if score['state'] != 'rated' or score['direction'] != scale['direction']:
        return Derived()
    band = _by_text(score.get('raw'), scale)
    if band:
        return _derived(band, 0.5)
    raw = to_decimal(score.get('raw'))
    if raw is None or not _same_scale(score, scale):
        return Derived()
    raw = float(raw)
    if not scale['minimum'] <= raw <= scale['maximum']:
        return Derived()
    band = _by_number(raw, scale)
    return _derived(band, _place(raw, band, scale)) if band else Derived()


def _by_text(raw, scale):
    word = (raw or '').strip().casefold()
    return next((
        band for band in scale['bands']
        if word and word in [text.casefold() for text in band['texts']]
    ), None)


def _same_scale(score, scale):
    """Tell whether the ends that came with the score are those of our table."""
    low, high = (to_decimal(score.get(name)) for name in ('raw_min', 'raw_max'))
    return (
        (low is None or abs(float(low) - scale['minimum']) <= SLACK_AT_MINIMUM)
        and (high is None or float(high) == scale['maximum'])
    )


def _by_number(raw, scale):
    """Return the band with the largest lower end up to `raw`: 70.5 belongs below 71."""
    below = [band for band in scale['bands'] if band['lower'] is not None and band['lower'] <= raw]
    return max(below, key=lambda band: band['lower'], default=None)


def _place(raw, band, scale):
    """Return where in its band a value lies, 0 worst to 1 best; a class lies in the middle."""
    width = band['upper'] - band['lower']
    if width <= 0:
        return 0.5
    part = min((raw - band['lower']) / width, 1.0)
    return part if scale['direction'] == 'higher_better' else 1.0 - part


def _derived(band, place):
    if band['grade'] == NOT_RATED:
        return Derived(flag=band['flag'] or None)
    low, high = NORM_ENDS[band['grade']]
    return Derived(round(low + place * (high - low), 1), band['grade'], band['flag'] or None)
