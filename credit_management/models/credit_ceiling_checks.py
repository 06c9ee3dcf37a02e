from collections import namedtuple

from dateutil.relativedelta import relativedelta
from odoo import api, models

from ..receivables import balance
from ..receivables.grouping import by_group
from ..tools.ceiling import (
    OVERCOMMITMENT,
    bottom_up,
    opportunity_cost,
    overcommitment,
    split_excess,
)
from ..tools.dso import DAYS_OF_YEAR
from ..tools.exact import exact, percent, ratio, rounded, total

#: `total` open; `people`: ``{salesperson or 0: open}``; `ages`: ``{bucket code: claims}``.
Owed = namedtuple('Owed', 'total people ages')


class CreditCeiling(models.AbstractModel):
    """What stands behind the ceiling: who is over it, what it costs, whether it fits from below."""

    _inherit = 'credit.ceiling'

    @api.model
    def _owed(self, asked):
        """Return what is `Owed`, in one reading of the open lines."""
        root_sudo = self.env['res.company'].sudo().browse(asked.company_ids[:1]).root_id
        buckets = root_sudo._credit_buckets('due')
        rows = self.env['credit.receivable']._rows(by_group(asked, 'salesperson', buckets))
        people = {key or 0: sums[1] or 0.0 for key, _name, sums in rows}
        columns = zip(*(sums[2:] for _key, _name, sums in rows), strict=True)
        ages = {
            code: total(amount or 0.0 for amount in column)
            for (code, _first, _last), column in zip(buckets.rows(), columns, strict=False)
        }
        return Owed(total(people.values()), people, ages)

    @api.model
    def _excess(self, root_sudo, planned, ceiling, owed):
        """Return what is above the ceiling, by salesperson and by age; None below it."""
        money = self._rounded(root_sudo)
        if ceiling.value is None or owed.total <= ceiling.value:
            return None
        excess = owed.total - ceiling.value
        users = self.env['res.users'].sudo().browse(key for key in owed.people if key)
        names = {user.id: user.name for user in users}
        bands = dict(self.env['credit.aging.report'].with_company(root_sudo)._selection_bucket())
        return {
            'amount': money(excess),
            'by_salesperson': self._shares(money, excess, owed.people, names),
            'by_age': self._shares(money, excess, owed.ages, bands, in_order=True),
        }

    @api.model
    def _shares(self, money, excess, amounts, names, in_order=False):
        """Return the parts of the excess, largest first or in the order of `amounts`."""
        rows = [
            {'key': key or None, 'name': names.get(key), 'owed': money(amounts[key]),
             'amount': money(part)}
            for key, part in split_excess(excess, amounts).items() if part
        ]
        return rows if in_order else sorted(rows, key=lambda row: -row['amount'])

    # === FUNDS, FROM BELOW, LIMITS === #

    @api.model
    def _checks(self, root_sudo, planned, ceiling, asked, owed):
        """Return funding and opportunity cost, the check from below, and overcommitment."""
        if not planned.terms:
            return None
        return {
            'funding': self._funding(root_sudo, planned, ceiling, owed),
            'bottom_up': self._bottom_up(root_sudo, planned, ceiling, asked),
            'overcommitment': self._overcommitment(root_sudo, ceiling, asked),
        }

    @api.model
    def _funding(self, root_sudo, planned, ceiling, owed):
        """Return what the receivables tie up and cost a year; without a cost of capital, None."""
        money, plan, terms = self._rounded(root_sudo), planned.plan, planned.terms
        rate = exact(plan.cost_of_capital) / 100 if plan.cost_of_capital else None

        def cost(amount):
            """Receivables are sales / days × period, so they stand for both."""
            return None if None in (amount, rate) else money(opportunity_cost(
                amount, 1, 1, terms.variable_cost_ratio, rate
            ))

        over = None if ceiling.value is None else max(owed - ceiling.value, exact(0))
        return {
            'funds': money(terms.funds), 'cap': money(ceiling.cap),
            'variable_cost_ratio': plan.variable_cost_ratio,
            'cost_of_capital': plan.cost_of_capital or None,
            'tied_up': money(owed * terms.variable_cost_ratio),
            'cost_of_ar': cost(owed), 'cost_of_ceiling': cost(ceiling.value),
            'cost_of_excess': cost(over), 'year_cost': self._year_cost(root_sudo, planned),
        }

    @api.model
    def _year_sales(self, planned):
        """Return the plan's credit sales of its year, tax included; None if a month is missing."""
        months = [planned.months.get((planned.plan.year, month)) for month in range(1, 13)]
        return None if None in months else total(sales for sales, _collections in months)

    @api.model
    def _year_cost(self, root_sudo, planned):
        """Return what the plan costs at its target DSO: by the year's planned sales."""
        plan, sales = planned.plan, self._year_sales(planned)
        if sales is None or not plan.cost_of_capital:
            return None
        return self._rounded(root_sudo)(opportunity_cost(
            sales, DAYS_OF_YEAR, plan.target_dso, planned.terms.variable_cost_ratio,
            exact(plan.cost_of_capital) / 100,
        ))

    @api.model
    def _bottom_up(self, root_sudo, planned, ceiling, asked):
        """Return what customers will owe if they pay by their terms and the tolerated delay.

        The plan's sales are theirs as those of the last twelve months were; so are their terms.
        """
        since = asked.day - relativedelta(years=1) + relativedelta(days=1)
        [(customers, sold, weighted)] = self.env['credit.receivable']._rows(
            balance.terms(asked, since, self.env['credit.receivable']._has_counters())
        )
        planned_sales, term = self._year_sales(planned), ratio(weighted, sold)
        delay = planned.plan.tolerated_delay
        # All customers at once: each has the same part of the plan as of the sales it is by.
        value = None if planned_sales is None or not sold else bottom_up(
            [(planned_sales, term, delay)])
        return {
            'value': self._rounded(root_sudo)(value), 'customers': customers, 'delay': delay,
            'term': rounded(term, 1),
            'fits': None if None in (value, ceiling.value) else value <= ceiling.value,
        }

    @api.model
    def _overcommitment(self, root_sudo, ceiling, asked):
        """Return all agreed limits as a percentage of the ceiling; they are never all used."""
        self.env['credit.profile'].flush_model()
        [(limits, unlimited)] = self.env['credit.receivable']._rows(
            balance.limits(root_sudo.id, asked.day)
        )
        times = overcommitment([limits], ceiling.value)
        return {
            'limits': self._rounded(root_sudo)(limits), 'unlimited': unlimited,
            'percent': percent(times), 'warn_above': percent(OVERCOMMITMENT),
            'warn': times is not None and times > OVERCOMMITMENT,
        }
