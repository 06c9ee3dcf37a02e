"""Who has which document: a table that everything else is cloned from, the same for one seed."""

from odoo.tools import SQL

#: Salts of the pseudo-random columns.
CUSTOMER, FACTOR, DUE, TENTH, LIMIT, EXCESS = range(6)


def uniform(seed, salt, key='n'):
    """Return SQL text of a number in [0, 1) that depends on `key`, `seed` and `salt` alone."""
    return f"((hashint8extended({key}, {seed * 1000 + salt}) & 2147483647) / 2147483648.0)"


def create_tables(cr):
    cr.execute("CREATE SCHEMA benchmark")
    cr.execute(
        "CREATE UNLOGGED TABLE benchmark.document (kind text, n bigint, customer bigint,"
        " contact bigint, factor integer, due_in integer, delivered boolean, partner_id integer,"
        " contact_id integer)"
    )
    cr.execute("CREATE TABLE benchmark.customer (n bigint, partner_id integer, credit_limit numeric)")
    cr.execute("CREATE TABLE benchmark.setting (name text PRIMARY KEY, value text)")


def deal(cr, scale, seed):
    """Deal invoices, credit notes and orders to customers; some get far more than their share."""
    _deal_kind(cr, scale, seed, 'invoice', scale.invoices, [
        f"WHEN n < {scale.giant_invoices} THEN 0",
        f"WHEN n < {scale.giant_invoices + scale.giant_contacts} THEN 2",
    ])
    _deal_kind(cr, scale, seed + 1, 'order', scale.orders, [
        f"WHEN n < {scale.giant_orders} THEN 1",
        f"WHEN n < {scale.giant_orders + scale.giant_contacts} THEN 2",
    ])
    _deal_kind(cr, scale, seed + 2, 'credit_note', scale.customers // 50, [])
    cr.execute(SQL(
        "UPDATE benchmark.document SET contact = n %% %s WHERE customer = 2", scale.giant_contacts,
    ))
    # Customers this large are dunned: what is late is not very late, and their orders still pass.
    cr.execute(
        "UPDATE benchmark.document SET due_in = -1 - n % 20 WHERE customer < 3 AND due_in < 0"
    )


def _deal_kind(cr, scale, seed, kind, count, giants):
    # A power above 1 gives the first customers many documents and the last ones few.
    ordinary = f"3 + floor({scale.customers - 3} * power({uniform(seed, CUSTOMER)}, 1.5))"
    tenth = f"{uniform(seed, TENTH)} < 0.1"
    cr.execute(SQL(
        f"""INSERT INTO benchmark.document (kind, n, customer, factor, due_in, delivered)
            SELECT %s, n, (CASE WHEN false THEN 0 {' '.join(giants)} ELSE {ordinary} END)::bigint,
                   1 + floor(30 * power({uniform(seed, FACTOR)}, 2))::int,
                   -- A tenth is late: most customers pay, some do not.
                   CASE WHEN {tenth} THEN -1 - floor(90 * power({uniform(seed, DUE)}, 2))::int
                        ELSE floor(60 * {uniform(seed, DUE)})::int END,
                   {tenth}
              FROM generate_series(0, %s - 1) AS n""", kind, count,
    ))


def assign(cr, first_customer, first_contact):
    """Turn positions of customers and contacts into ids of partners."""
    cr.execute(SQL(
        "UPDATE benchmark.document SET partner_id = %(customer)s + customer,"
        " contact_id = CASE WHEN contact IS NULL THEN %(customer)s + customer"
        "                   ELSE %(contact)s + contact END",
        customer=first_customer, contact=first_contact,
    ))
    cr.execute("CREATE INDEX ON benchmark.document (kind, n)")


def limits(cr, scale, seed, first_customer, unit_total, share_over=0.05):
    """Give every customer a limit; `share_over` of the ordinary ones are beyond theirs."""
    chance, size = uniform(seed, LIMIT, 'c.n'), uniform(seed, EXCESS, 'c.n')
    cr.execute(SQL(
        f"""INSERT INTO benchmark.customer (n, partner_id, credit_limit)
            SELECT c.n, %s + c.n,
                   -- Some have more credit notes than invoices.
                   round((GREATEST(sum(CASE kind WHEN 'credit_note' THEN -factor ELSE factor END), 0)
                         * %s * CASE WHEN c.n > 2 AND {chance} < %s THEN 0.4 + 0.5 * {size}
                                     ELSE 1.2 + {size} END)::numeric, 2) + 5000 * (
                       c.n < 3 OR {chance} >= %s)::int
              FROM generate_series(0, %s - 1) AS c(n)
         LEFT JOIN benchmark.document d ON d.customer = c.n
          GROUP BY c.n""",
        first_customer, unit_total, share_over, share_over, scale.customers,
    ))
