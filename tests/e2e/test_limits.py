"""Two thousand limits as one decision: in time, killed on the way, taken back as they were."""

import json
import os
import threading
import time

import pytest
import requests

from .rpc import RpcError
from .server import Server
from .test_accidents import settle

#: `E2E_LIMITS=2000` measures what a company of that size waits.
CUSTOMERS = int(os.environ.get('E2E_LIMITS', '400'))
CRON = 'credit_management.credit_limit_proposal_cron'
#: The largest company of these waits a minute.
SECONDS = 60


@pytest.fixture(name='profiles')
def fixture_profiles(world):
    """Customers with a profile and no limit yet; all others are archived."""
    others = [row['id'] for row in world.admin.search_read('credit.profile', [], 'id')]
    if others:
        world.admin.write('credit.profile', others, {'active': False})
    partners = world.admin.create('res.partner', [
        {'name': f"Opening {number}", 'is_company': True} for number in range(CUSTOMERS)])
    yield world.admin.create('credit.profile', [
        {'partner_id': partner, 'limit_mode': 'limited', 'credit_limit': 0.0}
        for partner in partners])
    if others:
        world.admin.write('credit.profile', others, {'active': True})


def run(world):
    world.admin.call('ir.cron', 'method_direct_trigger', world.xmlid(CRON))


def run_to_end(world):
    """Run the cron as often as Odoo does by itself: a run ends after some seconds."""
    run(world)
    while world.database.value(
            "SELECT count(*) FROM credit_limit_proposal WHERE state IN ('applying', 'undoing')"):
        run(world)


def given(world):
    """Return ``[(limit mode, limit, review, Odoo's own limit)]`` of all profiles, by id."""
    return world.database.execute(
        "SELECT p.id, p.limit_mode, p.credit_limit, p.review_date, p.limit_reason,"
        " partner.credit_limit FROM credit_profile p"
        " JOIN res_partner partner ON partner.id = p.partner_id WHERE p.active ORDER BY p.id")


def logged(world, profiles, kind='limit'):
    """Return how many lines the log has of each profile."""
    return dict(world.database.execute(
        "SELECT profile_id, count(*) FROM credit_decision"
        " WHERE kind = %s AND profile_id = ANY(%s) GROUP BY 1", kind, profiles))


def test_killed_on_the_way_it_goes_on_and_ends_as_one_decision(farm, world, profiles):
    mona, before = world.mona, given(world)
    proposal = mona.call('credit.limit.proposal', 'propose', smallest_limit=750.0)
    assert mona.call('credit.limit.proposal', 'sign', proposal, reason="Going live")
    doomed = Server(farm.database, 0, farm.folder).start()
    kill_when_half_done(world.at(doomed), doomed)
    settle(world.database)
    left = world.database.value(
        "SELECT count(*) FROM credit_limit_proposal_line WHERE state = 'todo' AND NOT is_kept")
    assert 0 < left < CUSTOMERS
    begin = time.monotonic()
    run_to_end(world)
    print(f"{left} limits in {time.monotonic() - begin:.1f} s")
    assert {row[1:3] for row in given(world)} == {('limited', 750)}
    assert set(logged(world, profiles).values()) == {1}
    [opening] = world.admin.search_read(
        'credit.decision', [['kind', '=', 'opening']], 'payload', 'user_id')
    assert json.loads(opening['payload'])['data']['customers'] == CUSTOMERS
    assert opening['user_id'][0] == world.facts['people']['mona']['id']
    run(world)
    assert set(logged(world, profiles).values()) == {1}
    take_back(world, mona, profiles, before)


def kill_when_half_done(behind, doomed):
    """Let the cron of one server begin, and kill that server when some customers have limits."""
    def work():
        try:
            run(behind)
        except (RpcError, requests.RequestException, ValueError):
            return

    thread = threading.Thread(target=work)
    thread.start()
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and not behind.database.value(
            "SELECT count(*) FROM credit_limit_proposal_line WHERE state = 'applied'"):
        time.sleep(0.02)
    doomed.kill()
    thread.join(timeout=SECONDS)


def take_back(world, mona, profiles, before):
    assert mona.call('credit.go.live', 'undo', code='limits') is False
    begin = time.monotonic()
    run_to_end(world)
    print(f"{CUSTOMERS} limits taken back in {time.monotonic() - begin:.1f} s")
    assert given(world) == before
    assert set(logged(world, profiles).values()) == {2}
    assert world.arno.call('credit.decision', 'verify_chain', profile_id=profiles[0])['sound']
