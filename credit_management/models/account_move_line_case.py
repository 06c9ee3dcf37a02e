from odoo import models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    def _credit_case_open(self):
        """Return the lines of which something is still owed."""
        return self.filtered(lambda line: line.parent_state == 'posted' and line.amount_residual > 0)
