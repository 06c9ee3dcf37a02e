from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: Odoo's own fields that a profile keeps; they are its mirror and never written by hand.
MIRRORED = ('credit_limit', 'use_partner_credit_limit')

#: Compared with `is`: a context that comes over the wire cannot hold it.
MERGING = object()


class ResPartner(models.Model):
    _inherit = 'res.partner'

    credit_profile_ids = fields.One2many(
        'credit.profile', 'partner_id', groups='credit_management.credit_management_group_user'
    )
    credit_verdict = fields.Selection(
        selection=[('none', "No profile"), ('ok', "Clear"), ('near', "Near limit"),
                   ('over', "Over limit"), ('overdue', "Overdue"), ('stopped', "Stopped")],
        compute='_compute_credit_verdict', compute_sudo=True,
        groups='credit_management.credit_management_group_user,'
               'credit_management.credit_management_group_auditor',
    )

    @api.depends_context('company')
    def _compute_credit_verdict(self):
        profiles = self.env['credit.profile']._of_partners(self, self.env.company)
        by_partner = {profile.partner_id: profile for profile in profiles}
        for partner in self:
            profile = by_partner.get(partner.commercial_partner_id)
            partner.credit_verdict = profile.verdict if profile else 'none'

    def write(self, vals):
        if set(MIRRORED) & set(vals):
            self._check_mirror(vals)
        if not {'parent_id', 'is_company'} & set(vals):
            return super().write(vals)
        before = {partner.id: partner.commercial_partner_id.id for partner in self}
        profiles = self.env['credit.profile']._of_partners(self)
        if profiles:
            self._check_may_move(profiles)
        res = super().write(vals)
        self._move_profiles(before)
        return res

    def _check_mirror(self, vals):
        """Refuse another limit than the profile's, on whichever contact it is typed."""
        if self.env.context.get('credit_merging') is MERGING:
            return
        for profile_sudo in self.env['credit.profile']._of_partners(self, self.env.company):
            wanted = vals.get('credit_limit', profile_sudo._native_limit())
            if profile_sudo.currency_id.compare_amounts(wanted, profile_sudo._native_limit()):
                raise UserError(self.env._(
                    "The limit of %(customer)s is kept on the credit profile. Change it there.",
                    customer=profile_sudo.partner_id.display_name,
                ))

    def _check_may_move(self, profiles):
        officer = 'credit_management.credit_management_group_officer'
        if self.env.su or self.env.user.has_group(officer):
            return
        raise AccessError(self.env._(
            "%(customer)s has a credit profile; a credit officer moves this contact.",
            customer=profiles[0].partner_id.display_name,
        ))

    def _move_profiles(self, before):
        """Who stopped being commercial leaves his profile dormant; his standing goes on."""
        for partner in self:
            after = partner.commercial_partner_id
            if before[partner.id] == after.id:
                continue
            old = self.env['credit.profile'].sudo().search([('partner_id', '=', partner.id)])
            for profile_sudo in old:
                new = self.env['credit.profile']._of_partners(after, profile_sudo.company_id)
                if not new and after == partner:
                    continue
                profile_sudo._merge_into(after, 'reparented')
            if before[partner.id] == partner.id:
                for model in ('credit.bureau.report', 'credit.blacklist.match'):
                    self.env[model].sudo()._move_partners(partner, after)
            owners = self.env['res.partner'].browse(before[partner.id]) | after
            profiles = self.env['credit.profile']._of_partners(owners)
            if profiles:
                profiles._notify('reparented', profiles, f'res.partner,{partner.id}')

    def action_open_credit(self):
        """Smart button: the customer's credit page, or how to get one."""
        self.ensure_one()
        profile = self.env['credit.profile']._of_partners(self, self.env.company)
        action = {
            'type': 'ir.actions.act_window', 'res_model': 'credit.profile', 'view_mode': 'form',
            'name': self.env._("Credit"),
        }
        if profile:
            return {**action, 'res_id': profile.id}
        return {**action, 'context': {'default_partner_id': self.commercial_partner_id.id}}
