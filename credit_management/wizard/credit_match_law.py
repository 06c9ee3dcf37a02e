from odoo import api, fields, models

from ..tools.debt_order import OpenDebt, applied
from ..tools.exact import exact
from ..tools.part_payments import named_in


class CreditMatch(models.TransientModel):
    """Which invoices the money pays by law, where that is not what is about to be matched.

    What is matched is our bookkeeping; of limitation, and before a court, the order of law counts
    unless the payer named what he pays (`practice.md` F36).
    """

    _inherit = 'credit.match'

    law_text = fields.Char(compute='_compute_law_text')

    @api.depends_context('lang')
    @api.depends('money_ids.amount', 'money_ids.selected', 'invoice_ids.amount',
                 'invoice_ids.selected', 'is_mixed')
    def _compute_law_text(self):
        for match in self:
            money = match.money_ids.filtered(lambda row: row.selected and row.amount)
            rows = {row.res_id: row for row in match.invoice_ids if row.open > 0}
            is_payment = money and all(row.kind != 'credit_note' for row in money)
            paid = match._paid_by_law(money, rows) if is_payment and not match.is_mixed else ()
            by_law = {one.key: float(one.principal) for one in paid if one.amount}
            named = {one.key for one in paid if one.is_named}
            match.law_text = match._differs(rows, by_law) and ', '.join(
                match._law_words(rows[key].name, amount, key in named)
                for key, amount in by_law.items())

    def _differs(self, rows, by_law):
        """Tell whether other amounts are about to be matched than the money pays by law."""
        return bool(by_law) and any(
            self.currency_id.compare_amounts(
                by_law.get(key, 0.0), row.amount if row.selected else 0.0)
            for key, row in rows.items())

    def _law_words(self, invoice, amount, is_named):
        amount = self.currency_id.format(amount)
        return self.env._(
            "%(invoice)s %(amount)s, named by the payer", invoice=invoice, amount=amount
        ) if is_named else f'{invoice} {amount}'

    def _paid_by_law(self, money, rows):
        """Return what `debt_order` makes of the money: what the payer named, then the law's order."""
        secured = self._secured_lines(rows)
        debts = [
            OpenDebt(key, row.date or None, exact(row.open),
                     secured=exact(row.open) if key in secured else 0)
            for key, row in rows.items()]
        names = {}
        for key, row in rows.items():
            names.setdefault((row.name or '').lower(), []).append(key)
        named = []
        for row in money:
            documents = set(row.documents or ())
            named += [key for key, one in rows.items() if one.document in documents]
            if row.kind == 'bank':
                named += named_in(row.name or '', names)
        amount = min(
            sum((exact(row.amount) for row in money), exact(0)),
            sum((debt.principal for debt in debts), exact(0)))
        return applied(amount, debts, max(row.date for row in money), named)[0]

    def _secured_lines(self, rows):
        """Return the ids of lines for which somebody stands as guarantor."""
        # As superuser: who keeps the books need not read guarantees to match by them.
        clocks_sudo = self.env['credit.guarantee.clock'].sudo().search([
            ('line_ids', 'in', list(rows)), '|', ('kept_on', '!=', False),
            ('end_date', '>=', self.company_id._credit_today())])
        return set(clocks_sudo.line_ids.ids)
