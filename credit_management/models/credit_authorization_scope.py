from odoo import fields, models

from ..tools.authorizations import SCOPES


class CreditAuthorizationScope(models.Model):
    """What a letter of authority may let somebody do. A closed list: each is asked somewhere."""

    _name = 'credit.authorization.scope'
    _description = "Power of an Authorization"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Selection([(code, code) for code in SCOPES], required=True, readonly=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint('UNIQUE (code)', "There is such a power already.")
