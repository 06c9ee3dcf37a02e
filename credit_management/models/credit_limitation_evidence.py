from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditLimitationEvidence(models.Model):
    """What a paper shows: the words that laws of limitation ask for."""

    _name = 'credit.limitation.evidence'
    _inherit = ['credit.shared']
    _description = "Kind of Evidence"
    _order = 'name, id'

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)

    _code_once = models.UniqueIndex('(code)', "There is evidence of this code already.")

    def write(self, vals):
        if 'code' in vals and any(one.code != vals['code'] for one in self):
            raise UserError(self.env._(
                "Laws and papers know evidence by its code, so that stays. Change the name."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_used(self):
        used = self.env['credit.limitation.law.proof'].sudo().search_count(
            [('evidence_ids', 'in', self.ids)], limit=1)
        if used or self.env['credit.limitation.paper'].sudo().search_count(
            [('evidence_ids', 'in', self.ids)], limit=1
        ):
            raise UserError(self.env._("A law asks for it, or a paper shows it: it stays."))
