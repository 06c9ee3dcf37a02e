from odoo import fields, models

from .credit_profile import FIGURES


class AccountMove(models.Model):
    """The last safe day of an invoice's open claims."""

    _inherit = 'account.move'

    credit_safe_date = fields.Date(
        string="Last Safe Day", compute='_compute_credit_safe_date', groups=FIGURES,
        help="Until then what is open of it can be sued for.",
    )

    def _compute_credit_safe_date(self):
        found = dict(self.env['credit.limitation'].sudo()._read_group(
            [('move_id', 'in', self.ids)], ['move_id'], ['safe_date:min']))
        for move in self:
            move.credit_safe_date = found.get(move._origin, False)
