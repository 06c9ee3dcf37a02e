from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_bank_bill_weight = fields.Float(
        related='company_id.credit_bank_bill_weight', readonly=False)
    credit_clearing_days = fields.Integer(
        related='company_id.credit_clearing_days', readonly=False)
    credit_debit_days = fields.Integer(related='company_id.credit_debit_days', readonly=False)
