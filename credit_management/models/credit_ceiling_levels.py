from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.limits import gives_more
from ..values import id_of

#: What of a profile says how much he may owe.
AGREED = ('limit_mode', 'credit_limit', 'temporary_limit', 'temporary_from', 'temporary_to')
NOTHING = {**dict.fromkeys(AGREED), 'limit_mode': 'cash_only'}


class CreditAuthority(models.Model):
    """Receivables over their ceiling: every release and limit increase takes one level more."""

    _inherit = 'credit.authority'

    @api.model
    def _raised(self, company, profile=None):
        over = self.env['credit.ceiling.watch']._over(company)
        return super()._raised(company, profile) + [one._reason() for one in over]


class CreditProfile(models.Model):
    """A limit that rises is asked about while receivables are over their ceiling."""

    _inherit = 'credit.profile'

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env['res.company'].browse(id_of(vals.get('company_id')))
            root_sudo = (company or self.env.company).sudo().root_id
            # What nobody says comes from defaults, which a caller's context may bring as well.
            agreed = {**self.default_get(list(AGREED)), **vals}
            self._check_more(root_sudo, NOTHING, self._agreed_by(NOTHING, agreed))
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) & set(AGREED):
            for profile in self:
                before = {name: profile.sudo()[name] or None for name in AGREED}
                self._check_more(
                    profile.company_id, before, self._agreed_by(before, vals), profile)
        if 'active' in vals:
            self.filtered(lambda profile: profile.active != bool(vals['active']))._check_loose()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_under_ceiling(self):
        self._check_loose()

    def _check_loose(self):
        """Raise where a profile that goes, or comes back, lets its customer owe more while the
        company gives no more limits: without one he may not be checked at all."""
        for profile_sudo in () if self.env.su else self.sudo():
            company = profile_sudo.company_id
            over = company.credit_ceiling_hard and self.env['credit.ceiling.watch']._over(company)
            own = {name: profile_sudo[name] or None for name in AGREED}
            pair = (own, company._credit_agreed_without_profile())
            if over and gives_more(
                *(pair if profile_sudo.active else pair[::-1]), company._credit_today()
            ):
                raise UserError(self.env._(
                    "%(customer)s might owe more then, and no limit is raised now: %(reason)s."
                    " Lower the limit instead.", customer=profile_sudo.partner_id.display_name,
                    reason=over._reason(),
                ))

    @api.model
    def _agreed_by(self, before, vals):
        """Return what is agreed after `vals` are written, as plain values."""
        after = {name: vals[name] or None for name in AGREED if name in vals}
        for name in ('temporary_from', 'temporary_to'):
            if name in after:
                after[name] = fields.Date.to_date(after[name])
        return {**before, **after}

    @api.model
    def _check_more(self, company, before, after, profile=None):
        """Raise where the limit rises and that is not this user's to give today.

        It asks before anything is written. What the system gives by itself (an allowance at the
        first order) is no decision.
        """
        if self.env.su or not gives_more(before, after, company._credit_today()):
            return
        company._credit_check_ceiling_hard()
        most = None if after['limit_mode'] == 'unlimited' else (
            (after['credit_limit'] or 0.0) + (after['temporary_limit'] or 0.0)
        )
        self.env['credit.authority']._check_limit(self.env.user, company, most, profile)
