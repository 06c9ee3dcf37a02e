from odoo import fields, models


class CreditBureauOpen(models.TransientModel):
    """Ask what a raw report is needed for, log it, and open it."""

    _name = 'credit.bureau.open'
    _description = "Open a Raw Bureau Report"

    report_id = fields.Many2one('credit.bureau.report', required=True, readonly=True)
    purpose = fields.Char(required=True)

    def action_open(self):
        self.ensure_one()
        access = self.env['credit.bureau.access']._enter(self.report_id, self.purpose)
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/bureau/raw/{access.id}', 'close': True,
        }
