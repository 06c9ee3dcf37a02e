from odoo import fields, models


class CreditCashSnapshotLine(models.Model):
    """What was expected of one customer in one week."""

    _name = 'credit.cash.snapshot.line'
    _inherit = ['credit.kept']
    _description = "Kept Forecast of a Customer"
    _order = 'week, amount desc, id'
    _log_access = False

    snapshot_id = fields.Many2one(
        'credit.cash.snapshot', required=True, readonly=True, ondelete='restrict'
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, index='btree_not_null',
        ondelete='restrict',
    )
    week = fields.Date(
        string="Week From", readonly=True, help="The Monday of the week; empty: without a date."
    )
    amount = fields.Monetary(string="Expected", readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')

    _week_idx = models.Index("(snapshot_id, week) INCLUDE (partner_id, amount)")
