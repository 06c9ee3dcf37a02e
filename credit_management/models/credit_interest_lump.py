from odoo import fields, models


class CreditInterestLump(models.Model):
    """A sum that is due once a line, for what collecting it costs; the highest step reached counts."""

    _name = 'credit.interest.lump'
    _inherit = ['credit.shared']
    _description = "Lump Sum of Late Interest"
    _order = 'terms_id, least'
    _rec_name = 'amount'

    terms_id = fields.Many2one('credit.interest.terms', required=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='terms_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='terms_id.lump_currency_id')
    least = fields.Monetary(string="Debt From")
    amount = fields.Monetary(string="Lump Sum", required=True)

    _least_unique = models.UniqueIndex(
        '(terms_id, least)', "These terms have a lump sum from that debt on already.")
    _not_negative = models.Constraint(
        'CHECK (least >= 0 AND amount >= 0)', "Lump sums are not below zero.")

    def _shared_owner(self):
        return self.terms_id
