from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    credit_promise_grace = fields.Integer(
        related='company_id.credit_promise_grace', readonly=False)
    credit_promise_tolerance = fields.Float(
        related='company_id.credit_promise_tolerance', readonly=False)
    credit_promise_longest = fields.Integer(
        related='company_id.credit_promise_longest', readonly=False)
    credit_dispute_excludes = fields.Boolean(
        related='company_id.credit_dispute_excludes', readonly=False)
    credit_dispute_window = fields.Integer(
        related='company_id.credit_dispute_window', readonly=False)
    credit_dispute_longest = fields.Integer(
        related='company_id.credit_dispute_longest', readonly=False)
    credit_dispute_has_cap = fields.Boolean(
        related='company_id.credit_dispute_has_cap', readonly=False)
    credit_dispute_cap = fields.Monetary(
        related='company_id.credit_dispute_cap', readonly=False,
        currency_field='credit_currency_id')
