from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .credit_profile import FIGURES


class AccountMove(models.Model):
    """An invoice without an order may use up a contract too."""

    _inherit = 'account.move'

    credit_contract_id = fields.Many2one(
        'credit.contract', string="Contract", copy=False, index='btree_not_null',
        ondelete='restrict', groups=FIGURES,
        help="For invoices without an order: they use up its amount.")

    @api.constrains('credit_contract_id', 'partner_id', 'company_id')
    def _check_credit_contract(self):
        for move_sudo in self.sudo().filtered('credit_contract_id'):
            contract_sudo = move_sudo.credit_contract_id
            if contract_sudo.partner_id != move_sudo.commercial_partner_id or (
                contract_sudo.company_id != move_sudo.company_id.root_id
            ):
                raise ValidationError(self.env._(
                    "%(contract)s is not a contract with %(customer)s. Choose one of its own, or"
                    " leave it empty.", contract=contract_sudo.display_name,
                    customer=move_sudo.commercial_partner_id.display_name))

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note gives back what its invoice used up."""
        reverses = super()._reverse_moves(default_values_list, cancel)
        for reverse_sudo in reverses.sudo():
            if contract_sudo := reverse_sudo.reversed_entry_id.credit_contract_id:
                reverse_sudo.credit_contract_id = contract_sudo
        return reverses
