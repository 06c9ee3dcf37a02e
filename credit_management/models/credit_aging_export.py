import functools

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..receivables.buckets import UNALLOCATED
from ..report.xlsx import MOST_ROWS, Book, Column, Currency, Own

#: Lines that are fetched at a time: so many are in memory.
BATCH = 2_000

#: Rows of a sheet that are no lines.
HEAD_ROWS = 10

#: Fields of the record table in order -> kind of column.
TABLE = {
    'partner_id': 'text', 'name': 'text', 'move_type': 'text', 'reference': 'text',
    'order_names': 'text', 'delivery_names': 'text', 'invoice_date': 'date', 'date': 'date',
    'date_due': 'date', 'payment_term_id': 'text', 'days': 'integer', 'bucket': 'text',
    'amount': 'money', 'allocated': 'money', 'open_amount': 'money',
    'amount_currency': 'own_money', 'open_currency': 'own_money',
    'aging_grade': 'text', 'user_id': 'text', 'team_id': 'text', 'country_id': 'text',
    'grade': 'text', 'account_id': 'text', 'branch_id': 'text',
}
WIDTHS = {
    'partner_id': 34, 'name': 20, 'move_type': 16, 'payment_term_id': 16, 'bucket': 12,
    'country_id': 14, 'grade': 7, 'account_id': 30,
}
TOTALS = frozenset({'amount', 'allocated', 'open_amount'})


