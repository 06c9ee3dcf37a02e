from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = 'account.partial.reconcile'

    # What was open on a past day: allocations after it, without a visit to the table.
    _credit_later_idx = models.Index(
        "(max_date) INCLUDE (debit_move_id, credit_move_id, amount, debit_amount_currency,"
        " credit_amount_currency)"
    )

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._credit_notify()
        partials._credit_money_came()
        self.env['credit.rpm.event'].sudo()._note_by_company('line', partials._credit_lines())
        return partials

    def unlink(self):
        partners, lines_sudo = self._credit_partners(), self._credit_lines()
        res = super().unlink()
        self.env['credit.rpm.event'].sudo()._note_by_company('line', lines_sudo.exists())
        self._credit_notify(partners)
        return res

    def _credit_lines(self):
        return (self.debit_move_id | self.credit_move_id).sudo().filtered(
            lambda line: line.account_type == 'asset_receivable')

    def _credit_money_came(self):
        """What a bank statement is matched with is paid, bills and cheques too."""
        lines_sudo = (self.debit_move_id | self.credit_move_id).sudo()
        if banked_sudo := lines_sudo.filtered('statement_line_id'):
            self.env['credit.instrument']._money_came((lines_sudo - banked_sudo).move_id)

    def _credit_partners(self):
        return self._credit_lines().partner_id

    def _credit_notify(self, partners=None):
        """Matching changes what is open and what is late."""
        profiles = self.env['credit.profile']._of_partners(
            self._credit_partners() if partners is None else partners
        )
        if profiles:
            profiles._notify('allocation_changed', profiles, 'account.partial.reconcile')
