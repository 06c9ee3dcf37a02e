from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """Whether a customer is on the blacklist: he counts as suspended, or as blocked."""

    _inherit = 'credit.profile'

    blacklist_level = fields.Selection(
        selection=lambda self: self.env['credit.blacklist']._fields['level'].selection,
        string="Blacklist", compute='_compute_blacklist_level', search='_search_blacklist_level',
        groups=FIGURES)
    blacklist_ids = fields.Many2many(
        'credit.blacklist', string="Entries of the Blacklist", compute='_compute_blacklist_level',
        groups=FIGURES)

    def _compute_blacklist_level(self):
        matches = self.env['credit.blacklist.match'].sudo().search(
            [('partner_id', 'in', self.partner_id.ids), ('state', '=', 'acts')])
        for profile in self:
            own = matches.filtered(lambda match, profile=profile: (
                match.partner_id == profile.partner_id and match.company_id == profile.company_id))
            profile.blacklist_ids = own.blacklist_id
            profile.blacklist_level = max(own.mapped('level'), default=False)

    @api.model
    def _search_blacklist_level(self, operator, value):
        if operator != 'in':
            return NotImplemented
        acting = self.env['credit.blacklist.match'].sudo().search([('state', '=', 'acts')])
        found = [
            profile.id for profile in self.sudo().search(
                [('partner_id', 'in', acting.partner_id.ids)])
            if profile.blacklist_level in value]
        if False in value:
            listed = self.sudo().search([('partner_id', 'in', acting.partner_id.ids)]).filtered(
                'blacklist_level').ids
            return ['|', ('id', 'in', found), ('id', 'not in', listed)]
        return [('id', 'in', found)]

    def _log_blacklist(self, entry, act):
        """Log that an entry acts on a customer, or no more; what is held is looked at again."""
        self.ensure_one()
        self.env['credit.decision'].sudo()._log(
            'blacklist', profile=self, res_model=entry._name, res_id=entry.id,
            payload={'action': act, 'what': entry.name, 'level': entry.level})
        self.invalidate_recordset()
        self._notify('standing_changed', self, f'credit.blacklist,{entry.id}')

    def action_open_blacklist(self):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'credit_management.credit_blacklist_action'),
            'domain': [('id', 'in', self.blacklist_ids.ids)],
        }

    def write(self, vals):
        if 'active' in vals and not vals['active'] and not vals.get('merged_into_id'):
            self._check_not_listed()
        res = super().write(vals)
        if 'representative_ids' in vals:
            self.env['credit.blacklist.match'].sudo()._look_at(self.sudo().partner_id)
        return res

    def _check_not_listed(self):
        if listed := self.sudo().filtered('blacklist_level'):
            raise UserError(self.env._(
                "%(customer)s is on the blacklist, so the credit page stays. Have the entry removed"
                " first.", customer=listed[0].display_name))
