from odoo import fields, models

KINDS = [('clause', "Clause"), ('validity', "Validity")]


class CreditClause(models.Model):
    """The library: what a contract has to say, and what it needs to bind; texts to begin with."""

    _name = 'credit.clause'
    _inherit = ['credit.shared']
    _description = "Clause of Contracts"
    _order = 'kind, sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True, default='clause')
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_key = fields.Boolean(
        string="Key", help="A contract without it is shown as one with a gap.")
    advice = fields.Char(
        string="What to Look For", translate=True, help="Shown beside the rating.")
    text = fields.Text(
        translate=True, help="Printed in a contract that is made from the template.")

    _code_unique = models.Constraint('UNIQUE (code)', "There is a clause with this code already.")
