"""The clock of a guarantee (保证期间): apart from the debt's, and nothing interrupts it. Pure.

Within the period the creditor must do one certain thing; what he does in time keeps the guarantee
for good, anything else does nothing, and the date never moves. Source: `domain.md` 6.9, Civil Code
of China 686, 692, 693. Where law gives no period, only an agreed one counts.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from .legal_dates import Span, alert, days_left

#: What has to be done against whom; a form that is unclear is a general guarantee.
ACTS = MappingProxyType({
    'general': ('lawsuit_debtor', 'arbitration_debtor'),
    'joint': ('claim_guarantor', 'lawsuit_guarantor', 'arbitration_guarantor'),
})
#: Days before the end at which people are told: a claim against a debtor needs preparation.
ALERTS = (90, 60, 30, 7)


@dataclass(frozen=True)
class GuaranteeLaw:
    """`default`: the period where none was agreed (None: there is none); `unclear`: that form."""

    code: str
    default: Span = None
    unclear: str = 'general'


CN = GuaranteeLaw('CN', Span(months=6))
GUARANTEE_LAWS = MappingProxyType({
    law.code: law for law in (CN, GuaranteeLaw('EU'), GuaranteeLaw('UK'), GuaranteeLaw('neutral'))
})


@dataclass(frozen=True)
class Guarantee:
    """A guarantee of a debt due on `due` (without a day: the end of the time given).

    `form`: *general*, *joint* or None (unclear); `agreed_end`, `agreed`: the last day, or the
    length, that was agreed.
    """

    due: date
    form: str = None
    agreed_end: date = None
    agreed: Span = None


@dataclass(frozen=True)
class Act:
    """Something that the creditor did, proved, on `date`; `kind` as in `ACTS`, or anything else."""

    kind: str
    date: date


@dataclass(frozen=True)
class GuaranteeClock:
    """`end`: the last day; `form`: what it counts as; `acts`: one of them has to be done.

    `kept_by`: the first act in time, or None; `is_default`: the period is the law's.
    """

    end: date
    form: str
    acts: tuple
    kept_by: Act
    is_default: bool

    def state(self, today):
        """Return *unknown* (no end), *kept*, *open* or *lapsed* on `today`."""
        if self.kept_by and self.kept_by.date <= today:
            return 'kept'
        if self.end is None:
            return 'unknown'
        return 'open' if today <= self.end else 'lapsed'

    def days_left(self, today):
        """Return the days until something must have been done; None if it was, or is unknown."""
        return days_left(self.end, today) if self.state(today) in ('open', 'lapsed') else None

    def alert(self, today, thresholds=ALERTS):
        """Return the alert that is reached (`legal_dates.alert`); None once it is kept."""
        return None if self.days_left(today) is None else alert(self.end, today, thresholds)


def guarantee_clock(guarantee, acts=(), law=CN):
    """Return the `GuaranteeClock` of `guarantee` after `acts`.

    A period that was agreed to end no later than the debt itself is none (692). It begins when the
    debt is due: what was done before keeps nothing.

    :raises ValueError: a form that does not exist
    """
    form = guarantee.form or law.unclear
    if form not in ACTS:
        raise ValueError(f"A guarantee is one of {', '.join(ACTS)}, not {form!r}.")
    agreed = _agreed_end(guarantee)
    end = agreed
    if agreed is None and law.default and guarantee.due:
        end = law.default.after(guarantee.due)
    in_time = [
        act for act in acts if act.kind in ACTS[form] and (end is None or act.date <= end)
        and (guarantee.due is None or act.date > guarantee.due)
    ]
    kept_by = min(in_time, key=lambda act: act.date, default=None)
    return GuaranteeClock(end, form, ACTS[form], kept_by, end is not None and agreed is None)


def _agreed_end(guarantee):
    end = guarantee.agreed_end
    if end is None and guarantee.agreed and guarantee.due:
        end = guarantee.agreed.after(guarantee.due)
    if end is not None and guarantee.due and end <= guarantee.due:
        return None
    return end
