from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.authorizations import SCOPES


class CreditAuthorizationScope(models.Model):
    """What a letter of authority may let somebody do. A closed list: each is asked somewhere."""

    _name = 'credit.authorization.scope'
    _description = "Power of an Authorization"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.Constraint('UNIQUE (code)', "There is such a power already.")

    @api.constrains('code')
    def _check_code(self):
        if strange := self.filtered(lambda scope: scope.code not in SCOPES):
            raise ValidationError(self.env._(
                "Nothing asks for %(code)s. Powers are: %(codes)s.", code=strange[0].code,
                codes=', '.join(SCOPES)))
