from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    credit_free_text = fields.Char(
        string="Free Credit", compute='_compute_credit_free_text', compute_sudo=True,
        groups='credit_management.credit_management_group_user,'
               'credit_management.credit_management_group_auditor',
    )

    @api.depends_context('company', 'uid')
    def _compute_credit_free_text(self):
        """What is free, in short, on the button: for those who may see figures."""
        shown = self.env['credit.check']._formatter().shows_figures
        profiles = self.env['credit.profile']._of_partners(self, self.env.company) if shown else []
        by_partner = {profile.partner_id: profile for profile in profiles}
        for partner in self:
            profile = by_partner.get(partner.commercial_partner_id)
            partner.credit_free_text = profile and profile.has_limit and (
                profile.currency_id.format(profile.available)
            )
