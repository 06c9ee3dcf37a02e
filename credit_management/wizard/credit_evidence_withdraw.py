from odoo import fields, models
from odoo.exceptions import UserError


class CreditEvidenceWithdraw(models.TransientModel):
    """Ask why something that was written down is wrong."""

    _name = 'credit.evidence.withdraw'
    _description = "Withdraw Evidence"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field='res_model', required=True)
    reason = fields.Char(required=True)

    def action_withdraw(self):
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or 'withdrawn_reason' not in model._fields:
            raise UserError(self.env._("Nothing of this kind is withdrawn."))
        model.browse(self.res_id).withdraw(self.reason)
        return {'type': 'ir.actions.act_window_close'}
