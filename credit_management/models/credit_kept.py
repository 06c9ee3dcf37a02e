from odoo import api, models
from odoo.exceptions import UserError


class CreditKept(models.AbstractModel):
    """Rows of a month-end or a forecast: written once by SQL, and never by anybody's hand."""

    _name = 'credit.kept'
    _description = "Kept Figures"

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._(
            "Month-ends and forecasts are kept by scheduled actions, not by hand."
        ))

    def write(self, vals):
        raise UserError(self.env._(
            "What was kept never changes; a month-end can be kept again instead."
        ))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was kept never changes, and is never deleted."))
