"""The work that the addon does, timed on a copy of the data with the addon installed."""

import argparse
import json
import sys

from . import clone, confirming, databases, generate, session, timing
from .subjects import Subjects

MODULE = 'credit_management'
#: What a list of profiles shows.
COLUMNS = (
    'partner_id', 'limit_mode', 'credit_limit', 'effective_limit', 'exposure', 'available',
    'utilisation', 'overdue_amount', 'overdue_days', 'currency_id',
)
ITEM_COLUMNS = ('component', 'res_model', 'res_id', 'date', 'date_due', 'amount', 'currency_id')


def prepare(database):
    """Install the addon and give every customer a profile."""
    databases.install(database, [MODULE])
    registry = session.open_registry(database)
    make_profiles(registry)
    return registry


def make_profiles(registry):
    """Make one profile by Odoo, and the others as its copies."""
    with registry.cursor() as cr:
        env = session.environment(cr)
        cr.execute("SELECT value::int FROM benchmark.setting WHERE name = 'salesperson'")
        user = env['res.users'].browse(cr.fetchone()[0])
        user.group_ids += env.ref(f'{MODULE}.credit_management_group_officer')
        partner = env['res.partner'].create({'name': "Prototype Profile", 'is_company': True})
        # Late by a little is no reason to hold a customer of this grade.
        profile = env['credit.profile'].create({'partner_id': partner.id, 'grade': 'A'})
        env.flush_all()
        first, _width = clone.Cloner(cr).rows('credit_profile', profile.ids, {
            'partner_id': 'd.partner_id', 'credit_limit': 'd.credit_limit',
        }, 'benchmark.customer')
        cr.execute(
            "INSERT INTO credit_gate (key, sequence, head)"
            " SELECT 'profile:' || id, 0, repeat('0', 64) FROM credit_profile WHERE id >= %s",
            [first],
        )
        mirror_limit(cr)
        cr.commit()
    generate.vacuum(registry, (*generate.VACUUMED, 'credit_profile', 'credit_gate'))


def mirror_limit(cr):
    """Write the limits into Odoo's own field, as our profiles do and the peer expects."""
    cr.execute(
        "UPDATE res_partner p SET credit_limit = jsonb_build_object('1', c.credit_limit)"
        " FROM benchmark.customer c WHERE c.partner_id = p.id"
    )


def switch(cr, checking):
    cr.execute("UPDATE res_company SET credit_mode = %s", ['enforce' if checking else 'off'])


