from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_limitation_law_id = fields.Many2one(
        related='company_id.credit_limitation_law_id', readonly=False)
    credit_limitation_from = fields.Date(
        related='company_id.credit_limitation_from', readonly=False)
    credit_limitation_least = fields.Monetary(
        related='company_id.credit_limitation_least', readonly=False,
        currency_field='credit_currency_id')
