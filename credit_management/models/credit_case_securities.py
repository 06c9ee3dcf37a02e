from odoo import api, fields, models

from .credit_profile import FIGURES


class CreditCase(models.Model):
    """What came back unpaid, and what stands behind the debt of a case."""

    _inherit = 'credit.case'

    dishonoured_amount = fields.Monetary(
        string="Came Back Unpaid", compute='_compute_securities', groups=FIGURES,
        help="Bills and cheques that came back and whose payment is not reversed: their claims are"
        " no lines of the case yet.")
    secured_amount = fields.Monetary(
        string="Secured", compute='_compute_securities', groups=FIGURES)

    @api.depends('profile_id')
    def _compute_securities(self):
        for case in self:
            profile_sudo = case.profile_id.sudo()
            case.dishonoured_amount = profile_sudo.dishonoured_amount
            case.secured_amount = profile_sudo.secured_amount