class CreditAgingReport(models.Model):
    """The record table and the bands by customer, as a spreadsheet."""

    _inherit = 'credit.aging.report'

    @api.model
    def _export_xlsx(self, target, domain):
        """Write what a list with this domain, day and basis shows to `target`, all of it.

        One table has one currency: each root company has two sheets, the lines and its customers
        by age.

        :param target: a path or a binary file
        :raise UserError: when there are more lines than a sheet has rows
        """
        self.env['credit.asked']._query(self, domain)
        roots = [
            (root, count) for root, count in self._read_group(domain, ['company_id'], ['__count'])
        ] or [(self.env.company.root_id, 0)]
        for root, count in roots:
            if count > MOST_ROWS - HEAD_ROWS:
                raise UserError(self.env._(
                    "%(company)s has %(count)s open lines; a sheet has room for %(most)s. Filter the"
                    " list first.", company=root.sudo().display_name, count=count,
                    most=MOST_ROWS - HEAD_ROWS,
                ))
        with Book(target) as book:
            for root, _count in roots:
                own = [*domain, ('company_id', '=', root.id)]
                name = root.sudo().display_name if len(roots) > 1 else ''
                self._export_lines(book, root, own, name)
                self._export_customers(book, root, own, name)

    @api.model
    def _export_facts(self, root):
        """Return the texts below a sheet's title: whose, of when, counted how, in what."""
        basis = dict(self.env['credit.aging.check']._selection_basis())[self._basis()]
        return [self.env._(
            "%(company)s · as of %(day)s · ages by %(basis)s · in %(currency)s",
            company=root.display_name, day=self._as_of(), basis=basis.lower(),
            currency=root.currency_id.name,
        )]

    # === LINES === #

    @api.model
    def _export_table(self):
        """Return ``{field: kind of column}`` of the record table, without what this user may not see.

        A part that adds a field to the aging extends this.
        """
        seen = self.fields_get(TABLE, ['string'])
        return {name: kind for name, kind in TABLE.items() if name in seen}

    @api.model
    def _export_lines(self, book, root, domain, company_name):
        root_sudo = root.sudo()
        table = self._export_table()
        titles = self.fields_get(table, ['string'])
        sheet = book.sheet(
            ' '.join(filter(None, (self.env._("Lines"), company_name))),
            self.env._("Open Receivables"), self._export_facts(root_sudo), [
                Column(name, titles[name]['string'], kind, WIDTHS.get(name), name in TOTALS)
                for name, kind in table.items()
            ], currency=_currency(root_sudo.currency_id), total_label=self.env._("Total"),
        )
        for row in self._export_rows(domain, table):
            sheet.write(row)

    @api.model
    def _export_rows(self, domain, table):
        """Yield the values of each line in the order of `table`, batch by batch."""
        query = self._search(domain, order='partner_id, date_due, id')
        readers = [self._export_reader(name, kind) for name, kind in table.items()]
        values = [self._export_sql(name, query) for name in table]
        values.append(self._field_to_sql(self._table, 'currency_id', query))
        for batch in self._fetch_by_cursor(query.select(*values)):
            for row in batch:
                currency_id = row[-1]
                yield [
                    None if value is None else read(value, currency_id)
                    for read, value in zip(readers, row, strict=False)
                ]

    @api.model
    def _export_sql(self, name, query):
        """Return SQL of what is read: customers are many and bring their names."""
        if name == 'partner_id':
            alias = query.left_join(self._table, name, 'res_partner', 'id', name)
            return SQL.identifier(alias, 'complete_name')
        return self._field_to_sql(self._table, name, query)

    @api.model
    def _export_reader(self, name, kind):
        """Return the function (value, currency id) that makes a cell of what was read."""
        field = self._fields[name]
        if kind == 'own_money':
            units = self.env['res.currency'].sudo()
            unit_of = functools.cache(lambda unit_id: _currency(units.browse(unit_id)))
            return lambda value, unit_id: Own(value, unit_of(unit_id))
        if field.type == 'selection':
            names = dict(field._description_selection(self.env))
            return lambda value, _unit: names.get(value, value)
        if field.type == 'many2one' and name != 'partner_id':
            records_sudo = self.env[field.comodel_name].sudo()
            name_of = functools.cache(lambda record_id: records_sudo.browse(record_id).display_name)
            return lambda value, _unit: name_of(value)
        return lambda value, _unit: value

    @api.model
    def _fetch_by_cursor(self, query):
        """Yield the rows of `query` in batches; the others stay in the database."""
        cr = self.env.cr
        # All rows will be fetched: plan for the last one, not for the first.
        cr.execute("SELECT set_config('cursor_tuple_fraction', '1', true)")
        cr.execute(SQL("DECLARE credit_export NO SCROLL CURSOR FOR %s", query))
        try:
            cr.execute(SQL("FETCH %s FROM credit_export", BATCH))
            while rows := cr.fetchall():
                yield rows
                cr.execute(SQL("FETCH %s FROM credit_export", BATCH))
        finally:
            cr.execute("CLOSE credit_export")

    # === CUSTOMERS === #

    @api.model
    def _export_customers(self, book, root, domain, company_name):
        """Write one row a customer, one column a band."""
        root_sudo = root.sudo()
        bands = dict(self._selection_bucket())
        gross = [code for code in bands if code != UNALLOCATED]
        columns = [
            Column('name', self.env._("Customer"), 'text', WIDTHS['partner_id']),
            *(Column(code, bands[code], 'money', total=True) for code in gross),
            Column('gross', self.env._("Gross"), 'money', total=True,
                   formula=f'SUM({{{gross[0]}}}:{{{gross[-1]}}})'),
            Column(UNALLOCATED, bands[UNALLOCATED], 'money', total=True),
            Column('open', self.env._("Open Amount"), 'money', total=True,
                   formula='{gross}+{unallocated}'),
        ]
        sheet = book.sheet(
            ' '.join(filter(None, (self.env._("By Customer"), company_name))),
            self.env._("Receivables by Customer and Age"), self._export_facts(root_sudo), columns,
            currency=_currency(root_sudo.currency_id), total_label=self.env._("Total"),
        )
        for name, amounts in self._export_sums(domain):
            total = sum(amounts.get(code, 0.0) for code in gross)
            unallocated = amounts.get(UNALLOCATED)
            sheet.write([
                name, *(amounts.get(code) for code in gross), total, unallocated,
                total + (unallocated or 0.0),
            ])

    @api.model
    def _export_sums(self, domain):
        """Yield (customer's name, {band: amount}) in the order of names."""
        query = self._search(domain)
        customer = query.left_join(self._table, 'partner_id', 'res_partner', 'id', 'partner_id')
        partner, name = SQL.identifier(customer, 'id'), SQL.identifier(customer, 'complete_name')
        bucket = self._field_to_sql(self._table, 'bucket', query)
        amount = self._field_to_sql(self._table, 'open_amount', query)
        query.groupby = SQL("%s, %s, 3", partner, name)
        query.order = SQL("%s, %s", name, partner)
        rows = query.select(partner, name, bucket, SQL("SUM(%s)", amount))
        known, sums = None, {}
        for batch in self._fetch_by_cursor(rows):
            for partner_id, partner_name, band, total in batch:
                if known and known[0] != partner_id:
                    yield known[1], sums
                    sums = {}
                known = partner_id, partner_name
                sums[band] = total
        if known:
            yield known[1], sums


def _currency(currency):
    return Currency(currency.name, currency.decimal_places)
