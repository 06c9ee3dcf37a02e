from odoo import api, fields, models


class CreditHold(models.Model):
    """The late invoices that a hold speaks of: named as they were, opened as they are now."""

    _inherit = 'credit.hold'

    late_invoices_text = fields.Char(compute='_compute_late_invoices_text', string="Late Invoices")

    @api.depends('breach_ids.data')
    def _compute_late_invoices_text(self):
        for hold in self:
            texts = filter(None, hold.breach_ids.mapped('invoices_text'))
            hold.late_invoices_text = next(texts, False)

    def action_open_late_invoices(self):
        """Open what is late now; when nothing is, what was."""
        self.ensure_one()
        self.check_access('read')
        hold_sudo = self.sudo()
        named = [
            invoice['id'] for breach in hold_sudo.breach_ids for invoice in breach._invoices()[0]
        ]
        return hold_sudo.profile_id._late_invoices_action(dict.fromkeys(named))
