from odoo import fields, models

from .ir_ui_view import QUADRANT


class IrActionsActWindowView(models.Model):
    _inherit = 'ir.actions.act_window.view'

    view_mode = fields.Selection(
        selection_add=[(QUADRANT, "Quadrant")], ondelete={QUADRANT: 'cascade'}
    )
