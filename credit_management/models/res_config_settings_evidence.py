from odoo import fields, models
from odoo.exceptions import UserError


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

    def action_credit_propose_weak_amount(self):
        """Take the amount that four of five of the company's own invoices stay below."""
        self.ensure_one()
        company = self.company_id.root_id
        amount = self.env['credit.health'].sudo()._defaults(company)['percentiles']['80']
        if not amount:
            raise UserError(self.env._(
                "There are too few invoices to propose an amount. Set one yourself."))
        company.credit_weak_amount = amount
        return {'type': 'ir.actions.client', 'tag': 'reload'}
