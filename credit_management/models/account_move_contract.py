from odoo import fields, models

from .credit_profile import FIGURES


class AccountMove(models.Model):
    """An invoice without an order may use up a contract too."""

    _inherit = 'account.move'

    credit_contract_id = fields.Many2one(
        'credit.contract', string="Contract", copy=False, index='btree_not_null',
        ondelete='restrict', groups=FIGURES,
        help="For invoices without an order: they use up its amount.")
