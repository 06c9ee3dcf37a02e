"""How long go-live's look at the data takes, check by check.

    python3 -m dev run -- python -m benchmarks.generate bench_data --scale large
    python3 -m dev run -- python -m odoo -d bench_data -i credit_management --stop-after-init
    python3 -m dev run -- python -m benchmarks.health bench_data
"""

import argparse
import json
import resource

from . import history, machine, session, timing


def measure(database):
    """Return seconds of each check and of the whole, cold record caches, vacuumed tables."""
    registry = session.open_registry(database)
    history.vacuum(registry)
    checks = {}
    with session.request(registry) as env:
        from odoo.addons.credit_management.health import REGISTRY
        described = machine.describe(env.cr)
        health = env['credit.health']
        whole = timing.milliseconds(lambda: health._run(env.company))
        run = health._last(env.company)[0]
        asked = health._asked(env.company, run.defaults)
        for code, check in REGISTRY.items():
            taken = timing.milliseconds(lambda check=check: health._found(check, asked))
            checks[code] = {
                'seconds': round(taken / 1000, 2), **((run.results or {}).get(code) or {}),
            }
        env.cr.execute("SELECT COUNT(*) FROM account_move WHERE move_type = 'out_invoice'")
        [invoices] = env.cr.fetchone()
        return {
            'invoices': invoices, 'seconds': round(whole / 1000, 1), 'checks': checks,
            'unmatched_share': run.unmatched_share if run.has_unmatched_share else None,
            'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            'machine': described,
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database', help="one filled by benchmarks.generate, with the addon")
    print(json.dumps(measure(parser.parse_args().database), indent=1))  # noqa: T201


if __name__ == '__main__':
    main()
