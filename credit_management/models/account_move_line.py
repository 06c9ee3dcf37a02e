from odoo import models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    # Open receivables of a customer without a visit to the table; one half for each sign.
    _credit_open_idx = models.Index(
        "(partner_id, date_maturity) INCLUDE (id, account_id, company_id, date, amount_residual)"
        " WHERE reconciled IS NOT TRUE AND parent_state = 'posted' AND amount_residual > 0"
    )
    _credit_unallocated_idx = models.Index(
        "(partner_id) INCLUDE (account_id, company_id, amount_residual)"
        " WHERE reconciled IS NOT TRUE AND parent_state = 'posted' AND amount_residual < 0"
    )
