from odoo import api, fields, models

from ..tools.annual_accounts import ENTRIES


class CreditAnnualAccountsLine(models.Model):
    """One entry of a customer's accounts; without a tick it is not known, which is not 0."""

    _name = 'credit.annual.accounts.line'
    _description = "Entry of Annual Accounts"
    _order = 'id'
    _rec_name = 'entry'

    accounts_id = fields.Many2one(
        'credit.annual.accounts', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='accounts_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='accounts_id.currency_id')
    entry = fields.Selection('_selection_entry', string="Item", required=True)
    amount = fields.Monetary()
    is_known = fields.Boolean(
        string="Known", compute='_compute_is_known', store=True, readonly=False, precompute=True,
        help="Ticked by itself when an amount is typed; tick it for an entry that is 0.")

    _entry_once = models.UniqueIndex('(accounts_id, entry)', "This entry is there already.")

    @api.model
    def _selection_entry(self):
        words = {
            'current_assets': self.env._("Current assets"),
            'inventory': self.env._("Inventory"),
            'current_liabilities': self.env._("Current liabilities"),
            'total_assets': self.env._("Total assets"),
            'total_liabilities': self.env._("Total liabilities"),
            'retained_earnings': self.env._("Retained earnings"),
            'ebit': self.env._("Profit before interest and tax"),
            'profit': self.env._("Profit before tax"),
            'depreciation': self.env._("Depreciation"),
            'amortisation': self.env._("Amortisation"),
            'interest': self.env._("Interest paid"),
            'intangibles': self.env._("Intangible assets"),
            'sales': self.env._("Revenue"),
            'market_equity': self.env._("Market value of equity"),
        }
        return [(entry, words[entry]) for entry in ENTRIES]

    @api.depends('amount')
    def _compute_is_known(self):
        for line in self:
            line.is_known = line.is_known or bool(line.amount)
