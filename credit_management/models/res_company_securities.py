from odoo import fields, models

from ..tools.instruments import MOST_OF_BANK_BILL, Settings
from .res_company import INTERNAL

#: Settings of the root company that its branches share.
INSTRUMENT_FIELDS = ('credit_bank_bill_weight', 'credit_clearing_days', 'credit_debit_days')


class ResCompany(models.Model):
    """With what weight bills count, and when silence means that they were honoured."""

    _inherit = 'res.company'

    credit_bank_bill_weight = fields.Float(
        string="Bank-Accepted Bills Count (%)", default=Settings.bank_weight, groups=INTERNAL,
        help="So much of a bank's bill stays in exposure until it is honoured: 0 to 20 %.")
    credit_clearing_days = fields.Integer(
        string="Clearing Time (days)", default=Settings.clearing_days, groups=INTERNAL,
        help="A paper that was given to a bank or passed on counts so long after its maturity.")
    credit_debit_days = fields.Integer(
        string="Direct Debits May Come Back (days)", default=Settings.debit_days, groups=INTERNAL)

    _credit_bill_weight = models.Constraint(
        f'CHECK (credit_bank_bill_weight BETWEEN 0 AND {MOST_OF_BANK_BILL})',
        "A bank's bill counts with 0 to 20 percent.")
    _credit_clearing = models.Constraint(
        'CHECK (credit_clearing_days BETWEEN 0 AND 366 AND credit_debit_days BETWEEN 0 AND 800)',
        "Give days from 0; a year of clearing, two of direct debits are the most.")

    def _credit_instrument_settings(self):
        """Return the `tools.instruments.Settings` of a root company."""
        self_sudo = self.sudo().ensure_one()
        return Settings(
            self_sudo.credit_bank_bill_weight, self_sudo.credit_clearing_days,
            self_sudo.credit_debit_days)

    def _get_company_root_delegated_field_names(self):
        return super()._get_company_root_delegated_field_names() + list(INSTRUMENT_FIELDS)
