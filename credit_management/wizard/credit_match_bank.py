from odoo import models

#: What the accountant's app brings to open its own bank reconciliation.
SCREEN = '_action_open_bank_reconciliation_widget'


class CreditMatch(models.TransientModel):
    """Where the accountant's app is installed, bank lines are matched on its own screen."""

    _inherit = 'credit.match'

    def _has_bank_screen(self):
        return hasattr(self.env['account.bank.statement.line'], SCREEN)

    def _lines_elsewhere(self):
        """Return the customer's bank lines that the other screen is for."""
        lines = self.env['account.bank.statement.line']
        if not self._has_bank_screen():
            return lines
        match = self._of_tree()
        return match.env[lines._name].search(match._bank_domain(), order='internal_index')

    def action_open_bank_screen(self):
        """Open the customer's bank lines on the screen of the accountant's app."""
        self.ensure_one()
        lines = self._lines_elsewhere()
        return getattr(lines, SCREEN)(
            extra_domain=[('id', 'in', lines.ids)],
            name=self.env._("Received from %(customer)s", customer=self.partner_id.name),
        )
