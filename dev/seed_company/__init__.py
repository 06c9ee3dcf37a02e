"""A company of 2,000 customers with three years of books and no credit management.

`make` copies a database with Odoo's modules, books the company in it, and installs the addon
afterwards, as somebody does who has traded for years.
"""

from .. import databases, odoo_run, pins
from ..console import say
from ..paths import REPO

CUSTOMERS = 2000
# Run from any folder, so it says where `dev` lies.
SCRIPT = """
import sys
sys.path.insert(0, {folder!r})
from dev.seed_company import books
made = books.make(env, {customers}, {seed})
print(f"{{len(made.customers):,}} customers, {{len(made.documents):,}} documents,"
      f" {{len(made.matches):,}} allocations")
"""


def make(environment, name, customers=CUSTOMERS, seed=1, addon=True):
    """Make the database `name` anew; `addon`: with the addon, installed last."""
    databases.create(environment, name, demo=False)
    say(f"Three years of books of {customers:,} customers")
    print(odoo_run.run_script(environment, name, SCRIPT.format(
        folder=str(REPO), customers=customers, seed=seed)).splitlines()[-1])
    if addon:
        odoo_run.install(
            environment, name, (pins.ADDON,), demo=False, title=f"Installing {pins.ADDON}")
