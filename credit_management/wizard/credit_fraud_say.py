from odoo import fields, models


class CreditFraudSay(models.TransientModel):
    """Say that a check that a person makes is red, and what was seen."""

    _name = 'credit.fraud.say'
    _description = "Red Fraud Check"

    check_id = fields.Many2one('credit.fraud.check', required=True, readonly=True, ondelete='cascade')
    note = fields.Char(string="What Was Seen", required=True)

    def action_apply(self):
        self.ensure_one()
        self.check_id.action_red(self.note)
        return {'type': 'ir.actions.act_window_close'}
