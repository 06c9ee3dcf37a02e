from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """How far the nightly looks at cases, and at promises, have come."""

    _inherit = 'res.company'

    credit_case_night_on = fields.Date(
        readonly=True, copy=False, groups=INTERNAL,
        help="The day of the last whole night of cases.",
    )
    credit_case_upto = fields.Integer(
        readonly=True, copy=False, groups=INTERNAL,
        help="The last customer looked at in a night that is under way; 0: none is.",
    )
    credit_promise_night_on = fields.Date(
        readonly=True, copy=False, groups=INTERNAL,
        help="The day of the last whole night of promises and disputes.",
    )
    credit_promise_upto = fields.Integer(
        readonly=True, copy=False, groups=INTERNAL,
        help="The last customer looked at in a night that is under way; 0: none is.",
    )
