"""Copies of a row by SQL: every column as it is, except ids, money and what is told."""

import re

from odoo.tools import SQL

#: Columns that are multiplied by a document's factor.
MONEY = re.compile(
    r'(amount_(?!to_)|price_|debit$|credit$|balance$|discount_(amount|balance)|tax_base_amount$'
    r'|technical_price_unit$|untaxed_amount_)'
)


class Cloner:
    """Clones rows of one database for the documents of one kind in ``benchmark.document``."""

    def __init__(self, cr, kind=None):
        self.cr = cr
        self.kind = kind

    def columns(self, table):
        self.cr.execute(SQL(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'"
            " ORDER BY ordinal_position", table,
        ))
        return dict(self.cr.fetchall())

    def next_id(self, table):
        self.cr.execute(SQL("SELECT COALESCE(max(id), 0) + 1 FROM %s", SQL.identifier(table)))
        return self.cr.fetchone()[0]

    def rows(self, table, source_ids, overrides, source='benchmark.document'):
        """Insert one copy of each of `source_ids` for each document `d`.

        :param overrides: ``{column: SQL text over p (the copied row), d and k (its position)}``
        :return: (first new id, number of rows a document): the id of copy k of document n is
            first + n * number + k
        """
        first, width = self.next_id(table), len(source_ids)
        for position, source_id in enumerate(source_ids):
            values = {'id': f'{first} + d.n * {width} + {position}', **overrides}
            names, terms = [], []
            for name, data_type in self.columns(table).items():
                names.append(SQL.identifier(name))
                terms.append(SQL(values.get(name) or self._copied(name, data_type)))
            self.cr.execute(SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s p, %s d WHERE p.id = %s AND %s ORDER BY d.n",
                SQL.identifier(table), SQL(', ').join(names), SQL(', ').join(terms),
                SQL.identifier(table), SQL(source), source_id, self._of_kind(),
            ))
        self.cr.execute(SQL(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM %s))",
            table, SQL.identifier(table),
        ))
        return first, width

    def _copied(self, name, data_type):
        if data_type in ('numeric', 'double precision') and MONEY.match(name):
            return f'p.{name} * d.factor'
        return f'p.{name}'

    def _of_kind(self):
        return SQL("d.kind = %s", self.kind) if self.kind else SQL("true")

    def relation(self, table, column, other, source_id, new_id):
        """Copy what a many2many table says about `source_id` to the row `new_id` (SQL over d)."""
        self.cr.execute(SQL(
            "INSERT INTO %s (%s, %s) SELECT %s, p.%s FROM %s p, benchmark.document d"
            " WHERE p.%s = %s AND %s",
            SQL.identifier(table), SQL.identifier(column), SQL.identifier(other), SQL(new_id),
            SQL.identifier(other), SQL.identifier(table), SQL.identifier(column), source_id,
            self._of_kind(),
        ))

    def link(self, table, column, other, new_id, other_id):
        """Link two copied rows (SQL over d) in a many2many table."""
        self.cr.execute(SQL(
            "INSERT INTO %s (%s, %s) SELECT %s, %s FROM benchmark.document d WHERE %s",
            SQL.identifier(table), SQL.identifier(column), SQL.identifier(other), SQL(new_id),
            SQL(other_id), self._of_kind(),
        ))
