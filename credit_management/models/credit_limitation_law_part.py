from odoo import api, models


class CreditLimitationLawPart(models.AbstractModel):
    """A row of a law: the law as a whole is checked, logged and counted by anew."""

    _name = 'credit.limitation.law.part'
    _inherit = ['credit.shared']
    _description = "Part of a Limitation Law"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._shared_owner()._after_change()
        return parts

    def write(self, vals):
        laws = self._shared_owner()
        res = super().write(vals)
        (laws | self._shared_owner())._after_change()
        return res

    def unlink(self):
        laws = self._shared_owner()
        res = super().unlink()
        laws.exists()._after_change()
        return res
