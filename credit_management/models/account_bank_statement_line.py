from odoo import api, models


class AccountBankStatementLine(models.Model):
    _inherit = 'account.bank.statement.line'

    # Money on its way: bank lines of a known customer that are not matched yet.
    _credit_transit_idx = models.Index(
        "(partner_id) WHERE is_reconciled IS NOT TRUE AND partner_id IS NOT NULL AND amount > 0"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._credit_notify()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if {'partner_id', 'amount'} & set(vals):
            self._credit_notify()
        return res

    def action_credit_match(self):
        """Match the money of the one customer whose bank lines were chosen."""
        return self.env['credit.match']._open_one(self.partner_id, self.company_id)

    def _credit_notify(self):
        profiles = self.env['credit.profile']._of_partners(
            self.filtered(lambda line: line.partner_id and line.amount > 0).partner_id
        )
        if profiles:
            profiles._notify('money_arrived', profiles, 'account.bank.statement.line')