class Measurement:
    """Everything that is timed of ours; figures are milliseconds."""

    def __init__(self, registry, rounds):
        self.registry, self.rounds = registry, rounds
        self.subjects = Subjects(registry)
        self.user_id = self.subjects.salesperson

    def run(self):
        figures = {}
        for name in ('confirm', 'may_sell', 'over_limit', 'page', 'items'):
            print(f"  ours: {name}", file=sys.stderr)
            with self.registry.cursor() as cr:
                switch(cr, True)
            figures.update(getattr(self, name)())
        return figures

    # === CONFIRMING === #

    def confirm(self):
        """What the gate adds, for an ordinary customer and for the one with most invoices."""
        figures = {}
        for name, partners in (
            (
                'ordinary', self.subjects.ordinary
            ), ('giant_invoices', [self.subjects.giant_invoices]),
            ('giant_orders', [self.subjects.giant_orders]),
        ):
            samples = confirming.extra_cost(
                self.registry, self.user_id, partners, switch, self.rounds * 3
            )
            count = {
                label: confirming.query_count(
                    self.registry, self.user_id, partners[0], lambda cr, on=on: switch(cr, on)
                )
                for label, on in (('with', True), ('without', False))
            }
            figures[
                f'confirm_{name}'
            ] = {**_extra(samples), 'queries': count['with'] - count['without']}
        return figures

    # === ASKING === #

    def may_sell(self):
        partners = self.subjects.ordinary * 5
        samples = [
            self._may_sell(partner_id) for partner_id in partners
        ][len(self.subjects.ordinary):]
        giant = [self._may_sell(self.subjects.giant_invoices) for _round in range(self.rounds * 3)]
        return {
            'may_sell': {
                **_spread(samples), 'queries': self._may_sell(partners[0], timing.queries),
            },
            'may_sell_giant': {
                **_spread(giant),
                'queries': self._may_sell(self.subjects.giant_invoices, timing.queries),
            },
        }

    def _may_sell(self, partner_id, measure=timing.milliseconds):
        with session.request(self.registry, self.user_id) as env:
            return measure(lambda: env['credit.profile'].may_sell(partner_id, 100.0))

    # === LISTS === #

    def over_limit(self):
        """Find everybody whose exposure is above his limit."""
        found = []

        def search():
            with session.request(self.registry, self.user_id) as env:
                found[:] = env['credit.profile'].search([('available', '<', 0)]).ids

        samples = timing.repeat(search, self.rounds)
        return {'over_limit': {
            **_spread(samples), 'found': len(found), 'queries': timing.queries(search)
        }}

    def page(self):
        """Read a page of profiles as a list shows it."""
        figures = {}
        for name, count, offset in (
            ('page', 80, 1000), ('page_double', 160, 1000), ('page_giants', 80, 0),
        ):
            ids = self._profiles(count, offset)
            figures[name] = self._timed(
                lambda env, ids=ids: env['credit.profile'].browse(ids).read(COLUMNS)
            )
        figures['page_web'] = self._timed(lambda env: env['credit.profile'].web_search_read(
            [], {name: {} for name in COLUMNS}, offset=1000, limit=80,
        ))
        return figures

    def items(self):
        """Read what an exposure is made of, and find single rows again."""
        ordinary, giant = self._profile(
            self.subjects.ordinary[0]
        ), self._profile(self.subjects.giant_invoices)
        item_ids = self._item_ids(giant, 160)

        def rows_of(profile_id):
            return lambda env: env['credit.exposure.item'].search_read(
                [('profile_id', '=', profile_id)], ITEM_COLUMNS, limit=80,
            )

        def read(ids):
            return lambda env: env['credit.exposure.item'].browse(ids).read(ITEM_COLUMNS)

        return {
            'items': self._timed(rows_of(ordinary)),
            'items_giant': self._timed(rows_of(giant)),
            'items_by_id': self._timed(read(item_ids[:80])),
            'items_by_id_double': self._timed(read(item_ids)),
        }

    # === HELPERS === #

    def _timed(self, work):
        """Time `work(env)`, each time with a cold record cache; count its queries."""
        def once(measure=timing.milliseconds):
            with session.request(self.registry, self.user_id) as env:
                return measure(lambda: work(env))

        once()
        return {
            **_spread([once() for _round in range(self.rounds)]), 'queries': once(timing.queries)
        }

    def _profiles(self, count, offset):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT id FROM credit_profile WHERE partner_id >= %s ORDER BY partner_id"
                " LIMIT %s OFFSET %s", [self.subjects.all[0], count, offset % len(self.subjects.all)],
            )
            return [profile_id for (profile_id,) in cr.fetchall()]

    def _profile(self, partner_id):
        with self.registry.cursor() as cr:
            cr.execute("SELECT id FROM credit_profile WHERE partner_id = %s", [partner_id])
            return cr.fetchone()[0]

    def _item_ids(self, profile_id, count):
        with session.request(self.registry, self.user_id) as env:
            return env[
                'credit.exposure.item'
            ].search([('profile_id', '=', profile_id)], limit=count).ids


def _extra(samples):
    with_check, without = timing.median(samples['with']), timing.median(samples['without'])
    return {'with': with_check, 'without': without, 'median': with_check - without}


def _spread(samples):
    return {'median': timing.median(samples), 'p95': timing.percentile(samples, 95)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('database')
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument(
        '--prepare', action='store_true', help="install the addon and make profiles first"
    )
    arguments = parser.parse_args()
    registry = prepare(
        arguments.database
    ) if arguments.prepare else session.open_registry(arguments.database)
    print(json.dumps(Measurement(registry, arguments.rounds).run(), indent=1))
    session.close()


if __name__ == '__main__':
    main()
