from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_mails_a_day = fields.Integer(related='company_id.credit_mails_a_day', readonly=False)
    credit_reminder_days = fields.Integer(
        related='company_id.credit_reminder_days', readonly=False)
    credit_quiet_weekdays = fields.Selection(
        related='company_id.credit_quiet_weekdays', readonly=False)
