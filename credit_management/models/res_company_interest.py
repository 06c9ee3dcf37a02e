from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """By which terms a company counts interest on what is paid late."""

    _inherit = 'res.company'

    credit_interest_terms_id = fields.Many2one(
        'credit.interest.terms', string="Late Interest", groups=INTERNAL,
        domain="[('company_id', 'in', (False, id))]",
        help="Empty: those of the company's country, where it has some.",
    )
    credit_interest_account_id = fields.Many2one(
        'account.account', string="Income from Interest", check_company=True, groups=INTERNAL,
        help="Where a draft invoice of interest books it. Empty: the account of its journal.",
    )

    def _credit_interest_terms(self):
        """Return the terms that count for customers who have none of their own."""
        self.ensure_one()
        root_sudo = self.sudo().root_id
        return root_sudo.credit_interest_terms_id or self.env[
            'credit.interest.terms']._of_country(root_sudo)
