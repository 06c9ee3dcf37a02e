"""A policy tried on a year of confirmed orders: how long it takes, and how much memory.

    python3 -m dev run -- python -m benchmarks.generate bench_orders --scale orders
    python3 -m dev run -- python -m benchmarks.backtest bench_orders

Works on a copy: paid invoices are added, orders are spread over the year and most of them billed
by those invoices, so that balances rise and fall between any two orders.
"""

import argparse
import datetime as dt
import json
import resource
import sys
import time

from . import databases, history, machine, ours, session
from .filled import apart, keep

#: Invoices that bill orders, and the days between an order and its invoice.
PAID, BILLED_AFTER = 150_000, 3
MONTHS = 12

#: The nth order of a customer is billed by his nth paid invoice of the year, if he has as many.
BILL = """
    WITH item AS (
        SELECT o.partner_id, l.id, row_number() OVER (PARTITION BY o.partner_id ORDER BY o.id) AS place
          FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id WHERE o.state = 'sale'),
    billed AS (
        SELECT l.partner_id, l.id, row_number() OVER (PARTITION BY l.partner_id ORDER BY l.id) AS place
          FROM account_move_line l JOIN account_move m ON m.id = l.move_id
         WHERE m.move_type = 'out_invoice' AND m.state = 'posted' AND l.display_type = 'product'
           AND m.payment_state IN ('paid', 'in_payment') AND m.date > CURRENT_DATE - 360)
    INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
    SELECT billed.id, item.id FROM item JOIN billed USING (partner_id, place)"""
DATE = f"""
    UPDATE sale_order o SET invoice_status = 'invoiced', date_order = bill.date - {BILLED_AFTER}
      FROM (SELECT l.order_id, MIN(b.date) AS date FROM sale_order_line l
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
              JOIN account_move_line b ON b.id = rel.invoice_line_id GROUP BY 1) bill
     WHERE bill.order_id = o.id"""
#: What nobody has billed is from the whole year; most of it was closed long ago.
REST = """
    UPDATE sale_order SET date_order = CURRENT_DATE - (5 + id % 355),
           credit_closed_remainder = id % 10 > 0
     WHERE state = 'sale' AND invoice_status <> 'invoiced'"""
MADE = "UPDATE sale_order SET create_date = date_order"


def prepare(database):
    """Turn a copy of the generated data, with paid invoices, into a year of trading."""
    registry = ours.prepare(database)
    with registry.cursor() as cr:
        for statement in (BILL, DATE, REST, MADE):
            cr.execute(statement)
        cr.commit()
    ours.generate.vacuum(registry, (
        'sale_order', 'sale_order_line_invoice_rel', 'account_move_line', 'credit_profile'))
    return registry


def measure(registry, **asked):
    """Run one back-test as its cron does, a batch a transaction; return its figures."""
    started, processor, first = time.perf_counter(), time.process_time(), None
    with registry.cursor() as cr:
        env = session.environment(cr)
        backtest = env['credit.backtest'].browse(env['credit.backtest'].sudo().start(
            months=MONTHS, **asked))
        while backtest._step():
            cr.commit()
            done = backtest._progress(backtest._figures()) if first is None else 0
            if done >= 10:
                first = _memory()
        cr.commit()
        told = backtest._told(0.0, 0)
        if told['state'] != 'done':
            raise SystemExit(f"The back-test is {told['state']}: {told['error']}")
    return {
        'seconds': time.perf_counter() - started, 'processor': time.process_time() - processor,
        'held': told['held'], 'orders': told['orders'], 'first_mb': first, 'peak_mb': _memory(),
    }


def _memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def side(database):
    registry = prepare(database)
    load = [machine.load()]
    with registry.cursor() as cr:
        env = session.environment(cr)
        env.user.group_ids += env.ref('credit_management.credit_management_group_manager')
        cr.execute("SELECT count(*) FROM credit_profile")
        [customers] = cr.fetchone()
        cr.execute("SELECT count(*) FROM account_move_line l JOIN account_account a"
                   " ON a.id = l.account_id WHERE a.account_type = 'asset_receivable'")
        [items] = cr.fetchone()
        standard = env.ref('credit_management.credit_policy_standard').id
        cr.commit()
    runs = [
        {'what': what, **measure(registry, **asked)} for what, asked in (
            ("one version", {'policy_id': standard}),
            ("two versions", {'policy_id': standard, 'other_policy_id': standard}),
        )
    ]
    return {
        'customers': customers, 'items': items, 'orders': runs[0]['orders'], 'runs': runs,
        'load': [*load, machine.load()],
        'date': dt.date.today().isoformat(),  # noqa: DTZ011 - the reader's own calendar
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database', help="one filled by benchmarks.generate --scale orders")
    parser.add_argument('--paid', type=int, default=PAID, help="paid invoices that are added")
    parser.add_argument('--side', action='store_true', help="only measure, on this very database")
    arguments = parser.parse_args()
    if arguments.side:
        print(json.dumps(side(arguments.database)))
        return
    copy = f'{arguments.database}_backtest'
    try:
        databases.copy(arguments.database, copy)
        history.add(copy, arguments.paid, say=lambda line: print(line, file=sys.stderr))
        found = apart('backtest', copy, '--side')
    finally:
        databases.drop(copy)
    keep('backtest', found)
    print(json.dumps(found))


if __name__ == '__main__':
    main()
