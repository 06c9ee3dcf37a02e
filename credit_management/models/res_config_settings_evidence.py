from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_evidence_contract = fields.Boolean(
        related='company_id.credit_evidence_contract', readonly=False)
    credit_weak_amount = fields.Monetary(
        related='company_id.credit_weak_amount', readonly=False,
        currency_field='credit_currency_id')
    credit_receipt_days = fields.Integer(
        related='company_id.credit_receipt_days', readonly=False)
    credit_proof_first = fields.Boolean(related='company_id.credit_proof_first', readonly=False)
