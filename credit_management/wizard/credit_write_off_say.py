from odoo import fields, models

#: What is done with the words.
METHODS = [('action_refuse', "Refuse"), ('action_reverse', "Take back")]


class CreditWriteOffSay(models.TransientModel):
    """Ask why a write-off is refused or taken back."""

    _name = 'credit.write.off.say'
    _description = "Refuse or Take Back a Write-off"

    write_off_id = fields.Many2one('credit.write.off', required=True)
    method = fields.Selection(METHODS, required=True)
    note = fields.Char(string="Reason", required=True)

    def action_apply(self):
        self.ensure_one()
        answer = (
            self.write_off_id.action_refuse(self.note) if self.method == 'action_refuse'
            else self.write_off_id.action_reverse(self.note)
        )
        return answer if isinstance(answer, dict) else {'type': 'ir.actions.act_window_close'}
