"""A company that has traded for three years goes live: the documented path, as its people go it.

`SEED_CUSTOMERS=2000` goes it with the whole company. The tests stand in the order of the path.
"""

import os
import sys
import time
from collections import Counter

import pytest

from . import snapshots
from .rpc import Json2
from .server import Database, Server, run

CUSTOMERS = int(os.environ.get('SEED_CUSTOMERS', '200'))
SCRIPT = os.path.join(os.path.dirname(__file__), 'seeded_company.py')
#: Minutes that the machine may take of the hour that the whole path takes a person.
MINUTES = 10
CRON = 'credit_management.{}'


class GoLive:
    """The company, its people, and the buttons of *Go-live* as they press them."""

    def __init__(self, server, people):
        self.server, self.database = server, server.database
        self.people = people
        self.seconds = Counter()

    def __getattr__(self, login):
        return Json2(self.server, self.people[login])

    def page(self, by=None):
        return (by or self.mona).call('credit.go.live', 'get_page')

    def step(self, code, by=None):
        return next(step for step in self.page(by)['steps'] if step['code'] == code)

    def press(self, code, by=None):
        """Press the button of a step, and let what it began in the background come to its end."""
        started = time.monotonic()
        action = (by or self.mona).call('credit.go.live', 'act', code=code)
        self.crons()
        self.seconds[code] += time.monotonic() - started
        return action

    def complete(self, code):
        self.mona.call('credit.go.live', 'complete', code=code)

    def undo(self, code):
        self.mona.call('credit.go.live', 'undo', code=code)
        self.crons()

    def crons(self):
        """Run what was triggered, as the scheduler does."""
        for name in CRONS:
            self.admin_of_all.call(
                'ir.cron', 'method_direct_trigger', self.reference(name))

    def reference(self, name):
        return self.database.value(
            "SELECT res_id FROM ir_model_data WHERE module = 'credit_management' AND name = %s",
            name)


CRONS = ('credit_go_live_scope_cron', 'credit_backtest_cron')


@pytest.fixture(scope='module')
def company(tmp_path_factory):
    """Return the database of the company, as it was before the addon."""
    database = Database(f'e2e_{os.getpid()}_seed')
    run(sys.executable, '-m', 'dev', 'seed', database.name, '--customers', CUSTOMERS, '--no-addon')
    yield database
    database.drop()


@pytest.fixture(scope='module')
def before(company):
    """Return ledger, orders, goods and letters before the addon, and the columns they had."""
    known = snapshots.ledger_columns(company)
    return known, snapshots.ledger(company, known)


@pytest.fixture(scope='module')
def installed(company, before):
    company.install('credit_management')
    return company


@pytest.fixture(scope='module')
def live(installed, tmp_path_factory):
    """Return the company with the addon, behind a server."""
    people = installed.call_script(SCRIPT, 'prepare')
    server = Server(installed, 0, tmp_path_factory.mktemp('seed')).start()
    yield GoLive(server, people)
    server.stop()


@pytest.fixture(scope='module')
def untouched(live):
    """Return a check that ledger, orders, goods and letters are as they were when it was made."""
    at_first = snapshots.ledger(live.database)

    def check():
        now = snapshots.ledger(live.database)
        assert {t: now[t] for t in now if now[t] != at_first[t]} == {}

    return check


def test_what_is_seeded_is_what_odoo_computes(company):
    different = company.call_script(SCRIPT, 'computed_again')
    assert {model: fields for model, fields in different.items() if fields} == {}


def test_installing_the_addon_changes_nothing_of_the_company(before, installed):
    known, was = before
    assert snapshots.ledger(installed, known) == was


def test_health_finds_what_was_planted_and_nothing_else(live, untouched):
    live.press('health')
    step = live.step('health')
    expected = dict(live.database.execute(
        "SELECT code, (COUNT(*), SUM(amount))::text FROM seed.truth GROUP BY code"))
    found = {
        check['code']: f"({check['count']},{check['amount']:g})" for check in step['data']['checks']}
    assert {code: _figures(text) for code, text in found.items()} == {
        code: _figures(text) for code, text in expected.items()}
    assert step['data']['defaults']['ignore_line_below'] == float(live.database.value(
        "SELECT value FROM seed.setting WHERE name = 'least_invoice'"))
    live.complete('health')
    untouched()


def _figures(text):
    count, amount = text.strip('()').split(',')
    return int(count), round(float(amount), 2)


#: Check -> fields of what its button lists: name, amount (None: the list shows none).
LISTED = {
    'unmatched': ('move_name', 'open_amount'), 'payments_without_entry': ('name', None),
    'bank_lines': ('payment_ref', None), 'crumbs': ('name', None), 'no_due_date': ('move_name', None),
    'negative_balances': ('name', None), 'duplicates': ('name', None), 'core_limits': ('name', None),
    'dead_orders': ('name', None), 'own_companies': ('name', None), 'employees': ('name', None),
    'consumers': ('name', None),
}


@pytest.mark.parametrize('code', LISTED)
def test_the_button_of_a_check_lists_the_very_records(live, code):
    name, _amount = LISTED[code]
    action = live.mona.call('credit.health', 'action_open', code=code)
    rows = live.admin_of_all.call(
        action['res_model'], 'search_read', domain=action['domain'], fields=[name])
    planted = live.database.execute("SELECT name FROM seed.truth WHERE code = %s", code)
    assert Counter(row[name] for row in rows) == Counter(found for (found,) in planted)
