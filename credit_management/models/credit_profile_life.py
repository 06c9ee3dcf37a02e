from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..const import STANDINGS
from ..values import id_of, plain_values, without_defaults
from .credit_profile import LIMIT_FIELDS, SERVER_FIELDS, STANDING_FIELDS
from .credit_profile_aging_limit import NO_LIMIT

#: What nobody but the server says of a new profile.
OF_LIFE = set(SERVER_FIELDS) - {'partner_id', 'company_id'}


class CreditProfile(models.Model):
    """A profile's life: made, decided on, mirrored in Odoo's own limit, merged, closed."""

    _inherit = 'credit.profile'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_may_decide()
        clean = self if self.env.su else without_defaults(self, OF_LIFE)
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name not in OF_LIFE}
                for vals in vals_list]
        for vals in vals_list:
            self._anchor(vals)
        profiles = super(CreditProfile, clean).create(vals_list)
        profiles._check_may_decide()
        profiles._check_no_increase(dict.fromkeys(profiles.ids, NO_LIMIT))
        self.env['credit.gate']._ensure(self.env.cr, [p._gate_key() for p in profiles])
        profiles._mirror_limit()
        for profile in profiles:
            profile._log_change('profile', {}, profile._snapshot_values(LIMIT_FIELDS))
        return profiles

    def _anchor(self, vals):
        """Hang a new profile on the commercial partner and the root company."""
        partner = self.env['res.partner'].browse(id_of(vals.get('partner_id')))
        if partner:
            vals['partner_id'] = partner.commercial_partner_id.id
        company = self.env['res.company'].browse(id_of(vals.get('company_id'))) or self.env.company
        vals['company_id'] = company.sudo().root_id.id
        if vals.get('standing', 'normal') != 'normal':
            vals['standing_user_id'] = self.env.uid
            vals['standing_date'] = company.sudo()._credit_today()

    def write(self, vals):
        if vals.get('merged_into_id') and self.env.su:
            return super().write(vals)  # its chain has ended with the merger
        changed = [name for name in (*LIMIT_FIELDS, *STANDING_FIELDS) if name in vals]
        if not self.env.su and set(vals) & set(SERVER_FIELDS):
            raise AccessError(self.env._(
                "Customer and company of a credit profile are fixed. Make a profile for the other"
                " customer instead."
            ))
        if not changed:
            return super().write(vals)
        self._check_may_decide(standing_only=not set(vals) & set(LIMIT_FIELDS))
        before = {profile.id: profile._snapshot_values(changed) for profile in self}
        limits = self._limits_given()
        if 'standing' in vals:
            today = self.env.company._credit_today()
            vals = {**vals, 'standing_date': today, 'standing_user_id': self.env.uid}
        res = super().write(vals)
        self._check_no_increase(limits)
        for profile in self:
            after = profile._snapshot_values(changed)
            if after != before[profile.id]:
                profile._after_decision(before[profile.id], after, vals)
        return res

    def _after_decision(self, before, after, vals):
        """Log what changed, keep Odoo's own limit in step, let held documents be looked at."""
        moved = {key for key in after if after[key] != before[key]}
        if moved & set(STANDING_FIELDS):
            self._log_change('standing', before, after, reason=vals.get('standing_reason'))
            self._notify('standing_changed', self, 'write')
        if moved & set(LIMIT_FIELDS):
            self._log_change('limit', before, after, reason=vals.get('limit_reason'))
            self._notify('limit_changed', self, 'write')
        self._mirror_limit()

    @api.ondelete(at_uninstall=False)
    def _unlink_never_used(self):
        if self.env['credit.hold'].sudo().search_count([('profile_id', 'in', self.ids)], limit=1):
            raise UserError(self.env._(
                "This profile has holds in its history; archive it instead of deleting it."
            ))

    def _check_may_decide(self, standing_only=False):
        """Limits and standings are a credit manager's; officers may change a standing."""
        if self.env.su:
            return
        group = 'officer' if standing_only else 'manager'
        if not self.env.user.has_group(f'credit_management.credit_management_group_{group}'):
            raise AccessError(self.env._(
                "Credit limits and standings are set by credit managers. Ask one of them, or ask"
                " for a limit on the customer's credit page."
            ))
        own = self.sudo().filtered(
            lambda p: p.partner_id.user_id == self.env.user
            and not p.company_id.credit_single_approver
        )
        if own:
            raise AccessError(self.env._(
                "%(customer)s is your own sales customer; another manager decides on the credit.",
                customer=own[0].partner_id.display_name,
            ))

    # === DECISIONS === #

    def _snapshot_values(self, names):
        """Return fields `names` as plain values for the log."""
        return plain_values(self.sudo(), names)

    def _log_change(self, kind, before, after, reason=None):
        self.ensure_one()
        payload = {'before': before, 'after': after, 'reason': reason or None}
        self.env['credit.decision'].sudo()._log(kind, profile=self.sudo(), payload=payload)

    def _mirror_limit(self):
        """Keep Odoo's own limit equal to ours, on the root company and its branches."""
        for profile_sudo in self.sudo():
            value = profile_sudo._native_limit()
            root = profile_sudo.company_id
            for company in self.env['res.company'].sudo().search([('id', 'child_of', root.id)]):
                partner_sudo = profile_sudo.partner_id.with_company(company)
                if partner_sudo.credit_limit != value:
                    partner_sudo.credit_limit = value

    def _native_limit(self):
        """Return what Odoo's own field says: 0 means "no check" there, so no credit is 0.01."""
        self.ensure_one()
        if self.limit_mode == 'unlimited':
            return 0.0
        if self.limit_mode == 'cash_only' or not self.credit_limit:
            return 0.01
        return self.credit_limit

    # === MERGED, REPARENTED === #

    def _merge_into(self, partner, kind):
        """Close this profile in favour of `partner`'s, who keeps his limit and the worse standing.

        Its chain ends with a `merged` decision; its holds go on with the survivor.
        """
        self.ensure_one()
        survivor = self._of_partners(partner, self.company_id) or self.create({
            'partner_id': partner.id, 'company_id': self.company_id.id,
            'limit_mode': 'cash_only' if self.limit_mode == 'cash_only' else 'limited',
            'credit_limit': 0.0, 'review_date': self.company_id._credit_today(),
        })
        if STANDINGS.index(self.standing) > STANDINGS.index(survivor.standing):
            survivor.write({'standing': self.standing, 'standing_reason': self.standing_reason})
        self.hold_ids.profile_id = survivor
        self._log_change('merged', {'partner': self.partner_id.id}, {
            'into_profile': survivor.id, 'into_partner': partner.id, 'why': kind,
        })
        self.sudo().write({'active': False, 'merged_into_id': survivor.id})
        survivor._mirror_limit()
        officer = survivor.user_id
        survivor.message_post(
            body=self.env._(
                "%(customer)s was merged into this customer.", customer=self.partner_id.display_name
            ),
            partner_ids=officer.partner_id.ids,
        )
        return survivor
