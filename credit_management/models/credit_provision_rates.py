from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.exceptions import UserError

from ..receivables import provisions
from ..receivables.provisions import CREDITED, SOLD, Part
from ..tools.exact import exact
from ..tools.loss_rates import (
    STEP_DAYS,
    cohort_loss_rates,
    roll_rates,
    rolled_loss_rates,
    step_balances,
    suspicious,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Schedule:
    """The loss rates of one segment; `rates`: None where nothing could be measured."""

    part: Part
    name: str
    rates: tuple
    factor: float


@dataclass(frozen=True)
class Measured:
    """Loss rates by age, and what they were measured on.

    `month_ends`: how many in a row were at hand; `late_births`: rolls above 1, from 0: claims that
    were late when they first appeared.
    """

    first_days: tuple
    rates: tuple
    month_ends: int = 0
    late_births: tuple = ()
    sold: float = None


class CreditProvisionMatrix(models.Model):
    """The rates in force on a day: as typed in, or measured on month-ends or on old sales."""

    _inherit = 'credit.provision.matrix'

    def _check_ready(self):
        """Raise unless each table has rates, or can measure them."""
        for matrix in self:
            if matrix.kind != 'roll' and not matrix.line_ids:
                raise UserError(self.env._(
                    "%(matrix)s has no rates yet. Add a line for each age, from day 0 on.",
                    matrix=matrix.display_name,
                ))
        self._check_rates()

    def _schedules(self, asked, root):
        """Return (list of `Schedule`, the last for everybody else, `Measured` or None)."""
        self.ensure_one()
        if self.kind == 'roll':
            measured = self._measure_rolls(root, asked.day)
        elif self.kind == 'cohort':
            measured = self._measure_cohort(asked)
        else:
            return self._typed_schedules(), None
        part = Part(0, None, measured.first_days)
        return [Schedule(part, '', measured.rates, self.forward_factor)], measured

    def _typed_schedules(self):
        found, segments = [], self.segment_ids.sorted(lambda kind: (kind.sequence, kind.id))
        for number, segment in enumerate((*segments, segments.browse())):
            lines = self._lines_of(segment)
            found.append(Schedule(
                Part(number, segment._condition() if segment else None,
                     tuple(lines.mapped('first_day'))),
                segment.name or '', tuple(lines.mapped('rate')),
                (segment or self).forward_factor if self.kind == 'ecl' else 1.0,
            ))
        return found

    # === ROLL RATES === #

    def _measure_rolls(self, root, day):
        """Measure how much of each bucket rolls into the next, over the last month-ends."""
        snapshots = self._month_ends(root, day)
        first_days = (0, *range(1, self.steps * STEP_DAYS + 1, STEP_DAYS))
        if len(snapshots) < self.month_ends:
            return Measured(first_days, (None,) * len(first_days), len(snapshots))
        rolls = roll_rates([step_balances(items, self.steps) for items in snapshots])
        return Measured(
            first_days, tuple(rolled_loss_rates(rolls, self.final_rate)), len(snapshots),
            tuple(suspicious(rolls)),
        )

    def _month_ends(self, root, day):
        """Return the claims (days late, amount) of the last month-ends in a row, oldest first."""
        months_sudo = self.env['credit.receivable.snapshot']._month_ends(root, until=day)
        chain_sudo = months_sudo.browse()
        for month_sudo in months_sudo.sorted('date', reverse=True)[:self.month_ends]:
            if chain_sudo and month_sudo.date != chain_sudo[-1].date.replace(day=1) - ONE_DAY:
                break
            chain_sudo += month_sudo
        found = chain_sudo._by_day('due')
        return [
            [((month_sudo.date - due).days, claims) for due, claims, _credits in found[month_sudo.id]]
            for month_sudo in reversed(chain_sudo)
        ]

    # === COHORT === #

    def _measure_cohort(self, asked):
        """Follow old sales to their end: what was lost, of what entered each age."""
        first_days = tuple(self._lines_of(self.segment_ids.browse()).mapped('first_day'))
        last = asked.day - timedelta(days=self.cohort_days)
        first = last - relativedelta(months=self.cohort_months) + ONE_DAY
        found = dict(self.env['credit.receivable']._rows(
            provisions.cohort(asked, first, last, self.basis, first_days)
        ))
        sold = exact(found.get(SOLD) or 0) - exact(found.get(CREDITED) or 0)
        if sold <= 0:
            return Measured(first_days, (None,) * len(first_days), sold=0.0)
        collected = [exact(found.get(number) or 0) for number in range(len(first_days))]
        return Measured(
            first_days, tuple(cohort_loss_rates(sold, collected)), sold=float(sold)
        )
