from odoo import fields, models


class CreditGradeKeep(models.TransientModel):
    """Why the present grade is kept though scores propose another."""

    _name = 'credit.grade.keep'
    _description = "Keep the Present Grade"

    proposal_id = fields.Many2one('credit.grade.proposal', required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_keep(self):
        self.ensure_one()
        self.proposal_id.action_keep(self.reason)
        return {'type': 'ir.actions.act_window_close'}
