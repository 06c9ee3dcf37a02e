"""`make demo`: a running Odoo with the addon, and what to click first."""

import hashlib

from . import databases, demo_bureau, odoo_run, pins, server
from .console import say, warn
from .errors import SetupError
from .paths import LOCAL, REPO

DATABASE = 'credit_demo'
STAMP = LOCAL / 'demo.stamp'
# Built beforehand, or the first click would wait for them.
BUILD_ASSETS = """
env['ir.qweb']._pregenerate_assets_bundles()
env.cr.commit()
"""
# Run from any folder, so it says where `dev` lies.
COMPANIES = """
import sys
sys.path.insert(0, {folder!r})
from dev import demo_receivables
print(', '.join(demo_receivables.run(env).mapped('name')))
"""
ROLES = (
    ("salesperson", 'credit_sales'),
    ("credit officer", 'credit_officer'),
    ("credit manager", 'credit_manager'),
    ("auditor", 'credit_auditor'),
    ("administrator", 'admin'),
)
HELD = """
SELECT hold.name, sale_order.name, res_partner.name
  FROM credit_hold AS hold
  JOIN sale_order ON sale_order.id = hold.order_id
  JOIN res_partner ON res_partner.id = sale_order.partner_id
 WHERE hold.state = 'open' AND hold.company_id = (SELECT MIN(id) FROM res_company)
 ORDER BY hold.id DESC LIMIT 1
"""


def fingerprint(folder=REPO / pins.ADDON):
    """Return a hash of what a database or a running server takes from the addon."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob('*')):
        parts = path.relative_to(folder).parts
        if path.is_file() and 'tests' not in parts and '__pycache__' not in parts:
            digest.update('/'.join(parts).encode() + b'\0' + path.read_bytes())
    return digest.hexdigest()


def ensure_database(environment, fresh=False):
    """Make the demo database, or bring it up to date with the addon; tell if anything changed."""
    current = fingerprint()
    there = databases.is_installed(environment, DATABASE, pins.ADDON)
    if there and not fresh and STAMP.exists() and STAMP.read_text(encoding='utf-8') == current:
        return False
    server.stop()
    STAMP.unlink(missing_ok=True)
    if there and not fresh:
        odoo_run.update(environment, DATABASE, pins.ADDON)
    else:
        databases.create(environment, DATABASE, (pins.ADDON,))
        demo_bureau.forget()
    make_companies(environment, DATABASE)
    say("Building the web client's files")
    odoo_run.run_script(environment, DATABASE, BUILD_ASSETS)
    STAMP.write_text(current, encoding='utf-8')
    return True


def make_companies(environment, database):
    """Add the companies of the finance screens to a database with the addon; once is enough."""
    say("Two years of receivables for Demo Ltd")
    odoo_run.run_script(environment, database, COMPANIES.format(folder=str(REPO)))


def demo(environment, port=None, fresh=False):
    """Have Odoo running on the demo database and print the walk-through."""
    ensure_database(environment, fresh)
    found = server.running()
    if found and port in (None, found.port) and server.answers(found.address):
        say("Odoo is already running")
    else:
        server.stop()
        found = server.start(environment, DATABASE, server.pick_port(port or server.FIRST_PORT))
    has_reports = not sync(environment, found.address)
    print(walk_through(found.address, logins(environment), held_order(environment), has_reports),
          flush=True)


def sync(environment, address=None):
    """Let the agent bring what the bureau knows of the demo's customers."""
    if address is None:
        found = server.running()
        if not found:
            raise SetupError("Odoo is not running: `make demo` starts it.")
        address = found.address
    code = demo_bureau.sync(environment, address, DATABASE)
    if code:
        warn(f"The bureau's reports did not arrive (credit-sync ended with {code}).")
    return code


def logins(environment):
    """Return the logins of our roles that the database has."""
    names = ', '.join(f"'{login}'" for _role, login in ROLES)
    rows = databases.query(
        environment, f'SELECT login FROM res_users WHERE active AND login IN ({names})', DATABASE,
    )
    return set(rows.split('\n'))


def held_order(environment):
    """Return hold, order and customer of the newest open hold, or None."""
    has_holds = databases.query(environment, "SELECT to_regclass('credit_hold')", DATABASE)
    row = databases.query(environment, HELD, DATABASE) if has_holds else ''
    if not row:
        warn("No order is held in the demo database, so the walk-through names none.")
        return None
    return row.split('|', 2)


def walk_through(address, present, held, has_reports=False):
    """Return the text that ends `make demo`."""
    lines = ["", f"  Odoo is running: {address}", "", f"  {'role':<16}{'login':<18}password"]
    lines += [f"  {role:<16}{login:<18}{login}" for role, login in ROLES if login in present]
    lines.append("")
    if held:
        hold, order, customer = held
        lines += [
            f"  Order {order} of {customer} was just held ({hold}).",
            "",
            f"  1. As credit_officer open Credit › My Work and click {hold}: the figures of",
            "     that moment, why it stopped, what would cure it. Press Release…, give a reason.",
            f"  2. As credit_sales open Sales › Orders › Quotations › {order}: the banner says",
            "     what helps without the officer. Another order of that customer is held too.",
            "  3. As credit_manager open Credit › Customers: limits, exposure, overdue. Change a",
            "     limit and find the decision under Credit › Reports › Decision Log.",
            "",
        ]
    if has_reports:
        lines += [
            "  A bureau's reports have just come in. As credit_officer open Credit › Customers ›",
            "  Acme Trade › Bureau: the score on its scale. `make sync` runs the agent again.",
            "",
        ]
    lines += [
        "  Receivables, DSO, forecast and ceiling have two years behind them in the company",
        "  Demo Ltd: as credit_manager switch to it at the top right, then Credit › Receivables.",
        *(["  Who pays late is worked on there: as credit_officer Credit › Collections › Call Mode,",
           "  then Cases, Letters of the Day, Limitation and Danger Signals. No mail leaves."]
          if 'credit_officer' in present else []),
        "",
    ]
    lines.append("  `make log` shows what Odoo writes, `make stop` ends it.")
    return '\n'.join(lines)
