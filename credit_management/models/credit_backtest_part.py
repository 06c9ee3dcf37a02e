from odoo import fields, models


class CreditBacktestPart(models.Model):
    """A batch of customers that a back-test has judged: where to go on, and sums of all orders."""

    _name = 'credit.backtest.part'
    _description = "Part of a Back-test"
    _order = 'backtest_id, last_profile_id'

    backtest_id = fields.Many2one(
        'credit.backtest', required=True, readonly=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='backtest_id.company_id')
    last_profile_id = fields.Integer(required=True, readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    figures = fields.Json(
        readonly=True, help="Orders and amounts, by week and team; what could not be checked."
    )

    _part_unique = models.UniqueIndex('(backtest_id, last_profile_id)')
