from odoo import fields, models

from .credit_authorization import NEEDS


class CreditAuthorizationNeed(models.Model):
    """When a letter is needed: what of it is a task, with a draft to print. Off until switched on."""

    _name = 'credit.authorization.need'
    _inherit = ['credit.shared']
    _description = "When a Letter Is Needed"
    _order = 'sequence, id'
    _rec_name = 'code'

    code = fields.Selection(NEEDS, string="When Somebody", required=True, readonly=True)
    is_on = fields.Boolean(string="Ask for a Letter")
    above = fields.Float(
        string="Documents Above", help="In company currency; where there is no document, no matter.")
    days = fields.Integer(string="Valid for (days)", default=365)
    sequence = fields.Integer(default=10)
    scope_ids = fields.Many2many('credit.authorization.scope', string="May")

    _code_unique = models.Constraint('UNIQUE (code)', "There is a line for this already.")
