from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    _inherit = 'res.company'

    credit_scored_on = fields.Date(
        groups=INTERNAL, help="The last day whose scores are all there.")
    credit_scored_upto = fields.Integer(
        groups=INTERNAL, help="The last profile that was scored, while a night runs.")
    credit_default_days = fields.Integer(
        string="Default: Days Overdue", default=90, groups=INTERNAL,
        help="A customer defaulted of whom something was open so many days after it was due.")
    credit_default_write_off = fields.Boolean(
        string="Default: Written Off", default=True, groups=INTERNAL)
    credit_default_law = fields.Boolean(
        string="Default: At Law", default=True, groups=INTERNAL,
        help="His case went to a lawyer or to court.")
