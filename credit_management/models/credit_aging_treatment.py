from odoo import fields, models


class CreditAgingTreatment(models.Model):
    """What is done with customers of an aging grade. The code is what programs go by."""

    _name = 'credit.aging.treatment'
    _description = "Aging Treatment"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex('(code)', "There is a treatment of this code already.")
