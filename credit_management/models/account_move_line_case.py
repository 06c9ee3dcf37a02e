from odoo import fields, models

from .credit_profile import FIGURES


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    credit_cause_id = fields.Many2one(
        'credit.cause', string="Cause", compute='_compute_credit_cause_id', groups=FIGURES,
        help="Why it is late, as was found last.")

    def _compute_credit_cause_id(self):
        found = {
            row.move_line_id.id: row.cause_id for row in self.env['credit.case.cause'].sudo().search(
                [('move_line_id', 'in', self.ids), ('is_current', '=', True)])
        }
        for line in self:
            line.credit_cause_id = found.get(line.id, False)

    def _credit_case_open(self):
        """Return the lines of which something is still owed."""
        return self.filtered(lambda line: line.parent_state == 'posted' and line.amount_residual > 0)
