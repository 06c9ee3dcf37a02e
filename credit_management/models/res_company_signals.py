from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """How far the nightly look at danger signals has come."""

    _inherit = 'res.company'

    credit_signals_since = fields.Date(
        readonly=True, copy=False, groups=INTERNAL,
        help="The day of the first look. What was found then is no news.",
    )
    credit_signals_on = fields.Date(
        readonly=True, copy=False, groups=INTERNAL,
        help="The day of which all customers were looked at.",
    )
    credit_signals_upto = fields.Integer(
        readonly=True, copy=False, groups=INTERNAL,
        help="The last customer of a round that is under way; 0: none is.",
    )
