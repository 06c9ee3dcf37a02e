from collections import namedtuple

from odoo import api, models

from ..receivables import balance
from ..tools.ceiling import band
from ..tools.ceiling_plan import Ceiling, ceiling_on, month_before, month_end
from ..tools.exact import percent, ratio

#: A plan that counts before the year begins: months of so many years back may be needed.
YEARS_BACK = 3
#: So many of the last crossings are shown.
LISTED_ALERTS = 12

#: `plan`: of the year, or none; `months`: ``{(year, month): (sales with tax, collections)}``;
#: `in_force`: it is approved.
Planned = namedtuple('Planned', 'plan terms months in_force')


class CreditCeiling(models.AbstractModel):
    """Receivables against their ceiling. Only `get_ceiling` checks rights; the rest serves it."""

    _name = 'credit.ceiling'
    _description = "Ceiling of Receivables"

    @api.model
    @api.readonly
    def get_ceiling(self, as_of=None, company_id=None):
        """Return receivables against plan and ceiling on a day, and month by month of its year.

        A draft is answered with where no plan is approved, with `in_force` false.

        :param as_of: ISO date; default the company's today
        :param int company_id: any company; a root answers with its branches, a branch as its root
        :return: the answer of `docs/api.md`; what is unknown is None
        """
        self.env['credit.ceiling.plan'].check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        day = receivable._day_asked(as_of, root_sudo)
        planned = self._planned(root_sudo, day.year, drafts=True)
        asked = receivable._question(root_sudo, day)
        owed = self._owed(asked)
        ceiling = self._ceiling(planned, day)
        return {
            'as_of': day.isoformat(), 'company_id': root_sudo.id, 'company': root_sudo.name,
            'currency': root_sudo.currency_id.name, 'currency_id': root_sudo.currency_id.id,
            'plan': self._plan_told(planned),
            'today': self._told(root_sudo, owed.total, ceiling, planned),
            'months': self._months(root_sudo, planned, day),
            'dimension': self._by_dimension(root_sudo, planned, day, asked),
            'excess': self._excess(root_sudo, planned, ceiling, owed),
            'checks': self._checks(root_sudo, planned, ceiling, asked, owed.total),
            'alerts': self._alerts(root_sudo),
            'hard': root_sudo.credit_ceiling_hard,
        }

    # === PLAN === #

    @api.model
    def _planned(self, root_sudo, year, drafts=False):
        """Return the `Planned` of a year and of those before it that its ceiling may need.

        :param bool drafts: answer with the newest draft where the year has no approved plan
        """
        plans_sudo = self.env['credit.ceiling.plan'].sudo().search([
            ('company_id', '=', root_sudo.id), ('state', 'in', ('approved', 'draft')),
            ('year', 'in', [year - back for back in range(YEARS_BACK + 1)]),
        ], order='year desc, state, id desc')  # approved goes before draft
        chosen = plans_sudo.filtered(lambda plan: plan.state == 'approved')
        plan = chosen.filtered(lambda plan: plan.year == year)
        if not plan and drafts:
            plan = plans_sudo.filtered(lambda plan: plan.year == year)[:1]
            chosen |= plan
        if not plan:
            return Planned(plan, None, {}, False)
        months = {}
        for one in chosen:
            terms = one._terms()
            for month, (sales, collections) in one._monthly(one.line_ids._values()).items():
                if month[0] == one.year:
                    months[month] = terms.taxed(sales), collections
        return Planned(plan, plan._terms(), months, plan.state == 'approved')

    @api.model
    def _ceiling(self, planned, day):
        """Return the `Ceiling` at the end of `day`; without a plan nothing is known."""
        if not planned.terms:
            return Ceiling(None, None, None)
        sales = {month: amounts[0] for month, amounts in planned.months.items()}
        return ceiling_on(day, sales, planned.terms)

    @api.model
    def _plan_told(self, planned):
        plan = planned.plan
        if not plan:
            return None
        return {
            'id': plan.id, 'year': plan.year, 'state': plan.state, 'in_force': planned.in_force,
            'dimension': plan.dimension, 'method': plan.method, 'target_dso': plan.target_dso,
            'tax_rate': plan.tax_rate if plan.tax_basis == 'excluded' else None,
            'amber_from': plan.amber_from, 'red_above': plan.red_above,
            'approved_by': plan.approved_by_id.name or None,
            'has_months': bool(planned.months),
        }

    # === ACTUAL === #

    @api.model
    def _actuals(self, root_sudo, days):
        """Return ``{month-end: open amount}``: as it was kept, else as the ledger has it now."""
        if not days:
            return {}
        receivable = self.env['credit.receivable']
        kept = {
            snapshot.date: snapshot.amount
            for snapshot in self.env['credit.receivable.snapshot']._month_ends(
                root_sudo, min(days), max(days))
        }
        left = [day for day in days if day not in kept]
        if left:
            rows = receivable._rows(balance.movements(
                receivable._question(root_sudo, max(left)), min(left).replace(day=1)
            ))
            for day in left:
                booked = sum(amount for month, amount in rows if month <= day)
                kept[day] = root_sudo.currency_id.round(booked)
        return {day: kept[day] for day in days}

    # === ANSWER === #

    @api.model
    def _told(self, root_sudo, owed, ceiling, planned):
        """Return receivables of `owed` under a `Ceiling`, rounded."""
        rounded = self._rounded(root_sudo)
        value = rounded(ceiling.value)
        bands = planned.terms.bands if planned.terms else ()
        return {
            'ar': rounded(owed), 'planned': rounded(ceiling.planned), 'cap': rounded(ceiling.cap),
            'ceiling': value, 'use': percent(ratio(owed, value)),
            'headroom': None if value is None else rounded(value - owed),
            'band': band(rounded(owed), value, *([bands] if bands else [])),
            'missing': [self._month_name(month) for month in ceiling.missing],
        }

    @api.model
    def _rounded(self, root_sudo):
        """Return the function that rounds an exact amount; None stays None."""
        currency = root_sudo.currency_id
        return lambda amount: None if amount is None else currency.round(float(amount))

    @api.model
    def _month_name(self, month):
        return self.env['credit.ceiling.plan']._month_name(*month)

    @api.model
    def _alerts(self, root_sudo):
        alerts_sudo = self.env['credit.ceiling.alert'].sudo().search(
            [('company_id', '=', root_sudo.id)], limit=LISTED_ALERTS
        )
        return [alert._told() for alert in alerts_sudo]

    @api.model
    def _month_days(self, year, until):
        """Return the month-ends from the one before the year on that are over on `until`."""
        days = [month_end(*month_before(year, 1))]
        days += [month_end(year, month) for month in range(1, 13)]
        return [day for day in days if day <= until]
