from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_mode = fields.Selection(related='company_id.credit_mode', readonly=False)
    credit_no_profile = fields.Selection(related='company_id.credit_no_profile', readonly=False)
    credit_currency_id = fields.Many2one(related='company_id.currency_id', string="Credit Currency")
    credit_allowance = fields.Monetary(
        related='company_id.credit_allowance', readonly=False, currency_field='credit_currency_id'
    )
    credit_policy_id = fields.Many2one(related='company_id.credit_policy_id', readonly=False)
    credit_confirm_on_cure = fields.Boolean(
        related='company_id.credit_confirm_on_cure', readonly=False
    )
    credit_cure_days = fields.Integer(related='company_id.credit_cure_days', readonly=False)
    credit_decide_hours = fields.Float(related='company_id.credit_decide_hours', readonly=False)
    credit_release_days = fields.Integer(related='company_id.credit_release_days', readonly=False)
    credit_single_approver = fields.Boolean(
        related='company_id.credit_single_approver', readonly=False
    )
    credit_limit_by_request = fields.Boolean(
        related='company_id.credit_limit_by_request', readonly=False
    )
    credit_temporary_days = fields.Integer(
        related='company_id.credit_temporary_days', readonly=False
    )
    credit_count_in_transit = fields.Boolean(
        related='company_id.credit_count_in_transit', readonly=False
    )
    credit_match_user_id = fields.Many2one(
        related='company_id.credit_match_user_id', readonly=False
    )
    credit_horizon_days = fields.Integer(related='company_id.credit_horizon_days', readonly=False)
    credit_sales_see_amounts = fields.Boolean(
        related='company_id.credit_sales_see_amounts', readonly=False
    )
    credit_has_cutoff = fields.Boolean(related='company_id.credit_has_cutoff', readonly=False)
    credit_cutoff = fields.Float(related='company_id.credit_cutoff', readonly=False)
    credit_aging_due = fields.Char(related='company_id.credit_aging_due', readonly=False)
    credit_aging_posting = fields.Char(related='company_id.credit_aging_posting', readonly=False)
    credit_target_dso = fields.Float(related='company_id.credit_target_dso', readonly=False)
    credit_forecast_weeks = fields.Integer(
        related='company_id.credit_forecast_weeks', readonly=False)
    credit_standard_days = fields.Integer(related='company_id.credit_standard_days', readonly=False)
    credit_bad_debt_account_ids = fields.Many2many(
        related='company_id.credit_bad_debt_account_ids', readonly=False
    )
    credit_pack_user_ids = fields.Many2many(
        related='company_id.credit_pack_user_ids', readonly=False)
    credit_pause_until = fields.Datetime(related='company_id.credit_pause_until')
    credit_is_paused = fields.Boolean(compute='_compute_credit_is_paused')
    credit_approver_count = fields.Integer(compute='_compute_credit_approver_count')

    @api.depends('company_id')
    def _compute_credit_is_paused(self):
        for settings in self:
            company = settings.company_id
            settings.credit_is_paused = (
                company.credit_mode == 'enforce' and company._credit_mode_now() == 'report'
            )

    @api.depends('company_id')
    def _compute_credit_approver_count(self):
        for settings in self:
            lines = self.env['credit.authority']._in_force(settings.company_id)
            settings.credit_approver_count = len(lines.user_id)

    def action_credit_pause(self):
        """Pause enforcement for four hours."""
        self.company_id.action_credit_pause(hours=4)
        return {'type': 'ir.actions.client', 'tag': 'reload'}

    def action_credit_resume(self):
        self.company_id.action_credit_resume()
        return {'type': 'ir.actions.client', 'tag': 'reload'}
