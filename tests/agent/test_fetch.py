"""Orders, errors and threads of a pull, with a source of ten lines in the place of a bureau."""

import datetime as dt
import threading
from types import SimpleNamespace

import orjson
import pytest
from sink import customer

from sync_agent.config import SourceSettings
from sync_agent.errors import (
    ExitCode,
    Forbidden,
    LegalBlock,
    NotCovered,
    NotFound,
    OutcomeUnknown,
    Transient,
)
from sync_agent.fetch import Fetch
from sync_agent.match import partners
from sync_agent.odoo_gateway import KeyPage
from sync_agent.records import PartnerKey
from sync_agent.sources.base import Candidate, Capabilities, Pending, RawReport, Source
from sync_agent.summary import Summary

REFS = [{'provider': 'slow', 'provider_ref': f'S{number}'} for number in range(10)]


class Slow(Source):
    """Says what `answers` holds for each call, in turn; the last one for ever."""

    def __init__(self, *answers, **abilities):
        super().__init__('slow', SourceSettings(type='slow', provider='slow'), None)
        self.answers, self.calls, self.lock = list(answers), [], threading.Lock()
        self.abilities = abilities

    def describe(self):
        return Capabilities(frozenset({'pull'}), ('full',), **self.abilities)

    def say(self, *call):
        with self.lock:
            self.calls.append(call)
            found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found

    def fetch(self, provider_ref, product):
        return self.say('fetch', provider_ref)

    def poll(self, provider_ref, product, token):
        return self.say('poll', provider_ref, token)

    def find(self, query):
        return self.say('find', query.partner_id)


def answer(ref='S0'):
    return RawReport(ref, 'full', b'{}', dt.datetime.now(dt.timezone.utc))


@pytest.fixture
def fetch(state):
    """Do one run's fetching; return its Summary."""
    def work(source, *customers, dry=False):
        keys = SimpleNamespace(partner_keys=lambda *_: KeyPage(
            [PartnerKey(**found) for found in customers], None))
        partners.refresh(keys, state, full=True)
        summary = Summary()
        fetching = Fetch(source, state, summary, 'run', dry)
        for _done in fetching.run(fetching.due()):
            pass
        return summary
    return work


def bound(number=0, **values):
    return customer(number + 1, refs=[REFS[number]], **values)


def pass_time(state, seconds):
    state.database.execute('UPDATE async_order SET poll_at = poll_at - ?', (seconds,))


def test_an_order_is_made_once_and_polled_until_it_is_there(state, fetch):
    source = Slow(Pending({'uuid': 'u'}, 60), Pending({'uuid': 'u'}, 60), answer())
    fetch(source, bound())
    assert state.orders.count() == 1
    fetch(source, bound())
    assert source.calls == [('fetch', 'S0')], "neither ordered again nor asked too early"
    for _poll in range(2):
        pass_time(state, 61)
        fetch(source, bound())
    assert source.calls[1:] == [('poll', 'S0', {'uuid': 'u'})] * 2
    assert state.orders.count() == 0
    assert len(state.raw.pending('slow', 10)) == 1


def test_an_order_of_which_nothing_is_known_is_asked_about_and_not_made_again(state, fetch):
    source = Slow(OutcomeUnknown("lost"), answer())
    summary = fetch(source, bound())
    assert summary.exit_code == ExitCode.SOURCE_UNREACHABLE
    pass_time(state, 61)
    fetch(source, bound())
    assert source.calls == [('fetch', 'S0'), ('poll', 'S0', None)]


def test_a_bound_subject_that_the_bureau_does_not_know_is_not_asked_for_every_time(fetch):
    source = Slow(NotFound("none"))
    fetch(source, bound())
    fetch(source, bound())
    assert source.calls == [('fetch', 'S0')]


def test_a_product_that_is_forbidden_does_not_end_the_searches(state, fetch):
    def hit(number):
        return [Candidate(f'S{number}', {
            'legal_name': f"Probe Trading {number} Ltd", 'country': 'GB',
            'identifiers': [{'scheme': 'duns', 'value': f'{number:09d}'}]})]

    source = Slow(None, schemes=('duns',))
    source.find = lambda query: (source.calls.append(('find', query.partner_id)),
                                 hit(query.partner_id))[1]
    source.answers = [Forbidden("not in the contract")]
    summary = fetch(source, *(customer(number) for number in range(1, 8)))
    assert summary.exit_code == ExitCode.PARTIAL
    assert [call[0] for call in source.calls].count('find') == 7
    assert [call[0] for call in source.calls].count('fetch') <= 4


