from odoo import fields, models


class CreditFileDispute(models.TransientModel):
    """Say that an entry of a credit file is not right, and why."""

    _name = 'credit.file.dispute'
    _description = "Dispute an Entry of a Credit File"

    entry_id = fields.Many2one('credit.file.entry', required=True, readonly=True)
    value = fields.Char(related='entry_id.value')
    note = fields.Char(string="What Is Not Right", required=True)

    def action_dispute(self):
        self.ensure_one()
        self.entry_id.check_access('read')
        self.entry_id._dispute(self.note)
        return {'type': 'ir.actions.act_window_close'}
