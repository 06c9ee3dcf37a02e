"""Copies of a document that Odoo made, by SQL: with all its rows, and their links to each other."""

from odoo.tools import SQL

from benchmarks.clone import Cloner

SOURCE = 'seed.document'
#: Amounts that `Cloner` takes for something else.
MORE_MONEY = {
    'account_payment': ('amount',), 'account_bank_statement_line': ('amount',),
}


#: An entry leads to its bank line, and the line to its entry: one of them is there first.
CIRCLE = ('account_move', 'account_move_line')


class Copier:
    """Copies prototypes for the rows of ``seed.document``; `d.n` counts each kind from 0."""

    def __init__(self, cr):
        self.cr = cr
        self.links = self._links()
        self._defer("DEFERRABLE INITIALLY DEFERRED")

    def _links(self):
        """Return ``[(table, column, other table)]`` of all foreign keys."""
        self.cr.execute(
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text"
            "  FROM pg_constraint c JOIN pg_attribute a"
            "    ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace"
        )
        return [tuple(name.strip('"') for name in row) for row in self.cr.fetchall()]

    def _defer(self, when):
        for table in CIRCLE:
            self.cr.execute(
                f"ALTER TABLE {table} ALTER CONSTRAINT {table}_statement_line_id_fkey {when}")

    def close(self):
        """Check what was left to the end, and leave the constraints as they were."""
        self.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self._defer("NOT DEFERRABLE")

    def copy(self, kind, rows, overrides):
        """Copy `rows` (``{table: ids}``) for each document of a kind.

        :param overrides: ``{table: {column: SQL text over p (the copied row) and d}}``
        :return: ``{table: (first new id, rows a document)}``; the copy of the k-th id for
            document n is first + n * rows + k
        """
        cloner = Cloner(self.cr, kind)
        places = {table: (cloner.next_id(table), len(ids)) for table, ids in rows.items()}
        for table, ids in rows.items():
            cloner.rows(table, ids, {
                **self._to_each_other(table, rows, places),
                **{name: f'round(p.{name} * d.factor, 2)' for name in MORE_MONEY.get(table, ())},
                **overrides.get(table, {}),
            }, SOURCE)
        self._relations(kind, rows, places)
        return places

    def _to_each_other(self, table, rows, places):
        """Return the columns of a table that lead to a row of the prototype, led to its copy."""
        found = {}
        for source, column, target in self.links:
            if source == table and target in rows:
                found[column] = self._copy_of(f'p.{column}', target, rows, places)
        return found

    @staticmethod
    def _copy_of(term, table, rows, places):
        first, width = places[table]
        cases = ' '.join(
            f'WHEN {row_id} THEN {first + place} + d.n * {width}'
            for place, row_id in enumerate(rows[table]))
        return f'CASE {term} {cases} ELSE {term} END'

    def _relations(self, kind, rows, places):
        """Copy the rows of many2many tables that name a row of the prototype."""
        for table in sorted({source for source, _column, target in self.links if target in rows}):
            columns = self._columns(table)
            sides = {c: t for s, c, t in self.links if s == table}
            if len(columns) != 2 or set(columns) != set(sides):
                continue
            terms = [
                self._copy_of(f'p.{c}', sides[c], rows, places) if sides[c] in rows else f'p.{c}'
                for c in columns]
            named = SQL(" OR ").join(
                SQL("p.%s = ANY(%s)", SQL.identifier(c), rows[sides[c]])
                for c in columns if sides[c] in rows)
            self.cr.execute(SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s p, %s d WHERE (%s) AND d.kind = %s",
                SQL.identifier(table), SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ".join(terms)), SQL.identifier(table), SQL(SOURCE), named, kind,
            ))

    def _columns(self, table):
        self.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s", [table])
        return [name for (name,) in self.cr.fetchall()]

    def forget(self, rows):
        """Delete a prototype once it was copied, with what was told about it."""
        for table, ids in rows.items():
            model = table.replace('_', '.')
            self.cr.execute(
                "DELETE FROM mail_message WHERE model = %s AND res_id = ANY(%s)", [model, ids])
            self.cr.execute(
                "DELETE FROM mail_followers WHERE res_model = %s AND res_id = ANY(%s)",
                [model, ids])
            self.cr.execute(
                "DELETE FROM mail_activity WHERE res_model = %s AND res_id = ANY(%s)",
                [model, ids])
        self._unlink_from_each_other(rows)
        for table in reversed(list(rows)):
            self.cr.execute(SQL(
                "DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(table), rows[table]))

    def _unlink_from_each_other(self, rows):
        """Empty what may be empty: an entry and its bank line lead to each other."""
        self.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND is_nullable = 'YES'")
        may_be_empty = set(self.cr.fetchall())
        for table, column, target in self.links:
            if table in rows and target in rows and (table, column) in may_be_empty:
                self.cr.execute(SQL(
                    "UPDATE %s SET %s = NULL WHERE id = ANY(%s)", SQL.identifier(table),
                    SQL.identifier(column), rows[table]))
