from odoo import fields, models


class CreditAgingGradeRefuse(models.TransientModel):
    """Asks why a better aging grade is refused."""

    _name = 'credit.aging.grade.refuse'
    _description = "Refuse Better Aging Grade"

    request_id = fields.Many2one('credit.aging.grade.request', required=True, readonly=True)
    note = fields.Char(string="Reason", required=True)

    def action_apply(self):
        self.ensure_one()
        self.request_id.action_refuse(self.note)
        return {'type': 'ir.actions.act_window_close'}
