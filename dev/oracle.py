"""Odoo's own tests, without the addon and with it: what fails only with it is our fault."""

from . import databases, pins, suite
from .console import say, warn
from .paths import REPO

#: Suites whose ground we change, and Odoo's own tests of a customer's credit.
SUITES = ('sale', 'sale_management', 'sale_stock', 'account/tests/test_account_partner.py')
PAGE = REPO / 'docs' / 'regression.md'
SIDES = ('without', 'with')


def run(environment, side=None):
    """Run the suites on `side` ('without', 'with', default both), then compare; return the code.

    A side that is not asked for is taken from its last report.
    """
    for name in [side] if side else SIDES:
        run_side(environment, name)
    if not all(report(name).exists() for name in SIDES):
        return 0
    outcomes = {name: suite.read_report(report(name)) for name in SIDES}
    write_page(environment, outcomes)
    new = sorted(set(outcomes['with'].failed) - set(outcomes['without'].failed))
    for name in new:
        warn(f"Fails only with the addon: {name}")
    say(f"{PAGE.relative_to(REPO)} is written; {len(new)} fail only with the addon")
    return 1 if new else 0


def report(side):
    return suite.REPORTS / f'odoo-{side}.xml'


def run_side(environment, side):
    database = f'odoo_suites_{side}'
    databases.create(environment, database, (pins.ADDON,) if side == 'with' else ())
    folder = environment.odoo.addons[0]
    say(f"Odoo's own tests, {side} the addon")
    report(side).parent.mkdir(parents=True, exist_ok=True)
    report(side).unlink(missing_ok=True)
    suite.call([
        str(environment.python), '-m', 'pytest', *(str(folder / name) for name in SUITES),
        '-q', '-n', '2', '--dist', 'loadscope', '--odoo-http', f'--odoo-database={database}',
        f'--odoo-config={environment.config}', f'--junitxml={report(side)}',
        '-p', 'no:cacheprovider', f'--rootdir={folder}',
    ], environment.variables, minutes=80)
    databases.drop(environment, database)


def write_page(environment, outcomes):
    """Write down what each side counted and which tests failed on it."""
    lines = [
        "# Odoo's own tests with the addon", "",
        "Written by `python3 -m dev oracle`. The suites of "
        + ', '.join(f'`{name}`' for name in SUITES)
        + f" in Odoo {pins.ODOO_SERIES} ({environment.odoo.label}), with demo data, in two"
        " databases that differ by the addon alone.", "",
        "| | passed | skipped | failed |", "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {side} the addon | {found.passed} | {found.skipped} | {len(found.failed)} |"
        for side, found in outcomes.items()
    ]
    for side, found in outcomes.items():
        lines += ["", f"Failed {side} the addon:", ""]
        lines += [f"- `{name}`" for name in sorted(found.failed)] or ["- none"]
    PAGE.write_text('\n'.join(lines) + '\n', encoding='utf-8')
