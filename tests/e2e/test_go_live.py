"""A company that has traded for three years goes live: the documented path, as its people go it.

`SEED_CUSTOMERS=2000` goes it with the whole company, 20000 with one of ten times its size.
"""

import os
import sys
from collections import Counter
from io import BytesIO

import pytest
from openpyxl import load_workbook

from . import snapshots
from .browser import Browser
from .go_live import GoLive
from .server import Database, Server, run

CUSTOMERS = int(os.environ.get('SEED_CUSTOMERS', '200'))
SCRIPT = os.path.join(os.path.dirname(__file__), 'seeded_company.py')
#: Minutes that the machine may take of the hour that the whole path takes a person.
MINUTES = 10 if CUSTOMERS <= 2_000 else 20
#: Quotations that salespeople confirm while it only reports.
ORDERS = 20


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
        assert {table: now[table] for table in now if now[table] != at_first[table]} == {}
        assert live.mona.count('credit.hold') == 0

    return check


# === THE PATH: EACH STEP STANDS ON THE ONE BEFORE === #

@pytest.fixture(scope='module')
def looked(live, untouched):
    """The data are checked."""
    live.page()
    live.remember('health')
    live.press('health')
    live.complete('health')
    return live


@pytest.fixture(scope='module')
def scoped(looked):
    """Customers on credit have profiles: the first press looks, the second makes them."""
    looked.remember('scope')
    looked.press('scope')
    looked.press('scope')
    return looked


@pytest.fixture(scope='module')
def limited(scoped):
    """Everybody has a limit: the largest by hand, the others by formula, one signature."""
    scoped.remember('limits')
    scoped.give_limits()
    return scoped


@pytest.fixture(scope='module')
def tried(limited):
    """The policy in force was tried on the orders of twelve months."""
    limited.remember('backtest')
    with limited.timed('backtest'):
        limited.mona.call('credit.backtest', 'start', months=12)
        limited.crons()
    limited.complete('backtest')
    return limited


@pytest.fixture(scope='module')
def reporting(tried):
    """Every order is checked, and none is held."""
    tried.remember('report')
    tried.press('report')
    return tried


# === WHAT IS THERE === #

def test_what_is_seeded_is_what_odoo_computes(company):
    different = company.call_script(SCRIPT, 'computed_again')
    assert {model: fields for model, fields in different.items() if fields} == {}


def test_installing_the_addon_changes_nothing_of_the_company(before, installed):
    known, was = before
    assert snapshots.ledger(installed, known) == was


def test_health_finds_what_was_planted_and_nothing_else(looked, untouched):
    live, step = looked, looked.step('health')
    expected = {
        code: (count, float(amount)) for code, count, amount in live.database.execute(
            "SELECT code, COUNT(*), SUM(amount) FROM seed.truth GROUP BY code")}
    assert {check['code']: (check['count'], check['amount'])
            for check in step['data']['checks']} == expected
    assert step['data']['defaults']['ignore_line_below'] == float(live.database.value(
        "SELECT value FROM seed.setting WHERE name = 'least_invoice'"))
    untouched()


#: Check -> the field of its list that says which record it is.
LISTED = {
    'unmatched': 'name', 'payments_without_entry': 'name', 'bank_lines': 'payment_ref',
    'crumbs': 'name', 'no_due_date': 'move_name', 'negative_balances': 'name',
    'duplicates': 'name', 'core_limits': 'name', 'dead_orders': 'name', 'own_companies': 'name',
    'employees': 'name', 'consumers': 'name',
}


@pytest.mark.parametrize('code', LISTED)
def test_the_button_of_a_check_lists_the_very_records(looked, code):
    action = looked.mona.call('credit.health', 'action_open', code=code)
    rows = looked.mona.search_read(action['res_model'], action['domain'], LISTED[code])
    planted = looked.database.execute("SELECT name FROM seed.truth WHERE code = %s", code)
    assert Counter(row[LISTED[code]] for row in rows) == Counter(name for (name,) in planted)


def test_all_findings_are_a_spreadsheet(looked):
    browser = Browser(looked.server)
    browser.log_in('mona', 'mona-password')
    answer = browser.session.get(f'{looked.server.address}/credit_management/health.xlsx')
    book = load_workbook(BytesIO(answer.content), read_only=True)
    assert len(book.sheetnames) == 1 + len(LISTED)


def test_scope_makes_profiles_and_leaves_out_who_is_no_customer(scoped, untouched):
    figures = scoped.figures('scope')
    assert scoped.step('scope')['state'] == 'done'
    assert figures["Profiles made"] == figures["In scope"] > CUSTOMERS / 2
    strange = [name for (name,) in scoped.database.execute(
        "SELECT customer FROM seed.truth WHERE code IN ('own_companies', 'employees', 'consumers')")]
    assert scoped.mona.count('credit.profile', ['partner_id.name', 'in', strange]) == 0
    untouched()


def test_every_profile_gets_a_limit_by_one_decision(limited, untouched):
    assert limited.step('limits')['state'] == 'done'
    lines = limited.mona.search_read(
        'credit.limit.proposal.line', [], 'profile_id', 'state', 'note', 'limit', 'review_date')
    profiles = {row['id']: row for row in limited.mona.search_read(
        'credit.profile', [], 'limit_mode', 'credit_limit', 'review_date')}
    refused = [line for line in lines if line['state'] == 'refused']
    # Who is far behind gets no more than he had, and the list says so.
    assert len(refused) < len(lines) / 10
    assert all("no limit is increased" in line['note'] for line in refused)
    for line in lines:
        profile = profiles.pop(line['profile_id'][0])
        assert line['state'] == 'refused' or profile == {
            'id': profile['id'], 'limit_mode': 'limited', 'credit_limit': line['limit'],
            'review_date': line['review_date']}
    assert not profiles
    assert len({line['review_date'][:7] for line in lines}) >= 12
    untouched()


