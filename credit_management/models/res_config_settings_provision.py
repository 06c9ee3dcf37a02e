from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_allowance_account_id = fields.Many2one(
        related='company_id.credit_allowance_account_id', readonly=False, check_company=True,
        domain=[('account_type', 'in', ('asset_current', 'asset_non_current'))],
    )
    credit_impairment_account_id = fields.Many2one(
        related='company_id.credit_impairment_account_id', readonly=False, check_company=True,
        domain=[('account_type', 'in', ('expense', 'expense_depreciation', 'expense_direct_cost'))],
    )
    credit_reimbursement_account_id = fields.Many2one(
        related='company_id.credit_reimbursement_account_id', readonly=False, check_company=True,
        domain=[('account_type', 'in', ('asset_current', 'asset_non_current'))],
    )
    credit_provision_journal_id = fields.Many2one(
        related='company_id.credit_provision_journal_id', readonly=False, check_company=True,
        domain=[('type', '=', 'general')],
    )