def test_a_country_that_the_contract_does_not_reach_ends_nothing_and_is_said_once(state, fetch):
    source = Slow(NotCovered("Reports on US are not in your contract."),
                  NotCovered("Reports on US are not in your contract."), answer('S2'))
    summary = fetch(source, bound(0), bound(1), bound(2))
    assert summary.exit_code == ExitCode.PARTIAL
    assert summary.messages == ["slow: Reports on US are not in your contract."]
    assert len(state.raw.pending('slow', 10)) == 1
    # Nobody asks again at once.
    assert fetch(source, bound(0), bound(1), bound(2)).exit_code == ExitCode.OK


def test_an_order_that_comes_to_nothing_ends(state, fetch):
    source = Slow(Pending('t', 0), NotFound("none"))
    fetch(source, bound())
    fetch(source, bound())
    assert state.orders.count() == 0


def test_the_law_is_remembered_longer_than_a_miss(state, fetch):
    fetch(Slow(LegalBlock("no consent")), bound())
    (row,) = state.misses.of_partner(1)
    assert row['reason'] == 'legal_block'
    assert row['valid_until'] - row['noted_at'] == 90 * 86400


@pytest.mark.parametrize('error', [KeyError('x'), TypeError('x'), AttributeError('x')])
def test_a_connector_that_stumbles_over_one_subject_goes_on_with_the_next(state, fetch, error):
    summary = fetch(Slow(error, answer('S1')), bound(0), bound(1))
    assert summary.exit_code == ExitCode.PARTIAL
    assert [letter['code'] for letter in state.quarantine.find()] == ['schema_drift']
    assert len(state.raw.pending('slow', 10)) == 1


def test_what_failed_is_asked_for_again_next_time(state, fetch):
    source = Slow(Transient("away"), answer())
    assert fetch(source, bound()).exit_code == ExitCode.SOURCE_UNREACHABLE
    assert fetch(source, bound()).exit_code == ExitCode.OK
    assert len(source.calls) == 2


def test_a_find_that_proved_the_customer_is_not_repeated_when_odoo_binds_nobody(state, fetch):
    hit = Candidate('S9', {'legal_name': "Probe Trading 1 Ltd", 'country': 'GB',
                           'identifiers': [{'scheme': 'duns', 'value': '000000001'}]})
    source = Slow([hit], answer('S9'), schemes=('duns',))
    fetch(source, customer(1))
    fetch(source, customer(1))
    assert source.calls == [('find', 1), ('fetch', 'S9')]
    assert state.misses.of_partner(1)[0]['reason'] == 'fetched'


def test_two_hits_with_the_same_number_are_for_a_person(state, fetch):
    hits = [Candidate(ref, {'legal_name': "Probe Trading 1 Ltd", 'country': 'GB',
                            'identifiers': [{'scheme': 'duns', 'value': '000000001'}]}, 0.9)
            for ref in ('S8', 'S9')]
    source = Slow(hits, schemes=('duns',))
    fetch(source, customer(1))
    assert source.calls == [('find', 1)]
    stored = state.raw.pending('slow', 10)
    assert [row['product'] for row in stored] == ['candidate'] * 2
    assert orjson.loads(state.raw_store.get(stored[0]['hash']))['confidence'] == 0.9


def test_customers_who_cannot_be_found_are_not_asked_about(state, fetch):
    source = Slow([], schemes=('duns',), countries=frozenset({'GB'}))
    fetch(source, customer(1, identifiers=[]), customer(2, country='FR'),
          customer(3, active=False))
    assert source.calls == []


def test_several_are_asked_at_a_time_and_each_once(state, fetch):
    barrier = threading.Barrier(4)
    source = Slow(answer())

    def wait_for_others(*_call):
        barrier.wait(timeout=20)
        return answer()

    source.say = wait_for_others
    summary = fetch(source, *(bound(number) for number in range(8)))
    assert summary.counts['asked'] == 8
