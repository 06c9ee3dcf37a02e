from dataclasses import replace

from odoo import api, fields, models

from ..tools.limit_requests import months_begun
from ..tools.suggested_limits import by_net_worth, by_working_assets
from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """A customer's annual accounts."""

    _inherit = 'credit.profile'

    annual_accounts_ids = fields.One2many(
        'credit.annual.accounts', 'profile_id', groups=FIGURES)

    def _merge_into(self, partner, kind):
        """The survivor's own accounts of a year count; those of other years go along."""
        survivor = super()._merge_into(partner, kind)
        own = set(survivor.sudo().annual_accounts_ids.mapped('year_end'))
        self.sudo().annual_accounts_ids.filtered(
            lambda accounts: accounts.year_end not in own).write({'profile_id': survivor.id})
        return survivor


class CreditLimitAdvice(models.AbstractModel):
    """What a customer can bear: by the latest accounts, working assets or net worth."""

    _inherit = 'credit.limit.advice'

    @api.model
    def _methods(self, profile):
        return {**super()._methods(profile), **self._capacities(profile)}

    @api.model
    def _capacities(self, profile):
        """Return F1 and F2 by the latest accounts, in company currency; nothing without any."""
        latest = profile.sudo().annual_accounts_ids[:1]
        if not latest:
            return {}
        accounts = latest._accounts()
        known = not accounts.missing('total_assets', 'total_liabilities')
        found = (by_working_assets(accounts), by_net_worth(accounts.equity if known else None))
        return {
            method.code: replace(method, amount=latest._in_company_currency(method.amount))
            for method in found
        }

    @api.model
    def _accounts_months(self, profile):
        """Return the months since the year of the latest accounts, a begun one as a whole, or None."""
        profile_sudo = profile.sudo()
        latest = profile_sudo.annual_accounts_ids[:1]
        return months_begun(
            latest.year_end, profile_sudo.company_id._credit_today()) if latest else None
