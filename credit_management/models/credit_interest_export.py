from odoo import models
from odoo.tools.misc import format_date

from ..report.xlsx import Book, Column, Currency

#: How interest follows from its row; to so many digits.
FORMULA = 'ROUND({principal}*{rate}*{days}/{year},%s)'


class CreditInterestClaim(models.Model):
    """The sheet of interest as a spreadsheet that goes on calculating."""

    _inherit = 'credit.interest.claim'

    def action_export(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/interest/{self.id}.xlsx',
        }

    def _export_xlsx(self, target):
        """Write lines and the table that explains them to `target`: each interest is a formula."""
        currency = Currency(self.currency_id.name, self.currency_id.decimal_places)
        facts = [
            self.company_id.name, self.partner_id.display_name,
            self.env._("Until %(date)s", date=format_date(self.env, self.until)),
            self.env._("Currency %(currency)s", currency=self.currency_id.name),
            *([self.missing] if self.missing else []),
        ]
        with Book(target) as book:
            sheet = book.sheet(self.env._("Late Interest"), self.display_name, facts, [
                Column('name', self.env._("Document"), width=20),
                Column('due', self.env._("Could Be Paid Until"), 'date', width=14),
                Column('days', self.env._("Days"), 'integer'),
                Column('terms', self.env._("Terms"), width=36),
                Column('amount', self.env._("Interest"), 'money', total=True),
                Column('lump', self.env._("Lump Sum")),
            ], currency, self.env._("Total"))
            for line in self.line_ids:
                lump = line.lump_sum and line.lump_currency_id.format(line.lump_sum)
                sheet.write([
                    line.sudo().move_id.name, line.due, line.days, line.terms,
                    line.amount if line.is_known else None, lump or None])
            self._export_periods(book, facts, currency)

    def _export_periods(self, book, facts, currency):
        digits = currency.digits + 4
        sheet = book.sheet(self.env._("Periods"), self.display_name, facts, [
            Column('name', self.env._("Document"), width=20),
            Column('first', self.env._("From"), 'date'), Column('last', self.env._("To"), 'date'),
            Column('days', self.env._("Days"), 'integer'),
            Column('principal', self.env._("Principal"), 'money'),
            Column('reference', self.env._("Reference Rate"), 'percent', width=12),
            Column('rate', self.env._("Rate"), 'percent', width=12),
            Column('year', self.env._("Days of the Year"), 'integer', width=12),
            Column('interest', self.env._("Interest"), 'number', width=14, total=True,
                   formula=FORMULA % digits),
        ], currency, self.env._("Total"))
        for period in self.period_ids:
            sheet.write([
                period.sudo().line_id.move_id.name, period.first, period.last, period.days,
                period.principal, period.reference if period.has_reference else None,
                period.rate if period.is_known else None, period.year_days,
                period.interest if period.is_known else None])
