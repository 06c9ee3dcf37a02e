"""Fill a database with customers, open invoices and open orders.

    python3 -m dev database bench_data --no-demo
    python3 -m dev run -- python -m benchmarks.generate bench_data --scale standard

One invoice, one credit note and one order are made by Odoo; the others are their copies, made by
SQL. The same seed gives the same data, counted from the day on which it is made.
"""

import argparse
import dataclasses
import time

from . import clone, documents, prototypes, session
from .scales import SCALES

#: Days from an invoice to its due date; with 30 some are dated after today.
TERMS = 30

VACUUMED = (
    'res_partner', 'account_move', 'account_move_line', 'account_move_line_account_tax_rel',
    'sale_order', 'sale_order_line', 'stock_picking', 'stock_move', 'stock_move_line',
    'stock_reference', 'benchmark.customer',
)


def generate(database, scale, seed=1, say=print, terms=TERMS):
    """Fill `database`, which has Odoo's modules and no customers of its own worth speaking of.

    :param int terms: days from an invoice to its due date
    """
    registry = session.open_registry(database)
    with registry.cursor() as cr:
        env = session.environment(cr)
        cr.execute("SET LOCAL synchronous_commit = off")
        made = prototypes.make(env)
        documents.create_tables(cr)
        documents.deal(cr, scale, seed)
        first = _partners(cr, made, scale)
        documents.limits(cr, scale, seed, first, made.unit_total)
        for title, step in (
            ('invoices', lambda: _moves(cr, made.invoice, 'invoice', 'INV/B/', terms)),
            ('credit notes', lambda: _moves(
                cr, made.credit_note, 'credit_note', 'RINV/B/', terms)),
            ('orders', lambda: _orders(cr, made)),
        ):
            started = time.monotonic()
            step()
            say(f"  {title}: {time.monotonic() - started:.0f} s")
        _remember(cr, made, scale, seed)
        cr.execute("DROP TABLE benchmark.document")
        cr.commit()
    vacuum(registry)
    session.close()


def _partners(cr, made, scale):
    """Clone customers and the contacts of one of them; return the first customer's id."""
    cr.execute(
        "CREATE TEMP TABLE benchmark_customer ON COMMIT DROP AS"
        f" SELECT n, 'Customer ' || to_char(n, 'FM000000') AS name, true AS kind"
        f" FROM generate_series(0, {scale.customers - 1}) n"
    )
    cr.execute(
        "CREATE TEMP TABLE benchmark_contact ON COMMIT DROP AS"
        f" SELECT n, 'Contact ' || to_char(n, 'FM000000') AS name, true AS kind"
        f" FROM generate_series(0, {scale.giant_contacts - 1}) n"
    )
    cloner = clone.Cloner(cr)
    first = cloner.next_id('res_partner')
    cloner.rows('res_partner', [made.customer], {
        'name': 'd.name', 'complete_name': 'd.name', 'commercial_company_name': 'd.name',
        'customer_rank': '1',
        'commercial_partner_id': f'{first} + d.n',
    }, 'benchmark_customer')
    parent = "(SELECT name FROM benchmark_customer WHERE n = 2)"
    first_contact, _width = cloner.rows('res_partner', [made.contact], {
        'name': 'd.name', 'complete_name': f"{parent} || ', ' || d.name",
        'commercial_company_name': parent,
        'parent_id': str(first + 2), 'commercial_partner_id': str(first + 2),
    }, 'benchmark_contact')
    documents.assign(cr, first, first_contact)
    return first


def _moves(cr, ids, kind, prefix, terms):
    """Clone a posted document with its lines; money and dates are the document's own."""
    cloner = clone.Cloner(cr, kind)
    name = f"'{prefix}' || (d.n + 2)"
    issued = f'CURRENT_DATE + d.due_in - {terms}'
    move_id, _width = cloner.rows('account_move', ids['account_move'], {
        'name': name, 'sequence_number': 'd.n + 2', 'sequence_prefix': f"'{prefix}'",
        'payment_reference': name, 'partner_id': 'd.contact_id',
        'commercial_partner_id': 'd.partner_id', 'partner_shipping_id': 'd.contact_id',
        'date': issued, 'invoice_date': issued, 'invoice_date_due': 'CURRENT_DATE + d.due_in',
    })
    line_id, width = cloner.rows('account_move_line', ids['account_move_line'], {
        'move_id': f'{move_id} + d.n', 'move_name': name, 'partner_id': 'd.partner_id',
        'date': issued, 'invoice_date': issued,
        'date_maturity': 'CASE WHEN p.date_maturity IS NOT NULL THEN CURRENT_DATE + d.due_in END',
    })
    for position, source in enumerate(ids['account_move_line']):
        cloner.relation(
            'account_move_line_account_tax_rel', 'account_move_line_id', 'account_tax_id', source,
            f'{line_id} + d.n * {width} + {position}',
        )


