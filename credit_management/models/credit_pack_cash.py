from odoo import fields, models
from odoo.tools import format_date

from ..report.pack import Chart, Column, Figure, Section


class CreditPack(models.Model):
    """A report of the pack: what money was expected at the month-end, and how right that was before."""

    _inherit = 'credit.pack'

    def _reports(self):
        return {
            **super()._reports(),
            'cash_forecast': (self._collect_cash_forecast, self._show_cash_forecast),
        }

    def _collect_cash_forecast(self):
        answer = self.env['credit.cash.forecast'].get_forecast(
            as_of=self.date.isoformat(), company_id=self.company_id.id, limit=0)
        if not answer['totals']['total'] and not any(row['received'] for row in answer['history']):
            return None
        return {name: answer[name] for name in ('weeks', 'history', 'totals', 'hit_rate')}

    def _show_cash_forecast(self, values):
        totals = values['totals']
        rows = [
            *([row['week'], row['expected'], row['received'], row['hit_rate']]
              for row in values['history']),
            *([row['week'], row['amount'], row['received'], None] for row in values['weeks']),
        ]
        rows = [[fields.Date.to_date(week), *amounts] for week, *amounts in rows]
        expected, received = self.env._("Expected"), self.env._("Received")
        return Section(
            'cash_forecast', self._nine()['cash_forecast'], [
                Column('week', self.env._("Week From"), 'date', width=18),
                Column('expected', expected, 'money'), Column('received', received, 'money'),
                Column('hit', self.env._("Hit Rate"), 'percent'),
            ], rows,
            figures=[
                Figure(self.env._("Expected in 8 weeks"), sum(totals['amounts'])),
                Figure(self.env._("Later"), totals['later']),
                Figure(self.env._("Without a Date"), totals['undated']),
                Figure(self.env._("Unallocated"), totals['unallocated']),
                Figure(self.env._("Hit Rate"), values['hit_rate'], 'percent'),
            ],
            chart=Chart(
                [format_date(self.env, row[0]) for row in rows],
                [(expected, [row[1] or 0.0 for row in rows], None),
                 (received, [row[2] or 0.0 for row in rows], None)],
                name=self._nine()['cash_forecast'],
            ),
        )
