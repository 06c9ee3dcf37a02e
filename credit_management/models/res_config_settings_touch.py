from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_touch_capacity = fields.Integer(
        related='company_id.credit_touch_capacity', readonly=False)
