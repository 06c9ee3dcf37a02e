from odoo import fields, models


class CreditMandateReturn(models.TransientModel):
    """Ask why a mandate is returned."""

    _name = 'credit.mandate.return'
    _description = "Return a Mandate"

    mandate_id = fields.Many2one('credit.mandate', required=True)
    note = fields.Char(string="Reason", required=True)

    def action_apply(self):
        self.ensure_one()
        self.mandate_id.action_return(self.note)
        return {'type': 'ir.actions.act_window_close'}
