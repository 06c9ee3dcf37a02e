from odoo import api, models


class CreditAuthority(models.Model):
    """A customer in alert: what is released or given to him takes one level more."""

    _inherit = 'credit.authority'

    @api.model
    def _raised(self, company, profile=None):
        return super()._raised(company, profile) + self._raised_by_danger(profile)

    @api.model
    def _raised_by_danger(self, profile):
        """Return the reason as a list; none while the signals still have to prove themselves."""
        profile_sudo = profile and profile.sudo()
        if not profile_sudo or profile_sudo.danger_level not in ('alert', 'stop'):
            return []
        root_sudo = profile_sudo.company_id
        if not self.env['credit.signal']._settings(root_sudo).asks(root_sudo._credit_today()):
            return []
        return [self.env._(
            "danger signals of %(customer)s come to %(score)s points",
            customer=profile_sudo.partner_id.display_name, score=profile_sudo.danger_score)]
