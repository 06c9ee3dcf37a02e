from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_default_days = fields.Integer(
        related='company_id.credit_default_days', readonly=False)
    credit_default_write_off = fields.Boolean(
        related='company_id.credit_default_write_off', readonly=False)
    credit_default_law = fields.Boolean(
        related='company_id.credit_default_law', readonly=False)
