from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    # Open receivables of a customer without a visit to the table; one half for each sign. With the
    # entry, because a join with it that is dropped leaves its key to be read.
    _credit_open_idx = models.Index(
        "(partner_id, date_maturity) INCLUDE (id, account_id, company_id, date, amount_residual,"
        " move_id)"
        " WHERE reconciled IS NOT TRUE AND parent_state = 'posted' AND amount_residual > 0"
    )
    _credit_unallocated_idx = models.Index(
        "(partner_id) INCLUDE (id, account_id, company_id, date, date_maturity,"
        " amount_residual, move_id)"
        " WHERE reconciled IS NOT TRUE AND parent_state = 'posted' AND amount_residual < 0"
    )
    # Hardly any: something is open in a currency and nothing in the company's.
    _credit_leftover_idx = models.Index(
        "(partner_id) WHERE reconciled IS NOT TRUE AND parent_state = 'posted'"
        " AND amount_residual = 0 AND amount_residual_currency <> 0"
    )

    def write(self, vals):
        res = super().write(vals)
        if 'no_followup' in vals:
            self.env['credit.rpm.event'].sudo()._note_by_company('line', self)
        return res

    @api.model
    def _prepare_reconciliation_single_partial(
        self, debit_values, credit_values, shadowed_aml_values=None
    ):
        """Let a match end where whoever matched said, while something stays open on both sides.

        `credit_match_parts` in the context: ``{(debit id, credit id): amount in the currency of
        the debit line}``; that much of the debit line is there for the credit line, and no more.
        """
        pair = debit_values['aml'].id, credit_values['aml'].id
        part = (self.env.context.get('credit_match_parts') or {}).get(pair)
        if part is None or part >= debit_values['amount_residual_currency']:
            return super()._prepare_reconciliation_single_partial(
                debit_values, credit_values, shadowed_aml_values=shadowed_aml_values
            )
        line = debit_values['aml']
        share = part / debit_values['amount_residual_currency']
        kept = debit_values['amount_residual'] - line.company_currency_id.round(
            debit_values['amount_residual'] * share
        )
        kept_currency = debit_values['amount_residual_currency'] - part
        debit_values['amount_residual'] -= kept
        debit_values['amount_residual_currency'] = part
        prepared = super()._prepare_reconciliation_single_partial(
            debit_values, credit_values, shadowed_aml_values=shadowed_aml_values
        )
        debit_values['amount_residual'] += kept
        debit_values['amount_residual_currency'] += kept_currency
        # This pair is done, whatever is left on either side.
        return {**prepared, 'debit_values': None, 'credit_values': None}
