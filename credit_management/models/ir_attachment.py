from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = 'ir.attachment'

    def _check_access(self, operation):
        """Raw bureau payloads are read through their log only, by administrators too."""
        res = super()._check_access(operation)
        raw = self.sudo().filtered(lambda item: item.res_model == 'credit.bureau.batch').sudo(False)
        if not raw:
            return res
        forbidden = raw | (res[0] if res else raw)
        return forbidden, lambda: AccessError(self.env._(
            "Raw bureau reports are opened from the report, with a purpose that is logged."
        ))
