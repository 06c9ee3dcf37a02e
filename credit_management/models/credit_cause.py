from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.causes import CAUSES

SIDES = [('seller', "Ours"), ('buyer', "The customer's"), ('unknown', "Not known")]
OWNERS = [
    ('credit', "Credit officer"), ('receivables', "Receivables"), ('sales', "Sales"),
    ('logistics', "Logistics"), ('after_sales', "After-sales service"),
]


class CreditCause(models.Model):
    """Why something is late: ours or the customer's cause, and whose work would end it."""

    _name = 'credit.cause'
    _description = "Cause of Late Payment"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    side = fields.Selection(SIDES, string="Whose Cause", required=True, readonly=True)
    owner_role = fields.Selection(OWNERS, string="Who Can End It", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    mended_on = fields.Date(
        company_dependent=True,
        help="From this day on the cause should be gone in this company; what is late by it later"
             " came back.",
    )

    _code_unique = models.UniqueIndex('(code)', "There is already a cause with this code.")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get('code') not in CAUSES:
                raise UserError(self.env._(
                    "%(code)s is no cause that can be counted. Choose one of %(codes)s.",
                    code=vals.get('code'), codes=', '.join(CAUSES)))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A cause stays, because lines may have it. Archive it instead."))