def _orders(cr, made):
    """Clone a confirmed order with its line and its delivery.

    A tenth of them is delivered; every other one is of goods that are invoiced on delivery.
    """
    cloner, ids, name = clone.Cloner(cr, 'order'), made.order, "'SB' || to_char(d.n, 'FM0000000')"
    product = {
        'product_id': f'CASE WHEN mod(d.n, 2) = 0 THEN {made.on_delivery} ELSE p.product_id END'
    }
    waits = 'CASE WHEN mod(d.n, 2) = 0 AND NOT d.delivered THEN {} ELSE p.{} END'.format
    status = {'invoice_status': waits("'no'", 'invoice_status')}
    state = {'state': "CASE WHEN d.delivered THEN 'done' ELSE p.state END"}
    order_id, _width = cloner.rows('sale_order', ids['sale_order'], {
        'name': name, 'partner_id': 'd.contact_id', 'partner_invoice_id': 'd.contact_id',
        'partner_shipping_id': 'd.contact_id',
        'delivery_status': "CASE WHEN d.delivered THEN 'full' ELSE p.delivery_status END", **status,
    })
    line_id, _width = cloner.rows('sale_order_line', ids['sale_order_line'], {
        'order_id': f'{order_id} + d.n', 'order_partner_id': 'd.contact_id',
        'qty_delivered': 'CASE WHEN d.delivered THEN 1 ELSE 0 END', **product, **status,
        'qty_to_invoice': waits('0', 'qty_to_invoice'),
        'untaxed_amount_to_invoice': waits('0', 'untaxed_amount_to_invoice * d.factor'),
    })
    cloner.relation(
        'account_tax_sale_order_line_rel', 'sale_order_line_id', 'account_tax_id',
        ids['sale_order_line'][0], f'{line_id} + d.n',
    )
    _deliveries(cloner, ids, name, (state, product), f'{order_id} + d.n', f'{line_id} + d.n')


def _deliveries(cloner, ids, name, changes, order_id, line_id):
    state, product = changes
    reference = f"'WH/OUT/' || {name}"
    picking_id, _width = cloner.rows('stock_picking', ids['stock_picking'], {
        'name': reference, 'partner_id': 'd.contact_id', 'sale_id': order_id, 'origin': name,
        **state,
    })
    move_id, _width = cloner.rows('stock_move', ids['stock_move'], {
        'picking_id': f'{picking_id} + d.n', 'partner_id': 'd.contact_id', 'sale_line_id': line_id,
        'origin': name, 'reference': reference, **state, **product,
    })
    cloner.rows('stock_move_line', ids['stock_move_line'], {
        'picking_id': f'{picking_id} + d.n', 'move_id': f'{move_id} + d.n', 'reference': reference,
        **state, **product,
    })
    reference_id, _width = cloner.rows('stock_reference', ids['stock_reference'], {'name': name})
    cloner.link(
        'stock_reference_sale_rel', 'sale_id', 'reference_id', order_id, f'{reference_id} + d.n'
    )
    cloner.link(
        'stock_reference_move_rel', 'move_id', 'reference_id', f'{move_id} + d.n',
        f'{reference_id} + d.n',
    )


def _remember(cr, made, scale, seed):
    settings = {**dataclasses.asdict(scale), 'seed': seed, 'salesperson': made.salesperson}
    for name, value in settings.items():
        cr.execute("INSERT INTO benchmark.setting VALUES (%s, %s)", (name, str(value)))


def vacuum(registry, tables=VACUUMED):
    """VACUUM ANALYZE, as autovacuum does sooner or later; index-only scans need it."""
    with registry.cursor() as cr:
        cr.commit()
        cr._cnx.autocommit = True
        for table in tables:
            cr.execute(f"VACUUM ANALYZE {table}")
        cr._cnx.autocommit = False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database')
    parser.add_argument('--scale', choices=SCALES, default='standard')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--terms', type=int, default=TERMS, help="days from invoice to due date")
    arguments = parser.parse_args()
    scale, started = SCALES[arguments.scale], time.monotonic()
    print(f"{arguments.database}: {scale}")
    generate(arguments.database, scale, arguments.seed, terms=arguments.terms)
    print(f"  done in {time.monotonic() - started:.0f} s")


if __name__ == '__main__':
    main()
