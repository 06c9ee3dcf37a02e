from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..report.xlsx import Book, Column, Currency

#: How an allowance follows from its row, by what is done with the insured part.
FORMULAS = {
    'inside': 'ROUND(({amount}-{insured})*MIN({rate}*{factor},1),%s)',
    'separate': 'ROUND({amount}*MIN({rate}*{factor},1),%s)',
}


class CreditProvision(models.Model):
    """The sheet as a spreadsheet that goes on calculating."""

    _inherit = 'credit.provision'

    def action_export(self):
        """Download the last computation as a spreadsheet."""
        self.ensure_one()
        self._check_computed()
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/credit_management/provision/{self.id}.xlsx',
        }

    def _export_xlsx(self, target):
        """Write the last computation to `target` (a binary file): each allowance is a formula."""
        self._check_computed()
        with Book(target) as book:
            self._export_rows(book)
            self._export_methods(book)
            self._export_movement(book)

    def _check_computed(self):
        if not self.result_id:
            raise UserError(self.env._(
                "%(sheet)s has not been computed yet, so it has no figures. Compute it first.",
                sheet=self.display_name,
            ))

    def _currency_of_sheet(self):
        return Currency(self.currency_id.name, self.currency_id.decimal_places)

    def _export_facts(self):
        states = dict(self._fields['state']._description_selection(self.env))
        return [
            self.company_id.name,
            self.env._("As of %(date)s", date=format_date(self.env, self.date)),
            self.env._(
                "%(rates)s, computation %(version)s, %(state)s", state=states[self.state],
                rates=self.result_id.matrix_id.display_name, version=self.result_id.version,
            ),
            self.env._("Currency %(currency)s", currency=self.currency_id.name),
        ]

    def _export_rows(self, book):
        digits = self.currency_id.decimal_places
        sheet = book.sheet(
            self.env._("Allowance"), self.env._("Loss allowance"), self._export_facts(),
            [
                Column('name', self.env._("Claims"), width=30),
                Column('amount', self.env._("Balance"), 'money', total=True),
                Column('insured', self.env._("Insured"), 'money', total=True),
                Column('rate', self.env._("Loss Rate"), 'percent'),
                Column('factor', self.env._("Forward Factor"), 'number'),
                Column('allowance', self.env._("Allowance"), 'money', total=True,
                       formula=FORMULAS[self.result_id.matrix_id.insured] % digits),
                Column('why', self.env._("Reason"), width=30),
                Column('evidence', self.env._("Evidence"), width=30),
            ], self._currency_of_sheet(), self.env._("Total"),
        )
        said = {line.partner_id: line for line in self.individual_ids}
        for row in self.result_id.row_ids:
            line = said.get(row.partner_id)
            sheet.write([
                row.name, row.amount if row.has_amount else None, row.insured_amount,
                row.rate if row.has_rate else None, row.factor,
                row.allowance if row.has_allowance else None,
                line and line.reason, line and line.evidence,
            ])

    def _export_methods(self, book):
        sheet = book.sheet(
            self.env._("Methods"), self.env._("Loss allowance by other rates"),
            self._export_facts(), [
                Column('name', self.env._("Rates"), width=30),
                Column('portfolio', self.env._("Portfolio"), 'money'),
                Column('individual', self.env._("Looked at alone"), 'money'),
                Column('assets', self.env._("Contract assets"), 'money'),
                Column('total', self.env._("Allowance Needed"), 'money'),
                Column('remark', self.env._("Remark"), width=60),
            ], self._currency_of_sheet(),
        )
        for result in self.latest_result_ids:
            sheet.write([
                result.matrix_id.display_name, result.portfolio, result.individual,
                result.contract_assets, result.total if result.has_total else None, result.remark,
            ])

    def _export_movement(self, book):
        sheet = book.sheet(
            self.env._("Movement"), self.env._("Movement of the allowance"), self._export_facts(),
            [Column('name', self.env._("Movement"), width=40),
             Column('amount', self.env._("Amount"), 'money')], self._currency_of_sheet(),
        )
        for name, amount in self._movement_rows():
            sheet.write([name, amount])

    def _movement_rows(self):
        """Return [(name, amount)] of the movement table; none without an allowance account."""
        if not self.has_booked:
            return []
        names = (
            'opening', 'charged', 'released', 'written_off', 'recovered', 'exchange', 'closing',
        )
        return [(self._fields[name]._description_string(self.env), self[name]) for name in names]
