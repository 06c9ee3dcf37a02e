from odoo import fields, models


class CreditLetterReject(models.TransientModel):
    """Ask why letters do not go."""

    _name = 'credit.letter.reject'
    _description = "Do Not Send"

    letter_ids = fields.Many2many('credit.letter', required=True)
    reason = fields.Char(required=True)

    def action_reject(self):
        self.ensure_one()
        self.letter_ids.action_reject(self.reason)
        return {'type': 'ir.actions.act_window_close'}
