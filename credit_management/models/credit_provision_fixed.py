from odoo import api, models
from odoo.exceptions import UserError


class CreditProvisionFixed(models.AbstractModel):
    """What a computation found: written once by the sheet, and never by anybody's hand."""

    _name = 'credit.provision.fixed'
    _description = "Provision Computed, Never Changed"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_server()
        return super().create(vals_list)

    def write(self, vals):
        self._check_server()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._check_server()

    def _check_server(self):
        if not self.env.su:
            raise UserError(self.env._(
                "What was computed never changes. Compute the sheet again for a new version."
            ))
