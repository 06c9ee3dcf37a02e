from odoo import fields, models


class CreditBlacklistReason(models.Model):
    """Why somebody is put on the blacklist: codes that a report can count."""

    _name = 'credit.blacklist.reason'
    _inherit = ['credit.shared']
    _description = "Reason for the Blacklist"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Names the reason in other programs; it stays.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex('(code)', "There is a reason with this code already.")
