from odoo import fields, models


class CreditInterestClaimPeriod(models.Model):
    """Days of one principal at one rate: a row of the table that explains the interest."""

    _name = 'credit.interest.claim.period'
    _description = "Period of Late Interest"
    _order = 'line_id, first, id'
    _rec_name = 'first'

    line_id = fields.Many2one(
        'credit.interest.claim.line', string="Document", required=True, readonly=True, index=True,
        ondelete='cascade',
    )
    claim_id = fields.Many2one(related='line_id.claim_id', store=True, index=True)
    company_id = fields.Many2one(related='line_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='claim_id.currency_id')
    first = fields.Date(string="From", readonly=True)
    last = fields.Date(string="To", readonly=True)
    days = fields.Integer(readonly=True)
    principal = fields.Monetary(readonly=True)
    reference = fields.Float(string="Reference Rate", digits=(12, 8), readonly=True)
    has_reference = fields.Boolean(readonly=True)
    rate = fields.Float(digits=(12, 8), readonly=True)
    is_daily = fields.Boolean(string="A Day", readonly=True)
    year_days = fields.Integer(string="Days of the Year", readonly=True)
    interest = fields.Float(digits=(16, 4), readonly=True)
    is_known = fields.Boolean(readonly=True)
