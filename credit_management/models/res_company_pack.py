from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """Who gets the manager's pack of the company."""

    _inherit = 'res.company'

    credit_pack_user_ids = fields.Many2many(
        'res.users', 'res_company_credit_pack_user_rel', string="Readers of the Pack",
        domain=[('share', '=', False)], groups=INTERNAL,
        help="They get the pack on the second working day of the month, each in his language.",
    )
