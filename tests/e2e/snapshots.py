"""What a database holds, table by table: before something happened and after."""

import re

#: Ledger, orders, goods and letters: what going live never touches. Patterns of whole names.
LEDGER = re.compile(
    r'account_(move|move_line|partial_reconcile|full_reconcile|payment|bank_statement_line)'
    r'|sale_order(_line)?|stock_(picking|move|move_line|quant)|mail_mail')
#: Letters among what is written in chatters.
LETTERS = "SELECT * FROM mail_message WHERE message_type LIKE 'email%'"
#: The log, its chain, and what says who did a step: they tell of what was undone, too.
LOG = {'credit_decision', 'credit_gate', 'credit_go_live_step', 'credit_chain_head'}
#: Who wrote last is no content.
STAMPS = {'write_date', 'write_uid'}


def tables(database):
    return [name for (name,) in database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]


def columns(database, table):
    return [name for (name,) in database.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = %s ORDER BY ordinal_position", table)]


def ledger(database, known=None):
    """Return ``{table: (rows, checksum)}`` of what nobody may change.

    :param known: ``{table: columns}`` to look at; by default all there are
    """
    found = {}
    for table in filter(LEDGER.fullmatch, tables(database)):
        names = known[table] if known else columns(database, table)
        found[table] = _checksum(database, f"SELECT {_listed(names)} FROM {table}")
    found['letters'] = _checksum(database, LETTERS)
    return found


def ledger_columns(database):
    return {table: columns(database, table)
            for table in filter(LEDGER.fullmatch, tables(database))}


def _listed(names):
    return ', '.join(f'"{name}"' for name in names)


def _checksum(database, query):
    return database.execute(
        f"SELECT COUNT(*), SUM(hashtextextended(t::text, 0)::numeric) FROM ({query}) t")[0]


def credit(database):
    """Return ``{table: rows as text, in order}`` of all that the addon stores, but for its log.

    What the addon says of contacts and companies is in it: their tables are, whole.
    """
    found = {}
    for table in tables(database):
        if table.startswith('credit_') and table not in LOG or table in (
                'res_partner', 'res_company'):
            names = [name for name in columns(database, table) if name not in STAMPS]
            found[table] = {row for (row,) in database.execute(
                f"SELECT t::text FROM (SELECT {_listed(names)} FROM {table}) t")}
    return found


def changes(before, after):
    """Return ``{table: (rows that went, rows that came)}`` of two of `credit`."""
    return {
        table: (sorted(before.get(table, set()) - rows)[:5], sorted(rows - before.get(table, set()))[:5])
        for table, rows in after.items() if rows != before.get(table, set())
    }
