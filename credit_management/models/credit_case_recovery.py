from odoo import models


class CreditCase(models.Model):
    """From a case: its file, its agency, its write-off."""

    _inherit = 'credit.case'

    def action_handover(self):
        """Begin the file of the case's claims, and open it."""
        self.ensure_one()
        return self.env['credit.handover']._make(self.profile_id, self.line_ids)._action_open()

    def action_give_to_agency(self):
        self.ensure_one()
        return self.profile_id._mandate_action(self.line_ids)

    def action_write_off(self):
        self.ensure_one()
        return self.env['credit.write.off']._ask(self.profile_id, self.line_ids)
