from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..values import without_defaults


class CreditEvidence(models.AbstractModel):
    """What somebody wrote down about a claim: it never changes, and is withdrawn with a reason.

    A model names in `_written` the fields that a person fills in; all else is the server's.
    """

    _name = 'credit.evidence'
    _description = "Evidence"

    _written = ()

    user_id = fields.Many2one(
        'res.users', string="Written By", readonly=True, default=lambda self: self.env.user)
    withdrawn_at = fields.Datetime(readonly=True, copy=False)
    withdrawn_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False)
    withdrawn_reason = fields.Char(string="Why Withdrawn", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in self._written if name in vals} for vals in vals_list]
        barred = () if self.env.su else set(self._fields) - set(self._written)
        records = super(CreditEvidence, without_defaults(self, barred)).create(vals_list)
        records._evidence_changed()
        return records

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._(
                "What was written down never changes. Withdraw it with a reason, and write it anew."
            ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Evidence is never deleted. Withdraw what is wrong."))

    def withdraw(self, reason):
        """Let these count no more; they stay, with the reason.

        :param str reason: kept with them
        """
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Evidence is withdrawn by credit officers. Ask one of them."))
        self._withdraw(reason)
        return True

    def _withdraw(self, reason):
        reason = reason.strip() if isinstance(reason, str) else ''
        if not reason:
            raise UserError(self.env._("Say why it is wrong: the reason is kept."))
        valid_sudo = self.sudo().filtered(lambda one: not one.withdrawn_at)
        valid_sudo.write({
            'withdrawn_at': fields.Datetime.now(), 'withdrawn_by_id': self.env.uid,
            'withdrawn_reason': reason,
        })
        valid_sudo._evidence_changed()

    def _evidence_changed(self):
        """React to what was written or withdrawn; models extend it."""

    def action_withdraw_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Withdraw"),
            'res_model': 'credit.evidence.withdraw', 'view_mode': 'form', 'target': 'new',
            'views': [(False, 'form')],
            'context': {'default_res_model': self._name, 'default_res_id': self.id},
        }
