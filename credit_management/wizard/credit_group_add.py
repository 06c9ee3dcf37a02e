from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CreditGroupAdd(models.TransientModel):
    """Add members to a group: who belongs by the partners' hierarchy is proposed, never put in."""

    _name = 'credit.group.add'
    _description = "Add Members to a Credit Group"

    group_id = fields.Many2one('credit.group', required=True, readonly=True)
    proposed_text = fields.Char(compute='_compute_proposed_text')
    profile_ids = fields.Many2many('credit.profile', string="Customers", required=True)
    why = fields.Char(string="Belongs Because", required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        group = self.env['credit.group'].browse(values.get('group_id') or [])
        proposed = group._proposed_profiles() if group else group.member_ids.profile_id
        if proposed and 'profile_ids' in fields:
            values['profile_ids'] = [(6, 0, proposed.ids)]
            values['why'] = self.env._("Partner hierarchy")
        return values

    @api.depends('group_id')
    def _compute_proposed_text(self):
        for wizard in self:
            count = len(wizard.group_id._proposed_profiles())
            wizard.proposed_text = self.env._(
                "%(count)s customers are proposed: they stand below or above the head or a member, or"
                " are the same customer in another company. Take out who does not belong.",
                count=count) if count else self.env._(
                "Nobody else stands in the hierarchy of these partners. Choose who belongs.")

    def action_apply(self):
        self.ensure_one()
        if not (self.why or '').strip():
            raise UserError(self.env._("Say what connects them with the group; it is logged."))
        self.env['credit.group.member'].create([
            {'group_id': self.group_id.id, 'profile_id': profile.id, 'why': self.why.strip()}
            for profile in self.profile_ids
        ])
        return {'type': 'ir.actions.act_window_close'}


class CreditGroup(models.Model):
    _inherit = 'credit.group'

    def _proposed_profiles(self):
        """Return the profiles in no group that the partners' hierarchy connects with this one."""
        self.ensure_one()
        partners_sudo = self.sudo().head_id | self.sudo().member_ids.profile_id.partner_id
        if not partners_sudo:
            return self.env['credit.profile']
        related = Domain('partner_id', 'child_of', partners_sudo.ids) | Domain(
            'partner_id', 'parent_of', partners_sudo.ids)
        return self.env['credit.profile'].search(related & Domain(
            'membership_ids', 'not any', [('date_to', '=', False)]), limit=200)

    def action_add_members(self):
        """Open the dialog that proposes and adds members."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Add members"),
            'res_model': 'credit.group.add', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_group_id': self.id},
        }
