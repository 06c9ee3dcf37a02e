"""What a database holds, table by table: before something happened and after."""

import re

from psycopg2 import sql

#: Ledger, orders, goods and letters: what going live never touches. Patterns of whole names.
LEDGER = re.compile(
    r'account_(move|move_line|partial_reconcile|full_reconcile|payment|bank_statement_line)'
    r'|sale_order(_line)?|stock_(picking|move|move_line|quant)|mail_mail')
#: Letters among what is written in chatters.
LETTERS = sql.SQL("SELECT * FROM mail_message WHERE message_type LIKE 'email%'")
#: The log with its chain, and who did a step: they tell of what was undone, too.
LOG = {'credit_decision', 'credit_gate', 'credit_go_live_step'}
#: What waits for a worker, who empties it minutes later.
QUEUES = {
    'credit_limitation_mark', 'credit_promise_look', 'credit_recheck', 'credit_rpm_event',
    'credit_signal_mark',
}
#: Odoo's own tables in which the addon keeps something.
GUESTS = {'res_partner', 'res_company'}
#: Who wrote last is no content; where a loop that has ended stood is none either, nor what a customer is
#: called that follows from the rest of his row.
STAMPS = {'write_date', 'write_uid', 'scope_last_id', 'class_policy'}
#: So many rows of a difference are shown.
SHOWN = 5


def tables(database):
    return [name for (name,) in database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]


def columns(database, table):
    return [name for (name,) in database.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = %s ORDER BY ordinal_position", table)]


def dialogs(database):
    """Return the tables of dialogs, which Odoo sweeps out by itself."""
    return {model.replace('.', '_') for (model,) in database.execute(
        "SELECT model FROM ir_model WHERE transient")}


def ledger_columns(database):
    """Return ``{table: columns}`` of ledger, orders, goods and letters as they are now."""
    return {
        table: columns(database, table) for table in tables(database) if LEDGER.fullmatch(table)}


def ledger(database, known=None):
    """Return ``{table: (rows, checksum)}`` of what nobody may change.

    :param known: ``{table: columns}`` to look at; by default all there are
    """
    known = known or ledger_columns(database)
    found = {table: _checksum(database, _rows(table, names)) for table, names in known.items()}
    return {**found, 'letters': _checksum(database, LETTERS)}


def _rows(table, names):
    return sql.SQL("SELECT {} FROM {}").format(
        sql.SQL(', ').join(map(sql.Identifier, names)), sql.Identifier(table))


def _checksum(database, query):
    return database.execute(sql.SQL(
        "SELECT COUNT(*), SUM(hashtextextended(t::text, 0)::numeric) FROM ({}) t",
    ).format(query))[0]


def credit(database):
    """Return ``{table: rows as text}`` of all that the addon stores, but for its log and queues.

    What it says of contacts and companies is in it: their tables are, whole.
    """
    no_content = LOG | QUEUES | dialogs(database)
    return {
        table: {row for (row,) in database.execute(sql.SQL("SELECT t::text FROM ({}) t").format(
            _rows(table, [n for n in columns(database, table) if n not in STAMPS])))}
        for table in tables(database)
        if table.startswith('credit_') and table not in no_content or table in GUESTS
    }


def changes(before, after):
    """Return ``{table: (rows that went, rows that came)}`` of two of `credit`, some of each."""
    return {
        table: (sorted(before[table] - rows)[:SHOWN], sorted(rows - before[table])[:SHOWN])
        for table, rows in after.items() if rows != before[table]
    }
