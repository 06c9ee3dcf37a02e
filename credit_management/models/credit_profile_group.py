from odoo import api, fields, models
from odoo.fields import Domain

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """A customer's credit group: on his page, and what becomes of it when he merges or closes."""

    _inherit = 'credit.profile'

    group_id = fields.Many2one(
        'credit.group', string="Credit Group", compute='_compute_group_id',
        search='_search_group_id', groups=FIGURES,
    )
    membership_ids = fields.One2many('credit.group.member', 'profile_id', groups=FIGURES)
    group_gauge = fields.Json(compute='_compute_group_gauge', groups=FIGURES)
    group_text = fields.Char(compute='_compute_group_gauge', groups=FIGURES)

    def _compute_group_id(self):
        members_sudo = self.env['credit.group.member'].sudo().search(
            [('profile_id', 'in', self.ids), ('date_to', '=', False)])
        groups = {member.profile_id.id: member.group_id.id for member in members_sudo}
        for profile in self:
            profile.group_id = groups.get(profile._origin.id, False)

    @api.model
    def _search_group_id(self, operator, value):
        if operator == 'in' and False in value:
            ids = [one for one in value if one]
            outside = Domain('membership_ids', 'not any', [('date_to', '=', False)])
            return outside | self._search_group_id('in', ids) if ids else outside
        return Domain('membership_ids', 'any', [
            ('date_to', '=', False), ('group_id', operator, value)])

    @api.depends_context('uid', 'lang', 'allowed_company_ids')
    def _compute_group_gauge(self):
        for profile in self:
            group = profile.group_id
            profile.group_gauge = group.gauge if group else False
            profile.group_text = group.alert_text if group else False

    def action_open_group(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.group',
            'res_id': self.group_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === MERGED, CLOSED === #

    def write(self, vals):
        """Who is closed leaves his group."""
        res = super().write(vals)
        if 'active' in vals and not vals['active'] and not vals.get('merged_into_id'):
            self._leave_group(self.env._("His credit profile was archived."))
        return res

    def _leave_group(self, reason):
        self.env['credit.group.member'].sudo().search(
            [('profile_id', 'in', self.ids), ('date_to', '=', False)])._leave(reason)

    def _merge_into(self, partner, kind):
        """The survivor takes the membership over, where he is in no group himself."""
        member_sudo = self.env['credit.group.member'].sudo().search(
            [('profile_id', '=', self.id), ('date_to', '=', False)])
        survivor = super()._merge_into(partner, kind)
        if not member_sudo:
            return survivor
        reason = self.env._("Merged into %(customer)s.", customer=survivor.display_name)
        member_sudo._leave(reason)
        if not survivor.sudo().group_id:
            member_sudo.create({
                'group_id': member_sudo.group_id.id, 'profile_id': survivor.id,
                'sub_limit': member_sudo.sub_limit, 'share': member_sudo.share,
                'why': self.env._("Took over from %(customer)s.", customer=self.display_name),
            })
        return survivor
