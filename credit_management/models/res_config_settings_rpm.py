from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_rpm_plan_id = fields.Many2one(related='company_id.credit_rpm_plan_id', readonly=False)
    credit_rpm_full_plan_id = fields.Many2one(
        related='company_id.credit_rpm_full_plan_id', readonly=False)
    credit_rpm_lead_days = fields.Integer(
        related='company_id.credit_rpm_lead_days', readonly=False)
    credit_rpm_min_amount = fields.Monetary(
        related='company_id.credit_rpm_min_amount', readonly=False,
        currency_field='credit_currency_id')
    credit_rpm_large_amount = fields.Monetary(
        related='company_id.credit_rpm_large_amount', readonly=False,
        currency_field='credit_currency_id')
