from odoo import fields, models


class CreditAgingCheckAccount(models.TransientModel):
    _name = 'credit.aging.check.account'
    _description = "Receivable Account on a Day"

    check_id = fields.Many2one('credit.aging.check', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='check_id.currency_id')
    account_id = fields.Many2one('account.account', readonly=True)
    open_amount = fields.Monetary(string="Open Lines", readonly=True)
    ledger = fields.Monetary(string="General Ledger", readonly=True)
    difference = fields.Monetary(readonly=True)
