from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .credit_profile import FIGURES
from .res_company import INTERNAL

#: Settings of the root company that its branches share.
RPM_FIELDS = (
    'credit_rpm_plan_id', 'credit_rpm_full_plan_id', 'credit_rpm_lead_days',
    'credit_rpm_min_amount', 'credit_rpm_large_amount',
)


class ResCompany(models.Model):
    """How a company follows its receivables. The root's settings count."""

    _inherit = 'res.company'

    credit_rpm_plan_id = fields.Many2one(
        'credit.rpm.plan', string="Monitoring Plan", groups=INTERNAL, ondelete='set null',
        help="Of customers without a segment with a plan of its own.")
    credit_rpm_full_plan_id = fields.Many2one(
        'credit.rpm.plan', string="Monitoring Plan of Risky Customers", groups=INTERNAL,
        ondelete='set null',
        help="For first sales, large items and customers of grade D or E, once this plan has begun.")
    credit_rpm_lead_days = fields.Integer(
        string="Days on the Way", default=3, groups=INTERNAL,
        help="Goods count as arrived so many days after dispatch if nothing proves the day.")
    credit_rpm_min_amount = fields.Monetary(
        string="Least Amount Chased", default=500.0, groups=INTERNAL,
        help="Of an item with less open only what is automatic is done.")
    credit_rpm_large_amount = fields.Monetary(
        string="Large Amount", groups=f'base.group_system,{FIGURES}',
        help="From here on an item is large and watched. 0: set by the company's own invoices (nine"
        " of ten are smaller) when monitoring begins.")
    credit_rpm_loaded_on = fields.Date(
        string="Receivables Taken Over On", readonly=True, copy=False, groups=INTERNAL)
    credit_rpm_night_on = fields.Date(
        string="Last Night of Monitoring", readonly=True, copy=False, groups=INTERNAL)

    @api.model
    def _get_company_root_delegated_field_names(self):
        return super()._get_company_root_delegated_field_names() + list(RPM_FIELDS)

    @api.constrains('credit_rpm_plan_id', 'credit_rpm_full_plan_id')
    def _check_credit_rpm_plans(self):
        for company in self:
            for plan in (company.credit_rpm_plan_id | company.credit_rpm_full_plan_id).sudo():
                if plan.company_id != company.sudo().root_id:
                    raise ValidationError(self.env._(
                        "%(plan)s is a plan of %(other)s. Choose one of %(company)s.",
                        plan=plan.name, other=plan.company_id.name, company=company.name))

    @api.constrains('credit_rpm_lead_days', 'credit_rpm_min_amount', 'credit_rpm_large_amount')
    def _check_credit_rpm_figures(self):
        for company in self:
            if company.credit_rpm_lead_days < 0 or company.credit_rpm_min_amount < 0 or (
                    company.sudo().credit_rpm_large_amount < 0):
                raise ValidationError(self.env._(
                    "Days and amounts of monitoring are 0 or more. Correct them."))

    def write(self, vals):
        """What decides about steps lets every open item be looked at."""
        res = super().write(vals)
        if set(vals) & set(RPM_FIELDS):
            for company in self.filtered(lambda one: not one.parent_id):
                self.env['credit.rpm.event'].sudo()._note('company', company, company)
        return res
