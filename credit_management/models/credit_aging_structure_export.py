from datetime import date

from odoo import api, models

from ..report.xlsx import Book, Column
from .credit_aging_export import _currency
from .credit_aging_report import AS_OF, BASIS

#: Groups that the third sheet names.
NAMED = 1_000


class CreditAgingReport(models.Model):
    """The structure of receivables as a spreadsheet: bands of a day, month-ends, on whom it rests."""

    _inherit = 'credit.aging.report'

    @api.model
    def _export_structure(self, target, as_of=None, basis='due', group_by='partner'):
        """Write what `get_structure` and `get_concentration` say to `target`, a path or a file."""
        shown = self.get_structure(as_of, basis=basis)
        who = self.get_concentration(as_of, group_by=group_by, count=NAMED)
        root_sudo = self.env['res.company'].sudo().browse(shown['company_id'])
        asked = self.with_context(**{AS_OF: shown['as_of'], BASIS: basis})
        options = {
            'facts': asked._export_facts(root_sudo), 'currency': _currency(root_sudo.currency_id),
        }
        with Book(target) as book:
            self._write_bands(book, shown, options)
            self._write_months(book, shown, options)
            self._write_groups(book, who, options)

    @api.model
    def _write_bands(self, book, shown, options):
        before = {name: found for name, found in shown['compared'].items() if found}
        titles = {
            'month': (self.env._("Last Month"), self.env._("Change")),
            'year': (self.env._("Same Month Last Year"), self.env._("Change on the Year")),
        }
        columns = [
            Column('age', self.env._("Age")), Column('now', self.env._("Amount"), 'money', total=True),
            Column('share', self.env._("Share"), 'percent'),
        ]
        for name in before:
            title, change = titles[name]
            columns += [
                Column(name, title, 'money', total=True),
                Column(f'{name}_change', change, 'money', total=True, formula=f'{{now}}-{{{name}}}'),
            ]
        sheet = book.sheet(self.env._("Structure"), self.env._("Structure of Receivables"),
                           columns=columns, total_label=self.env._("Claims"), **options)
        for number, row in enumerate(shown['rows']):
            values = [row['name'], row['amount'], row['share']]
            for name, found in before.items():
                values += [found['amounts'][number], row[name]['amount']]
            sheet.write(values)

    @api.model
    def _write_months(self, book, shown, options):
        bands = [band['code'] for band in shown['buckets']]
        kinds = dict(self.env['credit.receivable.snapshot']._fields['kind']._description_selection(
            self.env))
        total = '+'.join(f'{{{name}}}' for name in (*bands, 'unallocated'))
        sheet = book.sheet(self.env._("Month-ends"), self.env._("Receivables by Month-end"), columns=[
            Column('date', self.env._("Month-end"), 'date'),
            Column('kind', self.env._("Source"), width=12),
            *(Column(band['code'], band['name'], 'money') for band in shown['buckets']),
            Column('unallocated', self.env._("Unallocated"), 'money'),
            Column('total', self.env._("Open Amount"), 'money', formula=total),
            Column('late', self.env._("Overdue"), 'percent'),
            Column('old', self.env._("More than 90 days overdue"), 'percent'),
            Column('days', self.env._("Average days overdue"), 'number'),
            Column('five', self.env._("Five largest customers"), 'percent'),
            Column('hhi', self.env._("HHI"), 'number'),
        ], **options)
        for month in shown['months']:
            sheet.write([
                date.fromisoformat(month['date']), kinds[month['kind']], *month['amounts'],
                month['unallocated'], month['total'], month['late_share'], month['old_share'],
                month['late_days'], month['largest_5_share'], month['hhi'],
            ])

    @api.model
    def _write_groups(self, book, who, options):
        sheet = book.sheet(self.env._("Concentration"), self.env._("On Whom It Rests"), columns=[
            Column('name', self.env._("Name"), width=34),
            Column('amount', self.env._("Claims"), 'money', total=True),
            Column('share', self.env._("Share"), 'percent'),
            Column('late', self.env._("Overdue"), 'money', total=True),
            Column('late_share', self.env._("Overdue Share"), 'percent', formula='{late}/{amount}'),
        ], total_label=self.env._("Total"), **options)
        for row in who['rows']:
            sheet.write([row['name'] or self.env._("None"), row['amount'], row['share'],
                         row['late_amount'], row['late_share']])
        if who['others']['count']:
            sheet.write([self.env._("%(count)s others", count=who['others']['count']),
                         who['others']['amount'], who['others']['share'], None, None])
