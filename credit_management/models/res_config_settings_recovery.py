from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_interest_terms_id = fields.Many2one(
        related='company_id.credit_interest_terms_id', readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    credit_interest_account_id = fields.Many2one(
        related='company_id.credit_interest_account_id', readonly=False, check_company=True,
        domain=[('account_type', 'in', ('income', 'income_other'))],
    )
    credit_write_off_account_id = fields.Many2one(
        related='company_id.credit_write_off_account_id', readonly=False, check_company=True,
        domain=[('account_type', 'in', ('expense', 'expense_depreciation', 'expense_direct_cost'))],
    )
    credit_write_off_tax_account_id = fields.Many2one(
        related='company_id.credit_write_off_tax_account_id', readonly=False, check_company=True,
    )
