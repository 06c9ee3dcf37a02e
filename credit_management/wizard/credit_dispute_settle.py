from odoo import api, fields, models


class CreditDisputeSettle(models.TransientModel):
    """The dialog for an answer to a dispute that is not credited."""

    _name = 'credit.dispute.settle'
    _description = "Settle Disputes"

    dispute_ids = fields.Many2many('credit.dispute', required=True, readonly=True)
    resolution = fields.Selection(
        selection='_selection_resolution', required=True, default='rejected')
    note = fields.Char(string="Answer", required=True)
    root_cause = fields.Char()

    @api.model
    def _selection_resolution(self):
        return [
            ('rejected', self.env._("Rejected: the customer is to pay")),
            ('withdrawn', self.env._("Withdrawn: there is nothing in dispute")),
        ]

    def action_settle(self):
        self.ensure_one()
        self.dispute_ids.settle(self.resolution, self.note)
        if self.root_cause:
            self.dispute_ids.sudo().root_cause = self.root_cause
        return {'type': 'ir.actions.act_window_close'}
