"""How long go-live's look at the data takes, check by check.

    python3 -m dev run -- python -m benchmarks.generate bench_data --scale large
    python3 -m dev run -- python -m odoo -d bench_data -i credit_management --stop-after-init
    python3 -m dev run -- python -m benchmarks.health bench_data
"""

import argparse
import datetime as dt
import json
import resource
import time

from . import generate, history, machine, session, timing
from .filled import keep

#: What the generated data lack: orders that sleep, customers who are there twice, limits of Odoo's
#: own, crumbs, claims without a due date. Run once, they change nothing the second time.
FAULTS = (
    "UPDATE sale_order SET date_order = CURRENT_DATE - 500 WHERE id % 5 = 0 AND state = 'sale'",
    """UPDATE stock_move SET date = CURRENT_DATE - 480 FROM sale_order_line line
        WHERE line.id = sale_line_id AND line.order_id % 5 = 0""",
    """UPDATE res_partner SET phone = '+1 555 ' || (20000000 + CASE id % 50 WHEN 1 THEN id - 1
                                                    ELSE id END),
              vat = CASE WHEN id % 3 = 0 THEN 'US' || (100000000 + id) END,
              credit_limit = CASE WHEN id % 4 = 0 THEN '{"1": 5000}'::jsonb END
        WHERE customer_rank > 0""",
    """UPDATE account_move_line SET amount_residual = 0.5, amount_residual_currency = 0.5
        WHERE reconciled IS NOT TRUE AND balance > 100 AND id % 200 = 0
          AND date_maturity IS NOT NULL""",
    """UPDATE account_move_line SET date_maturity = NULL
        WHERE reconciled IS NOT TRUE AND balance > 100 AND id % 500 = 1
          AND date_maturity IS NOT NULL""",
)


def spoil(database):
    """Add what Health is to find."""
    registry = session.open_registry(database)
    with registry.cursor() as cr:
        for statement in FAULTS:
            cr.execute(statement)
        cr.commit()
    generate.vacuum(registry, ('res_partner', 'sale_order', 'stock_move', 'account_move_line'))
    history.vacuum(registry)
    return registry


def measure(registry):
    """Return seconds of each check and of the whole, cold record caches, vacuumed tables."""
    checks, load = {}, [machine.load()]
    with session.request(registry) as env:
        from odoo.addons.credit_management.health import REGISTRY
        described = machine.describe(env.cr)
        health = env['credit.health']
        started = time.process_time()
        whole = timing.milliseconds(lambda: health._run(env.company))
        processor = time.process_time() - started
        run = health._last(env.company)[0]
        asked = health._asked(env.company, run.defaults)
        for code, check in REGISTRY.items():
            taken = timing.milliseconds(lambda check=check: health._found(check, asked))
            checks[code] = {
                'seconds': round(taken / 1000, 2), **((run.results or {}).get(code) or {}),
            }
        env.cr.execute("SELECT COUNT(*) FILTER (WHERE move_type = 'out_invoice'),"
                       " (SELECT COUNT(*) FROM sale_order) FROM account_move")
        invoices, orders = env.cr.fetchone()
        return {
            'invoices': invoices, 'orders': orders, 'seconds': round(whole / 1000, 1),
            'processor': round(processor, 1), 'checks': checks, 'load': [*load, machine.load()],
            'date': dt.date.today().isoformat(),  # noqa: DTZ011 - the reader's own calendar
            'unmatched_share': run.unmatched_share if run.has_unmatched_share else None,
            'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            'machine': described,
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database', help="one filled by benchmarks.generate, with the addon")
    found = measure(spoil(parser.parse_args().database))
    keep('health', found)
    print(json.dumps(found, indent=1))


if __name__ == '__main__':
    main()
