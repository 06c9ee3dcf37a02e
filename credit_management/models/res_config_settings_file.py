from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_new_months = fields.Integer(related='company_id.credit_new_months', readonly=False)
    credit_cap_sales = fields.Float(related='company_id.credit_cap_sales', readonly=False)
    credit_cap_receivables = fields.Float(
        related='company_id.credit_cap_receivables', readonly=False)
    credit_fraud_check = fields.Boolean(
        related='company_id.credit_fraud_check', readonly=False)
    credit_fraud_order = fields.Monetary(
        related='company_id.credit_fraud_order', readonly=False, currency_field='credit_currency_id')
