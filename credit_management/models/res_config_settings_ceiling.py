from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_ceiling_user_ids = fields.Many2many(
        related='company_id.credit_ceiling_user_ids', readonly=False
    )
    credit_ceiling_hard = fields.Boolean(related='company_id.credit_ceiling_hard', readonly=False)
