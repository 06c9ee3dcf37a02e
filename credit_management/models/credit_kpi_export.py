from odoo import api, models

from ..report.xlsx import Book, Column, Currency


class CreditKpi(models.AbstractModel):
    """The table of the screen *DSO* as a spreadsheet."""

    _inherit = 'credit.kpi'

    @api.model
    def _export_xlsx(self, target, figures):
        """Write the answer of `figures` to `target` (a path or a binary file)."""
        root_sudo = self.env['res.company'].sudo().browse(figures['company_id'])
        currency = root_sudo.currency_id
        columns = self._export_columns(figures['group_by'])
        with Book(target) as book:
            sheet = book.sheet(
                self.env._("DSO"), self.env._("Days Sales Outstanding"), [self.env._(
                    "%(company)s · as of %(day)s · %(months)s months of credit sales, tax included"
                    " · in %(currency)s", company=root_sudo.display_name, day=figures['as_of'],
                    months=figures['months'], currency=currency.name,
                )], columns, currency=Currency(currency.name, currency.decimal_places),
                total_label=self.env._("Total"),
            )
            for row in figures['rows']:
                sheet.write([self._export_cell(row, column) for column in columns])

    @api.model
    def _export_columns(self, group_by):
        titles = {
            'company': self.env._("Company"), 'team': self.env._("Sales Team"),
            'salesperson': self.env._("Salesperson"), 'partner': self.env._("Customer"),
            'country': self.env._("Country"),
        }
        return [
            Column('name', titles[group_by], width=34),
            Column('ar', self.env._("Owed"), 'money', total=True),
            Column('overdue', self.env._("Overdue"), 'money', total=True),
            Column('overdue_ratio', self.env._("Overdue of Claims"), 'percent'),
            Column('unallocated', self.env._("Unallocated"), 'money', total=True),
            Column('sales', self.env._("Credit Sales"), 'money', total=True),
            Column('countback', self.env._("Count-back"), 'number'),
            Column('days_floor', self.env._("Or More"), width=8),
            Column('period', self.env._("By Period"), 'number'),
            Column('aging', self.env._("By Aging"), 'number'),
            Column('best_possible', self.env._("Best Possible"), 'number'),
            Column('delinquent', self.env._("Average Days Delinquent"), 'number'),
            Column('days_to_pay', self.env._("Days to Pay"), 'number'),
            Column('beyond_terms', self.env._("Days Beyond Terms"), 'number'),
        ]

    @api.model
    def _export_cell(self, row, column):
        value = row[column.key]
        if column.key == 'days_floor':
            return '≥' if value else None
        if column.key == 'name':
            return value or self.env._("None")
        return value / 100 if column.kind == 'percent' and value is not None else value
