from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.credit_ceiling_plan import DIMENSIONS
from ..tools.ceiling_plan import month_before, month_end


class CreditCeilingFill(models.TransientModel):
    """Fill a plan from an earlier plan, or from what was sold and collected in a year."""

    _name = 'credit.ceiling.fill'
    _description = "Fill a Receivables Plan"

    plan_id = fields.Many2one('credit.ceiling.plan', required=True, ondelete='cascade')
    source = fields.Selection(
        selection=[('sales', "Actual credit sales"), ('plan', "An earlier plan")],
        default='sales', required=True,
    )
    source_year = fields.Integer(
        string="Of the Year", compute='_compute_source_year', store=True, readonly=False,
        precompute=True, required=True,
    )
    percent = fields.Float(
        string="At (%)", default=100.0, digits=(6, 2), required=True,
        help="110: ten per cent more than that year.",
    )
    line_count = fields.Integer(compute='_compute_line_count')

    _percent_positive = models.Constraint(
        'CHECK (percent > 0)', "Give a percentage above 0, such as 110."
    )

    @api.depends('plan_id')
    def _compute_source_year(self):
        for wizard in self:
            wizard.source_year = wizard.plan_id.year - 1

    @api.depends('plan_id')
    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.plan_id.line_ids)

    def action_fill(self):
        """Put new months in the place of all that are there."""
        self.ensure_one()
        plan = self.plan_id
        plan._check_draft()
        rows = self._planned_rows() if self.source == 'plan' else self._actual_rows()
        plan.line_ids.unlink()
        self.env['credit.ceiling.plan.line'].create([
            self._line(month, key, amounts) for (month, key), amounts in sorted(rows.items())
        ])
        return {'type': 'ir.actions.act_window_close'}

    def _line(self, month, key, amounts):
        field, rounded = DIMENSIONS[self.plan_id.dimension], self.plan_id.currency_id.round
        sold, collected = (rounded(amount * self.percent / 100) for amount in amounts)
        day = fields.Date.to_date(f'{self.plan_id.year}-{month:02}-01')
        return {
            'plan_id': self.plan_id.id, 'month': day, 'sales': sold, 'collections': collected,
            **({field: key} if field else {}),
        }

    # === AN EARLIER PLAN === #

    def _planned_rows(self):
        """Return ``{(month, value key): (sales, collections)}`` of the approved plan, else a draft."""
        plan = self.plan_id
        sources = plan.search([
            ('company_id', '=', plan.company_id.id), ('year', '=', self.source_year),
            ('state', '!=', 'replaced'), ('id', '!=', plan.id), ('line_ids', '!=', False),
        ], order='state, id desc', limit=1)
        if not sources:
            raise UserError(self.env._(
                "There is no plan of %(year)s to copy. Take another year, or actual credit sales.",
                year=self.source_year,
            ))
        if sources.dimension != plan.dimension:
            raise UserError(self.env._(
                "The plan of %(year)s is by: %(theirs)s; this one is by: %(ours)s. Make them alike,"
                " or take actual credit sales.", year=self.source_year,
                theirs=self._planned_by(sources), ours=self._planned_by(plan),
            ))
        factor = float(self._tax_factor(sources) / self._tax_factor(plan))
        return {
            (line.month.month, line.value_key): (line.sales * factor, line.collections)
            for line in sources.line_ids
        }

    def _planned_by(self, plan):
        return dict(plan._fields['dimension']._description_selection(self.env))[plan.dimension]

    def _tax_factor(self, plan):
        """Return what a planned amount is multiplied with to include tax."""
        return plan._terms().taxed(1)

    # === ACTUAL SALES === #

    def _actual_rows(self):
        """Return ``{(month, value key): (sales, collections)}`` of the year's months that are over.

        Collections are what made receivables change otherwise: opening + credit sales - closing;
        those of a team, salesperson or country are its part by sales.
        """
        sold = self._sold()
        if not sold:
            raise UserError(self.env._(
                "Nothing was sold on credit in the months of %(year)s that are over. Take another"
                " year, or enter the plan.", year=self.source_year,
            ))
        collected = self._collected({
            month: sum(amount for (of, _key), amount in sold.items() if of == month)
            for month in {month for month, _key in sold}
        })
        by_key, whole = {}, sum(sold.values())
        for (_month, key), amount in sold.items():
            by_key[key] = by_key.get(key, 0.0) + amount
        factor = float(self._tax_factor(self.plan_id))
        return {
            (month, key): (
                max(amount, 0.0) / factor,
                max(collected[month], 0.0) * (by_key[key] / whole if whole > 0 else 0.0),
            )
            for (month, key), amount in sold.items() if by_key[key] > 0
        }

    def _asked(self):
        root_sudo = self.plan_id.company_id.sudo()
        last = min(
            month_end(self.source_year, 12),
            root_sudo._credit_today().replace(day=1) - timedelta(days=1),
        )
        return self.env['credit.receivable']._question(root_sudo, last)

    def _sold(self):
        """Return ``{(month, value key): credit sales}``, every month of every value that sold."""
        asked, first = self._asked(), fields.Date.to_date(f'{self.source_year}-01-01')
        if asked.day < first:
            return {}
        rows = self.env['credit.receivable']._sold(
            asked, first, self.plan_id.dimension
        )
        planned = self.plan_id.dimension != 'company'
        found = {
            (month.month, key or 0): float(amount or 0.0) for key, month, amount, _sold in rows
            if key or not planned
        }
        keys = {key for _month, key in found}
        return {
            (month, key): found.get((month, key), 0.0)
            for month in range(1, asked.day.month + 1) for key in keys
        }

    def _collected(self, sold):
        """Return ``{month: what came in}`` of the months in `sold`."""
        year, root_sudo = self.source_year, self.plan_id.company_id.sudo()
        ends = [month_end(*month_before(year, 1))] + [month_end(year, month) for month in sold]
        closing = self.env['credit.ceiling'].sudo()._actuals(root_sudo, ends)
        return {
            month: closing[month_end(*month_before(year, month))] + amount
            - closing[month_end(year, month)]
            for month, amount in sold.items()
        }