def test_the_back_test_judges_the_orders_of_twelve_months(tried, untouched):
    figures = tried.figures('backtest')
    assert 0 < figures["Would be held"] < figures["Orders"]
    untouched()


def test_the_back_test_rebuilds_what_every_order_met(tried, untouched):
    """With a limit of 100 for everybody each order is held, and says what it met."""
    live, limit = tried, 100.0
    profiles = live.mona.search('credit.profile', )
    run = live.mona.call('credit.backtest', 'start', months=12, limits_from='given',
                         limits=dict.fromkeys(map(str, profiles), limit))
    live.crons()
    rows = live.database.execute(
        "SELECT name, over_by, is_exact FROM credit_backtest_line WHERE backtest_id = %s", run)
    met = {name: limit * (1 + over_by / 100) for name, over_by, _is_exact in rows if over_by > 0}
    planned = {name: float(amount) for name, amount in live.database.execute(
        "SELECT name, amount FROM seed.asked WHERE amount > %s", limit)}
    known = planned.keys() & met.keys()
    assert len(known) > CUSTOMERS * 3
    assert {name: (met[name], planned[name]) for name in known
            if abs(met[name] - planned[name]) > 0.01} == {}
    assert not any(is_exact for _name, _over_by, is_exact in rows)
    live.mona.call('credit.backtest', 'unlink', run)
    untouched()


def test_reporting_is_reached_within_the_hour(reporting, untouched, record_testsuite_property):
    record_testsuite_property(
        'seconds', {code: round(n, 1) for code, n in reporting.seconds.items()})
    states = {step['code']: step['state'] for step in reporting.page()['steps']}
    assert states == {'enforce': 'todo', **dict.fromkeys(
        ('health', 'scope', 'limits', 'backtest', 'report'), 'done')}
    assert sum(reporting.seconds.values()) < MINUTES * 60, reporting.seconds
    untouched()


# === UNDONE === #

#: What a step leaves that binds nobody: a list of proposals stays a draft, with what people wrote.
DRAFTS = {'limits': {'credit_limit_proposal', 'credit_limit_proposal_line'}}


@pytest.mark.parametrize('code', ['report', 'backtest', 'limits', 'scope', 'health'])
def test_a_step_undone_leaves_what_was_there_before_it(reporting, untouched, code):
    reporting.undo(code)
    assert reporting.step(code)['state'] == 'undone'
    found = snapshots.changes(reporting.before[code], snapshots.credit(reporting.database))
    assert {t: rows for t, rows in found.items() if t not in DRAFTS.get(code, ())} == {}
    untouched()


# === AGAIN, AND ORDERS GO ON === #

def test_no_order_stops_and_no_letter_leaves_while_it_only_reports(reporting):
    """The path is gone once more; then salespeople confirm whatever customers ask for."""
    live = reporting
    for code in ('health', 'scope', 'scope'):
        live.press(code)
    live.give_limits()
    live.press('report')
    letters = snapshots.ledger(live.database)['letters'], live.admin_of_all.count('mail.mail')
    orders = live.sam.search('sale.order', ['state', '=', 'draft'], limit=ORDERS)
    # Some ask for more than anybody gave them.
    worst = live.mona.search('credit.profile', order='credit_limit', limit=5)
    orders += [
        live.ask_too_much(row['partner_id'][0])
        for row in live.mona.read('credit.profile', worst, 'partner_id')]
    for order in orders:
        live.sam.call('sale.order', 'action_confirm', order)
    states = {row['state'] for row in live.sam.read('sale.order', orders, 'state')}
    assert states == {'sale'}
    assert live.mona.count('credit.hold') == 0
    assert live.mona.count('credit.decision', ['kind', '=', 'would_hold']) >= len(worst)
    assert letters == (
        snapshots.ledger(live.database)['letters'], live.admin_of_all.count('mail.mail'))
    assert live.figures('report')["Would be held"] >= len(worst)


def test_two_managers_begin_a_wave_and_one_steps_back(reporting):
    """Only the customers of the wave that has begun are held, and only until it is stepped back."""
    live, go_live = reporting, 'credit.go.live'
    assert live.step('report')['state'] == 'done', "the test before goes the path again"
    days = [live.step('enforce')['data']['today'], None, None]
    live.mona.call(go_live, 'plan_enforcement', days=days)
    assert live.mona.failure(go_live, 'sign_enforcement', days=days).kind == 'AccessError'
    live.milo.call(go_live, 'sign_enforcement', days=days)
    new, old = (live.ask_too_much(live.customer_of_wave(number)) for number in (1, 3))
    assert live.sam.failure('sale.order', 'action_confirm', new).is_hold
    live.sam.call('sale.order', 'action_confirm', old)
    assert live.mona.failure(go_live, 'undo', code='report').kind == 'UserError'
    live.milo.call(go_live, 'step_back')
    live.sam.call('sale.order', 'action_confirm', new)
    states = live.sam.read('sale.order', [new, old], 'state')
    assert {row['state'] for row in states} == {'sale'}
