from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    credit_free_text = fields.Char(
        string="Free Credit", compute='_compute_credit_free_text', compute_sudo=True,
        groups='credit_management.credit_management_group_user,'
               'credit_management.credit_management_group_auditor',
    )
    credit_money_waits = fields.Boolean(
        compute='_compute_credit_money_waits', compute_sudo=True,
        groups='account.group_account_invoice',
    )

    @api.depends_context('company')
    def _compute_credit_money_waits(self):
        """Tell whether money of this customer is here that nobody matched."""
        profiles = self.env['credit.profile']._of_partners(self, self.env.company)
        waiting = profiles.filtered('unmatched').partner_id
        for partner in self:
            partner.credit_money_waits = partner.commercial_partner_id in waiting

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

    def action_credit_match(self):
        """Smart button: match the customer's money."""
        self.ensure_one()
        self.check_access('read')
        return self.env['credit.match']._open(self, self.env.company)
