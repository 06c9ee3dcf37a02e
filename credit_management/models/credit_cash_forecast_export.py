from odoo import api, fields, models

from ..report.xlsx import Book, Column, Currency


class CreditCashForecast(models.Model):
    """The forecast as a spreadsheet: by week, and by customer."""

    _inherit = 'credit.cash.forecast'

    @api.model
    def _export_xlsx(self, target, as_of=None, company_id=None, ahead=0):
        """Write the answer of `get_forecast`, all customers of it, to `target` (path or file)."""
        answer = self.get_forecast(as_of, company_id, ahead=ahead)
        facts = [answer['company'], self.env._("As of %(day)s", day=answer['as_of']),
                 self.env._("In %(currency)s", currency=answer['currency'])]
        digits = self.env['res.currency'].browse(answer['currency_id']).decimal_places
        with Book(target) as book:
            for write in (self._export_weeks, self._export_customers):
                write(book, answer, facts, Currency(answer['currency'], digits))

    @api.model
    def _export_weeks(self, book, answer, facts, currency):
        sheet = book.sheet(self.env._("Weeks"), self.env._("Cash-in Forecast"), facts, [
            Column('week', self.env._("Week From"), 'date', width=18),
            Column('expected', self.env._("Expected"), 'money'),
            Column('received', self.env._("Received"), 'money'),
            Column('came', self.env._("Of What Was Expected"), 'money'),
            Column('hit', self.env._("Hit Rate"), 'percent'),
        ], currency)
        for row in answer['history']:
            sheet.write([fields.Date.to_date(row['week']), row['expected'], row['received'],
                         row['came'], row['hit_rate']])
        for row in answer['weeks']:
            sheet.write([fields.Date.to_date(row['week']), row['amount'], row['received'], None,
                         None])

    @api.model
    def _export_customers(self, book, answer, facts, currency):
        weeks = [row['week'] for row in answer['weeks']]
        keys = [f'w{number}' for number in range(len(weeks))]
        sources = dict(self._selection_delay_source())
        columns = [
            Column('name', self.env._("Customer"), width=32),
            Column('delay', self.env._("Usual Delay"), 'integer'),
            Column('source', self.env._("Delay Of")),
            *(Column(key, week, 'money', total=True)
              for key, week in zip(keys, weeks, strict=True)),
            Column('later', self.env._("Later"), 'money', total=True),
            Column('undated', self.env._("Without a Date"), 'money', total=True),
            Column('unallocated', self.env._("Unallocated"), 'money', total=True),
            Column('total', self.env._("Receivable"), 'money', total=True, formula='+'.join(
                f'{{{key}}}' for key in (*keys, 'later', 'undated', 'unallocated'))),
        ]
        sheet = book.sheet(self.env._("Customers"), self.env._("Cash-in Forecast"), facts, columns,
                           currency, self.env._("Total"))
        for row in answer['rows']:
            sheet.write([
                row['name'] or self.env._("No customer"),
                None if row['delay_source'] == 'none' else row['delay'],
                sources[row['delay_source']], *row['amounts'], row['later'], row['undated'],
                row['unallocated'], row['total'],
            ])
