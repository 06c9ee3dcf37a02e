"""The same work done by public addons, on a copy of the same data.

Their wheels are fetched into the cache and unpacked on an addons path of their own; nothing of
them is kept here. They are AGPL and only run, never read from.
"""

import argparse
import json
import subprocess
import sys
import zipfile
from pathlib import PurePosixPath

from dev.paths import cache

from . import confirming, databases, generate, ours, session, timing
from .subjects import Subjects

WHEELS = ('odoo-addon-account-financial-risk', 'odoo-addon-sale-financial-risk')
MODULES = ('account_financial_risk', 'sale_financial_risk')
#: What the check adds up: with these it compares with ours.
INCLUDED = (
    'risk_invoice_draft_include', 'risk_invoice_open_include', 'risk_invoice_unpaid_include',
    'risk_sale_order_include',
)
COLUMNS = (
    'name', 'credit_limit', 'risk_total', 'risk_exception', 'risk_invoice_open',
    'risk_invoice_unpaid', 'risk_sale_order', 'risk_remaining_value',
)


# === FETCHING === #

def addons(distributions=WHEELS, modules=MODULES):
    """Return the folder with peers' addons, fetched when they are not there."""
    folder = cache() / 'peers'
    wheels, unpacked = folder / 'wheels', folder / 'addons'
    if not all((unpacked / module).is_dir() for module in modules):
        # Their metadata asks for a distribution of Odoo that does not exist, hence --no-deps.
        subprocess.run(
            [sys.executable, '-m', 'pip', 'download', '-q', '--no-deps', '-d', wheels,
             *(f'{name}>=19.0,<20' for name in distributions)],
            check=True, stdout=sys.stderr,
        )
        for wheel in wheels.glob('*.whl'):
            unpack(wheel, unpacked)
    return unpacked


def unpack(wheel, folder):
    """Put the addon of a wheel into `folder`."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            path = PurePosixPath(member.filename)
            if path.parts[:2] == ('odoo', 'addons') and not member.is_dir():
                target = folder.joinpath(*path.parts[2:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(member))


def versions(distributions=WHEELS):
    """Return ``{distribution: version}`` of the wheels that are measured."""
    names = (path.name.split('-') for path in (cache() / 'peers' / 'wheels').glob('*.whl'))
    found = {name.replace('_', '-'): version for name, version, *_tags in names}
    return {name: found[name] for name in distributions}


def configuration():
    return databases.configuration_with(addons(), cache() / 'peers' / 'odoo.conf')


# === MEASURING === #

def prepare(database):
    """Install the peers on the copy and give their customers the same limits."""
    databases.install(database, MODULES, configuration())
    registry = session.open_registry(database, configuration())
    with registry.cursor() as cr:
        ours.mirror_limit(cr)
        included = ', '.join(f'{name} = true' for name in INCLUDED)
        cr.execute(
            f"UPDATE res_partner p SET {included} FROM benchmark.customer c"
            " WHERE c.partner_id = p.id"
        )
        cr.commit()
    generate.vacuum(registry)
    return registry


def switch(cr, checking):
    cr.execute("UPDATE res_company SET allow_overrisk_sale_confirmation = %s", [not checking])


def measure(registry, rounds):
    subjects = Subjects(registry)
    with registry.cursor() as cr:
        env = session.environment(cr)
        env['res.users'].browse(subjects.salesperson).group_ids += env.ref(
            'account_financial_risk.group_account_financial_risk_user'
        )
        cr.commit()
    figures = _confirm(registry, subjects, rounds)
    found = []

    def search():
        with session.request(registry) as env:
            found[:] = env['res.partner'].search([('risk_exception', '=', True)]).ids

    # This takes minutes on the large data; five runs say enough.
    samples = timing.repeat(search, min(rounds, 5), warm=0)
    figures['over_limit'] = {'median': timing.median(samples), 'found': len(found)}
    ids = subjects.all[1000:1080] or subjects.all[:80]

    def page():
        with session.request(registry) as env:
            return timing.milliseconds(lambda: env['res.partner'].browse(ids).read(COLUMNS))

    figures['page'] = {'median': timing.median([page() for _round in range(rounds + 1)][1:])}
    return figures


def _confirm(registry, subjects, rounds):
    figures = {}
    for name, partners in (
        ('ordinary', subjects.ordinary), ('giant_invoices', [subjects.giant_invoices]),
        ('giant_orders', [subjects.giant_orders]),
    ):
        print(f"  peers: confirm, {name}", file=sys.stderr)
        samples = confirming.extra_cost(
            registry, subjects.salesperson, partners, switch, rounds * 3
        )
        with_check, without = timing.median(samples['with']), timing.median(samples['without'])
        figures[f'confirm_{name}'] = {
            'with': with_check, 'without': without, 'median': with_check - without,
        }
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('database')
    parser.add_argument('--rounds', type=int, default=7)
    parser.add_argument('--prepare', action='store_true', help="install the peers first")
    arguments = parser.parse_args()
    registry = (
        prepare(arguments.database) if arguments.prepare
        else session.open_registry(arguments.database, configuration())
    )
    figures = measure(registry, arguments.rounds)
    print(json.dumps({**figures, 'versions': versions()}))
    session.close()


if __name__ == '__main__':
    main()
