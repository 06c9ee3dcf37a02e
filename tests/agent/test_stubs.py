"""What stands in for bureaus: its companies are sound, its faults come when they are due."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests
from stubs import faults
from stubs.companies import COUNTRIES, PAIRS, companies, company, pair
from stubs.server import Bureau

from sync_agent.normalise import identifiers


@pytest.mark.parametrize('country', COUNTRIES)
def test_identifiers_pass_the_checks_of_their_countries(country):
    for found in (company(number, country) for number in (1, 2, 57, 400, 1234, 9019)):
        for scheme, value in found.identifiers:
            verified, valid = identifiers.verify(scheme, value, country)
            assert valid is not False, (scheme, value)
            assert verified == value or scheme == 'vat', (scheme, value, verified)


def test_no_two_companies_share_a_name_or_a_number():
    found = companies(3000)
    assert found == companies(3000)
    for country in COUNTRIES:
        names = {company(number, country).name for number in range(1, 3000)}
        assert len(names) == 2999
    for scheme in ('duns', 'lei', 'reg_no'):
        assert len({(one.country, getattr(one, scheme)) for one in found}) == 3000


def test_pairs_are_two_companies_with_nothing_in_common_but_the_name():
    for place in range(len(PAIRS)):
        one, other = pair(place)
        assert one.name != other.name
        assert not set(one.identifiers) & set(other.identifiers)


@pytest.fixture
def bureau():
    script = faults.Faults(lambda asked: {'asked': asked.path})
    found = Bureau(script)
    found.script = script
    yield found
    found.stop()


def ask(bureau, path='/x', method='GET', **options):
    return requests.request(method, bureau.address + path, timeout=2, **options)


def test_a_fault_comes_at_its_turn_and_goes(bureau):
    bureau.script.at(faults.status(429, retry_after=3), path='/x', number=2)
    answers = [ask(bureau, path) for path in ('/x', '/y', '/x', '/x')]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]
    assert answers[2].headers['Retry-After'] == '3'


def test_a_fault_may_be_of_one_method_and_last(bureau):
    bureau.script.always(faults.status(503), method='POST')
    assert [ask(bureau, method=method).status_code
            for method in ('GET', 'POST', 'POST', 'DELETE')] == [200, 503, 503, 200]


@pytest.mark.parametrize('fault', [faults.html, faults.html_unsaid, faults.half, faults.empty])
def test_answers_that_are_no_json(bureau, fault):
    bureau.script.at(fault)
    answer = ask(bureau)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize('fault', [faults.cut, faults.silence, faults.stall])
def test_answers_that_never_end(bureau, fault):
    bureau.script.at(fault)
    with pytest.raises(requests.RequestException):
        requests.get(bureau.address, timeout=0.3)


def test_an_answer_may_be_edited_and_something_done_before_it(bureau):
    done = []
    bureau.script.at(faults.first(lambda: done.append(1)))
    bureau.script.at(faults.edit(lambda document: document.update(more=1)), number=2)
    assert [ask(bureau).json() for _turn in range(2)] == [
        {'asked': '/x'}, {'asked': '/x', 'more': 1}]
    assert done == [1]


def test_a_bureau_may_be_started_for_a_demonstration():
    process = subprocess.Popen(
        [sys.executable, '-m', 'tests.stubs', 'creditsafe', '--companies', '7'],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
    try:
        address = process.stdout.readline().strip()
        answer = requests.post(f'{address}/v1/authenticate', timeout=5, json={
            'username': 'probe-user@example.com', 'password': 'probe-password-7c1d'})
        token = answer.json()['token']
        found = requests.get(f'{address}/v1/companies', timeout=5, params={
            'countries': 'SE', 'regNo': company(1).reg_no},
            headers={'Authorization': f'Bearer {token}'}).json()
        assert [hit['name'] for hit in found['companies']] == [company(1).name]
    finally:
        process.terminate()
        process.stdout.close()
        assert process.wait(10) == 0
