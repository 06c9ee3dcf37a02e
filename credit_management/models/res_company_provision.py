from odoo import fields, models

from .res_company import INTERNAL


class ResCompany(models.Model):
    """Where loss allowances are booked; a branch books in its root."""

    _inherit = 'res.company'

    credit_allowance_account_id = fields.Many2one(
        'account.account', string="Allowance Account", check_company=True, groups=INTERNAL,
        help="What is expected not to be paid of receivables; it lowers them in the balance sheet.",
    )
    credit_impairment_account_id = fields.Many2one(
        'account.account', string="Impairment Account", check_company=True, groups=INTERNAL,
        help="What allowances cost, or give back, in profit and loss.",
    )
    credit_reimbursement_account_id = fields.Many2one(
        'account.account', string="Insurer's Part Account", check_company=True, groups=INTERNAL,
        help="What an insurer would pay of expected losses, where it is an asset of its own.",
    )
    credit_provision_journal_id = fields.Many2one(
        'account.journal', string="Journal of Provisions", check_company=True, groups=INTERNAL,
        domain=[('type', '=', 'general')],
    )
