from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    _inherit = 'res.company'

    credit_scored_on = fields.Date(
        groups=INTERNAL, help="The last day whose scores are all there.")
    credit_scored_upto = fields.Integer(
        groups=INTERNAL, help="The last profile that was scored, while a night runs.")
