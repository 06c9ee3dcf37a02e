from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_company import INTERNAL


class ResCompany(models.Model):
    """From which part of sales and receivables on a customer is too large; the files' night."""

    _inherit = 'res.company'

    credit_files_on = fields.Date(
        readonly=True, groups=INTERNAL, help="Day of the last night of credit files.")
    credit_files_upto = fields.Integer(readonly=True, groups=INTERNAL)
    credit_new_months = fields.Integer(
        string="New for (months)", default=12, groups=INTERNAL,
        help="From the first invoice on.")
    credit_cap_sales = fields.Float(
        string="Most of the Sales (%)", default=10.0, groups=INTERNAL,
        help="One customer's part of the sales of 12 months.")
    credit_cap_receivables = fields.Float(
        string="Most of the Receivables (%)", default=25.0, groups=INTERNAL,
        help="One customer's part of all that is owed.")

    @api.constrains('credit_new_months', 'credit_cap_sales', 'credit_cap_receivables')
    def _check_credit_caps(self):
        for company in self:
            if company.credit_new_months < 1:
                raise ValidationError(self.env._("A customer is new for one month at least."))
            for share in (company.credit_cap_sales, company.credit_cap_receivables):
                if not 0 < share <= 100:
                    raise ValidationError(self.env._(
                        "%(share)s %% cannot be a part of all; give more than 0 and at most 100.",
                        share=share))
