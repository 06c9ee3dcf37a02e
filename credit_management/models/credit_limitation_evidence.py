from odoo import fields, models


class CreditLimitationEvidence(models.Model):
    """What a paper shows: the words that laws of limitation ask for."""

    _name = 'credit.limitation.evidence'
    _description = "Kind of Evidence"
    _order = 'name, id'

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)

    _code_once = models.UniqueIndex('(code)', "There is evidence of this code already.")
