from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditReason(models.Model):
    """Why a hold was released, rejected or set: codes that a report can count."""

    _name = 'credit.reason'
    _description = "Credit Reason"
    _order = 'usage, sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    usage = fields.Selection(
        [('release', "Release"), ('reject', "Rejection"), ('manual', "Hold by hand")], required=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note_required = fields.Boolean()

    _code_unique = models.UniqueIndex('(code, usage)', "There is already a reason with this code.")

    def write(self, vals):
        if 'code' in vals or 'usage' in vals:
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _check_unused(self):
        holds_sudo = self.env['credit.hold'].sudo()
        if holds_sudo.search_count([('reason_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "This reason has been used; its code and use stay. Archive it and make another."
            ))

    @api.model
    def _of_code(self, code, usage):
        """Return the active reason `code`, or raise naming those that there are."""
        reasons = self.sudo().search([('usage', '=', usage)])
        reason = reasons.filtered(lambda r: r.code == code)
        if not reason:
            raise UserError(self.env._(
                "There is no reason '%(code)s' for this. Choose one of: %(codes)s.",
                code=code or '', codes=', '.join(reasons.mapped('code')),
            ))
        return reason
