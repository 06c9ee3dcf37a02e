from odoo import api, models

from ..receivables.grouping import by_group
from ..tools.ceiling import Plan, budget
from ..tools.ceiling_plan import month_end
from ..tools.exact import percent

#: What a plan is by -> the group of `receivables.grouping` that its actual figures come from.
GROUPED = {'team': 'team', 'salesperson': 'salesperson', 'country': 'country'}


class CreditCeiling(models.AbstractModel):
    """The budget of receivables: month by month, and by what the plan is by."""

    _inherit = 'credit.ceiling'

    @api.model
    def _months(self, root_sudo, planned, day):
        """Return the twelve months of the plan's year, as far as they are known on `day`."""
        if not planned.terms:
            return []
        year = planned.plan.year
        actual = self._actuals(root_sudo, self._month_days(year, day))
        ends = [month_end(year, month) for month in range(1, 13)]
        ceilings = [self._ceiling(planned, end) for end in ends]
        plans = [
            Plan(*planned.months.get((year, end.month), (None, None)), ceiling.value,
                 actual.get(end))
            for end, ceiling in zip(ends, ceilings, strict=True)
        ]
        opening = next((amount for end, amount in actual.items() if end.year < year), None)
        rows = budget(opening, plans, planned.terms.bands)
        return [
            self._month_told(root_sudo, *one) for one in zip(ends, plans, rows, strict=True)
        ]

    @api.model
    def _month_told(self, root_sudo, end, plan, row):
        rounded = self._rounded(root_sudo)
        return {
            'month': end.replace(day=1).isoformat(), 'end': end.isoformat(),
            'name': self._month_name((end.year, end.month)),
            'opening': rounded(row.opening), 'sales': rounded(plan.sales),
            'collections': rounded(plan.collections), 'closing': rounded(row.closing),
            'actual': rounded(row.actual), 'ceiling': rounded(row.ceiling),
            'use': percent(row.use), 'headroom': rounded(row.headroom), 'band': row.band,
            'variance': rounded(row.variance),
        }

    # === BY TEAM, SALESPERSON, COUNTRY === #

    @api.model
    def _by_dimension(self, root_sudo, planned, day, asked):
        """Return what each value of the plan's dimension owes, under its own part of the plan.

        Values that nobody planned for have no ceiling. Funds cap the company alone.
        """
        if not planned.terms or planned.plan.dimension == 'company':
            return None
        dimension = planned.plan.dimension
        owed = self._owed_by(root_sudo, asked, GROUPED[dimension])
        months = self._months_by_value(planned)
        names = self._value_names(planned.plan, set(months) | set(owed))
        terms = planned.terms.__class__(
            planned.terms.target_dso, planned.terms.method, bands=planned.terms.bands
        )
        rows = []
        for key in sorted(set(months) | set(owed), key=lambda key: (not key, names.get(key) or '')):
            own = planned._replace(terms=terms, months=months.get(key, {}))
            told = self._told(root_sudo, owed.get(key, 0.0), self._ceiling(own, day), own)
            rows.append({'key': key or None, 'name': names.get(key), **told})
        return {'by': dimension, 'rows': [row for row in rows if row['ar'] or row['ceiling']]}

    @api.model
    def _owed_by(self, root_sudo, asked, group_by):
        buckets = root_sudo._credit_buckets('due')
        rows = self.env['credit.receivable']._rows(by_group(asked, group_by, buckets))
        return {key or 0: sums[1] or 0.0 for key, _name, sums in rows}

    @api.model
    def _months_by_value(self, planned):
        """Return ``{value: {(year, month): (sales with tax, collections)}}`` of plans alike."""
        found = {}
        plans_sudo = planned.plan | planned.plan.search([
            ('company_id', '=', planned.plan.company_id.id), ('state', '=', 'approved'),
            ('dimension', '=', planned.plan.dimension), ('year', '<', planned.plan.year),
        ])
        for plan in plans_sudo:
            terms = plan._terms()
            for month, key, sales, collections in plan.line_ids._values():
                found.setdefault(key, {})[month.year, month.month] = (
                    terms.taxed(sales), collections
                )
        return found

    @api.model
    def _value_names(self, plan, keys):
        comodel = {'team': 'crm.team', 'salesperson': 'res.users', 'country': 'res.country'}
        records_sudo = self.env[comodel[plan.dimension]].sudo().browse(key for key in keys if key)
        return {record.id: record.display_name for record in records_sudo.exists()}
