from odoo import api, models
from odoo.tools import SQL

from ..health import REGISTRY
from ..report.xlsx import MOST_ROWS, Book, Column, Currency

#: Rows of a sheet that are no findings.
HEAD_ROWS = 10
#: Rows that are fetched at a time.
BATCH = 2_000


class CreditHealth(models.Model):
    _inherit = 'credit.health'

    @api.model
    def _export_xlsx(self, target, company_id=None):
        """Write all findings of now to `target`: a sheet of all checks, then one a check."""
        self.check_access('read')
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        asked = self._asked(root_sudo, self._defaults(root_sudo))
        currency = Currency(root_sudo.currency_id.name, root_sudo.currency_id.decimal_places)
        facts = [root_sudo.display_name, str(asked.day), currency.name]
        with Book(target) as book:
            self._write_summary(book, asked, facts, currency)
            for check in REGISTRY.values():
                rows = check.rows(asked)
                if rows is not None:
                    self._write_check(book, check, rows, facts, currency)

    @api.model
    def _write_summary(self, book, asked, facts, currency):
        sheet = book.sheet(self.env._("Health"), self.env._("Health of the data"), facts, [
            Column('name', self.env._("Check"), width=44),
            Column('count', self.env._("Count"), 'integer'),
            Column('amount', self.env._("Amount"), 'money'),
            Column('why', self.env._("Why it matters"), width=90),
        ], currency=currency)
        for check in REGISTRY.values():
            found = self._found(check, asked) or {'count': None, 'amount': None}
            sheet.write([self.env._(check.name), found['count'], found['amount'], self.env._(check.why)])

    @api.model
    def _write_check(self, book, check, rows, facts, currency):
        name = self.env._(check.name)
        sheet = book.sheet(name, name, [*facts, self.env._(check.why)], [
            Column('customer', self.env._("Customer"), width=34),
            Column('name', self.env._("Document"), width=30),
            Column('date', self.env._("Date"), 'date'),
            Column('amount', self.env._("Amount"), 'money', total=True),
            Column('note', self.env._("Note"), width=44),
            Column('id', self.env._("ID"), 'integer'),
        ], currency=currency, total_label=self.env._("Total"))
        cr = self.env.cr
        cr.execute(SQL(
            """SELECT partner.name, found.name, found.date, found.amount, found.note, found.id
                 FROM (%s) found LEFT JOIN res_partner partner ON partner.id = found.partner_id
                ORDER BY ABS(found.amount) DESC NULLS LAST, found.id LIMIT %s""",
            rows, MOST_ROWS - HEAD_ROWS,
        ))
        while batch := cr.fetchmany(BATCH):
            for customer, name, day, amount, note, record_id in batch:
                money = None if amount is None else float(amount)
                sheet.write([customer, name, day, money, note, record_id])
