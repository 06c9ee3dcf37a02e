from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """Where write-offs are booked, beside the allowance."""

    _inherit = 'res.company'

    credit_write_off_account_id = fields.Many2one(
        'account.account', string="Write-off Account", check_company=True, groups=INTERNAL,
        help="What the allowance cannot bear of a write-off. Empty: the impairment account.",
    )
    credit_write_off_tax_account_id = fields.Many2one(
        'account.account', string="Account of Tax Given Back", check_company=True, groups=INTERNAL,
        help="Where the tax office's part of a write-off is claimed.",
    )

    def _credit_write_off_accounts(self):
        """Return ``{role of tools.write_offs: account}`` of a root company."""
        self.ensure_one()
        return {
            'allowance': self.credit_allowance_account_id,
            'expense': self.credit_write_off_account_id or self.credit_impairment_account_id,
            'tax': self.credit_write_off_tax_account_id,
        }

    def _credit_bad_debt_accounts(self):
        """Return the accounts on which what was taken from a receivable is lost.

        Those of the settings, and where the company writes off here, those that its entries use.
        """
        self.ensure_one()
        accounts = self.credit_bad_debt_account_ids
        if self.env['credit.write.off'].sudo().search_count(
            [('company_id', '=', self.root_id.id), ('state', '=', 'done')], limit=1
        ):
            own = self._credit_write_off_accounts()
            accounts |= own['allowance'] | own['expense']
        return accounts

    def _credit_pack(self):
        """Return the pack of law of the company's country."""
        self.ensure_one()
        return self.env['credit.interest.terms']._pack(self)
