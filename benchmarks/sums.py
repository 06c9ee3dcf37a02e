"""Check that every way to a figure gives the same for every generated customer.

    python3 -m dev run -- python -m benchmarks.sums bench_data

A customer's exposure is bound to his constants, to a join looked up row by row, or to one that is
hashed for all; it is a total, or the sum of items. And it is what plain sums of open lines and of
orders say, which know nothing of the addon. The database stays as it is: a copy is checked.
"""

import argparse
import json
import sys
import time
from collections import Counter

from . import databases, generate, ours, session
from .report import RESULTS
from .scales import SCALES

#: More customers than this are asked about one by one only up to this many.
ALONE = 1_000
BATCH = 100


class Sums:
    """The figures of all profiles of a generated database, each by every way."""

    def __init__(self, env):
        self.env = env
        self.rows = env['credit.check']._rows(
            env.cr, env['credit.profile'].with_context(active_test=False).search([]).ids)
        self.together = self.totals(self.rows)

    def run(self):
        """Return ``{"customers", "alone", "items", "exposure", "differences": [...]}``."""
        sampled, items = self.rows[:ALONE], self.items([])
        ways = {
            'few, by a join': self.in_batches(),
            'items of all': items,
            'alone': {row['id']: self.totals([row])[row['id']] for row in sampled},
            'items alone': {
                row['id']: self.items([('profile_id', '=', row['id'])]).get(row['id'], {})
                for row in sampled
            },
        }
        differences = [
            f"{way}: profile {profile_id}: {found} instead of {self.together[profile_id]}"
            for way, figures in ways.items()
            for profile_id, found in figures.items() if not same(found, self.together[profile_id])
        ]
        return {
            'customers': len(self.rows), 'alone': len(sampled),
            'items': self.env['credit.exposure.item'].search_count([]),
            'exposure': round(sum(sum(one.values()) for one in self.together.values()), 2),
            'differences': [*differences, *self.against_documents()],
        }

    # === WAYS === #

    def totals(self, rows):
        return self.env['credit.exposure']._totals(rows)

    def in_batches(self):
        found = {}
        for start in range(0, len(self.rows), BATCH):
            found.update(self.totals(self.rows[start:start + BATCH]))
        return found

    def items(self, domain):
        """Return ``{profile id: {component: sum}}`` of the items that a list shows."""
        found = {}
        for profile, component, amount in self.env['credit.exposure.item']._read_group(
            domain, ['profile_id', 'component'], ['amount:sum'],
        ):
            found.setdefault(profile.id, {})[component] = amount
        return found

    def against_documents(self):
        """Compare with sums of open lines and of orders, which nothing was invoiced of."""
        self.env.cr.execute(
            """SELECT c.partner_id,
                      COALESCE((SELECT SUM(l.amount_residual) FROM account_move_line l
                                  JOIN account_account a ON a.id = l.account_id
                                 WHERE l.partner_id = c.partner_id AND l.parent_state = 'posted'
                                   AND a.account_type = 'asset_receivable'), 0)
                    + COALESCE((SELECT SUM(o.amount_total) FROM sale_order o
                                  JOIN res_partner payer ON payer.id = o.partner_invoice_id
                                 WHERE payer.commercial_partner_id = c.partner_id
                                   AND o.state = 'sale'), 0)
                 FROM benchmark.customer c"""
        )
        expected = dict(self.env.cr.fetchall())
        return [
            f"documents: profile {row['id']}: {total} instead of {expected[row['partner_id']]}"
            for row in self.rows if row['partner_id'] in expected
            and abs((total := sum(self.together[row['id']].values()))
                    - float(expected[row['partner_id']])) > 0.005
        ]


def same(one, other):
    left = Counter({code: round(float(amount), 2) for code, amount in one.items()})
    right = Counter({code: round(float(amount), 2) for code, amount in other.items()})
    return all(abs(left[code] - right[code]) < 0.005 for code in {*left, *right})


def check(registry):
    started = time.monotonic()
    with session.request(registry) as env:
        env.cr.execute("SELECT value FROM benchmark.setting WHERE name = 'name'")
        scale, result = env.cr.fetchone()[0], Sums(env).run()
    return {'scale': scale, **result, 'seconds': round(time.monotonic() - started, 1)}


def fill(database, scale):
    """Generate data in `database`, which has the addon, with a profile for every customer."""
    generate.generate(database, SCALES[scale], say=lambda line: print(line, file=sys.stderr))
    registry = session.open_registry(database)
    ours.make_profiles(registry)
    return registry


def check_copy(database):
    """Check a copy of a generated database that has not seen the addon."""
    copy = f'{database}_sums'
    databases.copy(database, copy)
    try:
        result = check(ours.prepare(copy))
        session.close()
    finally:
        databases.drop(copy)
    return result


def save(result, folder=RESULTS):
    """Keep the result for the page that `benchmarks.run` writes."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"sums-{result['scale']}.json").write_text(json.dumps(result, indent=1), encoding='utf-8')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database', help="one filled by benchmarks.generate")
    parser.add_argument('--fill', choices=SCALES, help="fill it first; it has the addon")
    arguments = parser.parse_args()
    if arguments.fill:
        result = check(fill(arguments.database, arguments.fill))
        session.close()
    else:
        result = check_copy(arguments.database)
    save(result)
    print(json.dumps(result, indent=1))
    return 1 if result['differences'] else 0


if __name__ == '__main__':
    sys.exit(main())
