from odoo import fields, models


class CreditWriteOffEvidence(models.Model):
    """A kind of paper that proves why a claim is written off."""

    _name = 'credit.write.off.evidence'
    _inherit = ['credit.shared']
    _description = "Evidence of a Write-off"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex('(code)', "There is evidence of this code already.")
