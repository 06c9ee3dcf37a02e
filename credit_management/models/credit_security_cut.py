from odoo import fields, models


class CreditSecurityCut(models.Model):
    """An insurer lowered his limit: what was delivered before stays covered by the old one."""

    _name = 'credit.security.cut'
    _description = "Cut of an Insurer's Limit"
    _order = 'date desc, id desc'

    security_id = fields.Many2one(
        'credit.security', required=True, readonly=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='security_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='security_id.currency_id')
    date = fields.Date(string="As Of", required=True, readonly=True)
    old_value = fields.Monetary(string="Before", readonly=True)
    new_value = fields.Monetary(string="After", readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one('res.users', string="Entered By", readonly=True)
