from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.limit_requests import MOST_DAYS
from ..tools.limits import gives_more
from .res_company import INTERNAL

#: No temporary limit is meant for longer than a year.
LONGEST = 366


class ResCompany(models.Model):
    _inherit = 'res.company'

    credit_limit_by_request = fields.Boolean(
        string="Limits Rise by Request Only", groups=INTERNAL,
        help="Nobody raises a limit by himself: it is asked for, and others agree.")
    credit_temporary_days = fields.Integer(
        string="Temporary Limits (days)", default=MOST_DAYS, groups=INTERNAL,
        help="So many days a temporary limit that is asked for lasts at most.")

    @api.constrains('credit_temporary_days')
    def _check_credit_temporary_days(self):
        for company in self:
            if not 1 <= company.credit_temporary_days <= LONGEST:
                raise ValidationError(self.env._(
                    "%(days)s days are no time for a temporary limit. Give 1 to %(most)s.",
                    days=company.credit_temporary_days, most=LONGEST))


class CreditProfile(models.Model):
    """A company may want every higher limit to be asked for, and agreed to by somebody else."""

    _inherit = 'credit.profile'

    @api.model
    def _check_more(self, company, before, after, profile=None):
        by_request = not self.env.su and company.sudo().credit_limit_by_request
        if by_request and gives_more(before, after, company._credit_today()):
            raise UserError(self.env._(
                "%(company)s gives higher limits by request only. Open the customer's credit page"
                " and choose Ask for a Limit: another person agrees, and it counts at once.",
                company=company.name))
        return super()._check_more(company, before, after, profile)
