from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.forecast import WEEKS
from .res_company import INTERNAL

#: What was expected up to seven weeks before is measured for eight weeks.
FORECAST_WEEKS = 2 * WEEKS - 1


class ResCompany(models.Model):
    """What DSO is measured against, and what counts as given up. The root's settings count."""

    _inherit = 'res.company'

    credit_target_dso = fields.Float(
        string="Target DSO", digits=(5, 1), groups=INTERNAL,
        help="In days. 0: no target is set, and none is drawn.",
    )
    credit_standard_days = fields.Integer(
        string="Standard Payment Days", default=30, groups=INTERNAL,
        help="What is older than that and still not due was sold on longer terms than standard.",
    )
    credit_forecast_weeks = fields.Integer(
        string="Forecast Lines Kept (weeks)", default=FORECAST_WEEKS, groups=INTERNAL,
        help="So long a kept forecast says whose money was expected; its totals stay for ever.",
    )
    credit_bad_debt_account_ids = fields.Many2many(
        'account.account', 'credit_bad_debt_account_rel', 'company_id', 'account_id',
        string="Bad Debt Accounts", groups=INTERNAL,
        help="What an entry takes from a receivable and puts on one of these accounts was written"
        " off. Without any, nobody knows how much that was.",
    )

    @api.constrains('credit_forecast_weeks')
    def _check_credit_forecast_weeks(self):
        for company in self:
            if company.credit_forecast_weeks < FORECAST_WEEKS:
                raise ValidationError(self.env._(
                    "Lines of forecasts cannot be kept for %(weeks)s weeks: how right they were is"
                    " measured over %(least)s. Give that or more.",
                    weeks=company.credit_forecast_weeks, least=FORECAST_WEEKS,
                ))

    @api.constrains('credit_target_dso', 'credit_standard_days')
    def _check_credit_days(self):
        for company in self:
            for name in ('credit_target_dso', 'credit_standard_days'):
                if company[name] < 0:
                    raise ValidationError(self.env._(
                        "%(field)s: %(days)s is below 0. Give days from 0 on.",
                        field=company._fields[name]._description_string(self.env),
                        days=company[name],
                    ))
