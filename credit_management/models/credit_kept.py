from odoo import api, models
from odoo.exceptions import UserError


class CreditKept(models.AbstractModel):
    """Rows of a month-end: written once by SQL, and never by anybody's hand."""

    _name = 'credit.kept'
    _description = "Kept Month-End"

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("Month-ends are kept by the scheduled action, not by hand."))

    def write(self, vals):
        raise UserError(self.env._("A kept month-end never changes; keep it again instead."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A kept month-end never changes, and is never deleted."))
