"""The client of bureaus: what each answer means, what is tried again, what is paid and logged."""

import datetime as dt
import email.utils
import gzip
import threading
import time
from decimal import Decimal
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from stubs.server import Bureau, Says, in_turn

from sync_agent import retry
from sync_agent.config import QuotaSettings
from sync_agent.credentials import Credentials
from sync_agent.errors import (
    AuthFailed,
    BadPayload,
    Forbidden,
    LegalBlock,
    NotFound,
    OutcomeUnknown,
    QuotaExhausted,
    Throttled,
    Transient,
)
from sync_agent.sources import auth, http
from sync_agent.sources.context import Context
from sync_agent.sources.limiter import Limiter


@pytest.fixture
def waits(monkeypatch):
    """Waits that were asked for, none of them waited."""
    found = []
    monkeypatch.setattr(retry.stop, 'sleep', found.append)
    return found


@pytest.fixture
def client(state, waits):
    """Make a client of a bureau that answers so."""
    bureaus = []

    def make(answer, authorise=None, quota=None, **options):
        bureau = Bureau(answer)
        bureaus.append(bureau)
        context = Context('acme', state, Credentials(SimpleNamespace(folder=None, keyring=False)),
                          quota or QuotaSettings(), 'run')
        options.setdefault('rate', (1000, 1))
        found = http.HttpClient(context, bureau.address + '/v1', authorise or auth.NoAuth(),
                                **options)
        found.bureau = bureau
        return found

    yield make
    for bureau in bureaus:
        bureau.stop()


# === WHAT ANSWERS MEAN === #

@pytest.mark.parametrize(('status', 'error', 'requests'), [
    (400, BadPayload, 1), (401, AuthFailed, 1), (402, QuotaExhausted, 1), (403, Forbidden, 1),
    (404, NotFound, 1), (409, BadPayload, 1), (422, BadPayload, 1), (451, LegalBlock, 1),
    (302, BadPayload, 1), (408, Transient, 5), (429, Throttled, 5), (500, Transient, 5),
    (503, Transient, 5),
])
def test_a_status_means_one_error_and_only_what_passes_is_tried_again(
        client, status, error, requests):
    found = client(lambda asked: Says({}, status, {'Location': 'http://127.0.0.1:1/'}))
    with pytest.raises(error):
        found.get('x')
    assert len(found.bureau.asked) == requests


def test_it_goes_on_when_the_trouble_passes(client, waits):
    found = client(in_turn(Says({}, 500), Says({}, 502), {'v': 1.10}))
    assert found.get('x').json() == {'v': Decimal('1.10')}
    assert len(waits) == 2


def test_waits_are_jittered_and_capped(client, waits):
    found = client(lambda asked: Says({}, 500))
    with pytest.raises(Transient):
        found.get('x')
    assert len(waits) == retry.TRIES - 1
    assert all(0 <= wait <= retry.LONGEST_WAIT for wait in waits)
    assert len(set(waits)) == len(waits)


@pytest.mark.parametrize('value', ['7', 'date'])
def test_what_the_bureau_asks_for_is_waited(client, waits, value):
    if value == 'date':
        value = email.utils.format_datetime(
            dt.datetime.now(dt.timezone.utc) + dt.timedelta(seconds=8), usegmt=True)
    found = client(in_turn(Says({}, 429, {'Retry-After': value}), {}))
    found.get('x')
    assert any(6 <= wait <= 8 for wait in waits)


def test_nobody_waits_for_an_hour_inside_a_run(client, waits):
    found = client(lambda asked: Says({}, 429, {'Retry-After': '3600'}))
    with pytest.raises(Throttled) as error:
        found.get('x')
    assert error.value.retry_after == 3600
    assert len(found.bureau.asked) == 1


def test_an_order_whose_answer_is_lost_is_not_made_again(client):
    found = client(lambda asked: Says({}, cut=True))
    with pytest.raises(OutcomeUnknown):
        found.request('POST', 'orders', repeatable=False, json={})
    assert len(found.bureau.asked) == 1


def test_an_answer_that_breaks_off_is_asked_for_again(client):
    found = client(in_turn(Says({'a': 'b'}, cut=True), {'a': 'b'}))
    assert found.get('x').json() == {'a': 'b'}


def test_silence_ends_by_itself(client):
    found = client(lambda asked: Says(silent=True), timeout=0.2)
    started = time.monotonic()
    with pytest.raises(Transient):
        found.get('x')
    assert time.monotonic() - started < 10


def test_nobody_there_is_transient_and_no_order_was_made(client):
    found = client(lambda asked: {})
    found.bureau.stop()
    with pytest.raises(Transient):
        found.request('POST', 'orders', repeatable=False, json={})


@pytest.mark.parametrize(('said', 'error'), [
    (Says(b'<html>Bad gateway</html>', headers={'Content-Type': 'text/html'}), Transient),
    (Says(b'{"a": NaN}'), BadPayload), (Says(b'{"a": '), BadPayload), (Says(b'\xff'), BadPayload),
])
def test_what_is_no_json_is_said(client, said, error):
    with pytest.raises(error):
        client(lambda asked: said).get('x').json()


def test_an_answer_has_a_size_that_one_can_bear_packed_or_not(client, monkeypatch):
    monkeypatch.setattr(http, 'MAX_BYTES', 1000)
    bomb = gzip.compress(b'0' * 10_000_000)
    for said in (Says(b'x' * 1001), Says(bomb, headers={'Content-Encoding': 'gzip'})):
        with pytest.raises(BadPayload, match="larger"):
            client(lambda asked, said=said: said).get('x')


def test_an_untrusted_certificate_cannot_be_waved_through(client):
    found = client(lambda asked: {})
    found._base = found._base.replace('http:', 'https:')
    with pytest.raises((AuthFailed, Transient)):
        found.get('x')
    assert 'verify' not in http.HttpClient.__init__.__code__.co_varnames


# === PACE, MONEY, BREAKER, LOG === #

def test_no_faster_than_allowed_over_restarts(state, waits):
    for _request in range(3):
        state.http_log.add('acme', 'GET', 'h', '/', time.time())
    limiter = Limiter(3, 60, state.http_log.sent_since('acme', time.time() - 60))
    limiter.wait()
    assert 55 < waits[0] <= 60


def test_after_too_fast_nothing_is_sent_for_a_while(waits):
    limiter = Limiter(100, 1)
    limiter.pause(5)
    limiter.wait()
    assert 4 < waits[0] <= 5


def test_every_try_is_paid_for_and_the_cap_holds(client, state):
    found = client(lambda asked: Says({}, 500), quota=QuotaSettings(
        run_calls=3, prices={'full': Decimal('2.50')}, currency='EUR'))
    with pytest.raises(QuotaExhausted):
        found.get('x', product='full')
    assert len(found.bureau.asked) == 3
    assert state.ledger.spent('acme', 'day').cost == Decimal('7.50')


def test_what_is_free_is_not_booked(client, state):
    client(lambda asked: {}).get('x')
    assert state.ledger.spent('acme', 'day').calls == 0


def test_a_bureau_that_fails_too_often_is_left_in_peace(client, state):
    found = client(lambda asked: Says({}, 500))
    for _request in range(2):
        with pytest.raises(Transient):
            found.get('x')
    assert len(found.bureau.asked) == retry.TRIES
    state.breakers.succeeded('acme')
    found.bureau.answer = lambda asked: {}
    found.get('x')


def test_the_log_has_requests_without_what_they_say(client, state):
    found = client(lambda asked: Says({'secret': 'answer'}, headers={'X-Request-Id': 'r 1'}),
                   auth.Parameter(SecretStr('key-123456'), 'key'))
    found.get('companies', params={'name': "Somebody"})
    (row,) = state.database.rows('SELECT * FROM http_log')
    assert (row['method'], row['path'], row['status'], row['request_id']) == (
        'GET', '/v1/companies', 200, 'r 1')
    assert not any('Somebody' in str(value) or 'key-123456' in str(value) for value in row)


# === WHO WE ARE === #

def test_a_key_that_was_refused_is_not_shown_again(client):
    found = client(lambda asked: Says({}, 401), auth.Header(SecretStr('wrong-key'), 'X-Key'))
    outcomes = []

    def ask():
        try:
            found.get('x')
        except AuthFailed as error:
            outcomes.append(error)

    threads = [threading.Thread(target=ask) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert len(found.bureau.asked) == 1


def test_a_key_that_is_good_is_shown_by_all_at_once(client):
    barrier = threading.Barrier(4)
    found = client(lambda asked: {} if asked.path.endswith('/first') else barrier.wait(10) and {})
    found.get('first')
    threads = [threading.Thread(target=found.get, args=('x',)) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not barrier.broken
    assert len(found.bureau.asked) == 5


def test_keys_go_where_they_are_wanted(client):
    secret = SecretStr('s3cret-value')
    for authorise, check in (
        (auth.Basic(SecretStr('me'), secret),
         lambda asked: asked.headers['Authorization'] == 'Basic bWU6czNjcmV0LXZhbHVl'),
        (auth.Header(secret, 'X-Key'), lambda asked: asked.headers['X-Key'] == 's3cret-value'),
        (auth.Header(secret, prefix='Token '),
         lambda asked: asked.headers['Authorization'] == 'Token s3cret-value'),
        (auth.Parameter(secret, 'key'), lambda asked: asked.query['key'] == 's3cret-value'),
    ):
        found = client(lambda asked: {}, authorise)
        found.get('x')
        assert check(found.bureau.asked[0])


def test_a_digest_is_of_key_time_and_secret(client):
    import hashlib
    found = client(lambda asked: {}, auth.Digest(SecretStr('k'), SecretStr('s')))
    found.get('x')
    headers = found.bureau.asked[0].headers
    expected = hashlib.md5(f"k{headers['Timespan']}s".encode()).hexdigest().upper()  # noqa: S324
    assert headers['Token'] == expected
    assert abs(int(headers['Timespan']) - time.time()) < 5
    assert found.bureau.asked[0].query == {'key': 'k'}


def test_netrc_is_not_asked(client, tmp_path, monkeypatch):
    netrc = tmp_path / 'netrc'
    netrc.write_text('machine 127.0.0.1 login other password stolen\n')
    netrc.chmod(0o600)
    monkeypatch.setenv('NETRC', str(netrc))
    found = client(lambda asked: {}, auth.Header(SecretStr('mine-1234'), prefix='Token '))
    found.get('x')
    assert found.bureau.asked[0].headers['Authorization'] == 'Token mine-1234'


class Tokens:
    """A bureau that gives tokens and knows only the last one."""

    def __init__(self, lives=3600, accept=True):
        self.number, self.lives, self.accept = 0, lives, accept

    def __call__(self, asked):
        if asked.path.endswith('/token'):
            if not self.accept:
                return Says({}, 401)
            self.number += 1
            return {'access_token': f'token-{self.number}', 'expires_in': self.lives}
        if asked.headers.get('Authorization') != f'Bearer token-{self.number}':
            return Says({}, 401)
        return {'ok': True}


def token_auth():
    return auth.Token(auth.ask_for_token('token', 'access_token', 'expires_in', json={'a': 'b'}))


def test_a_token_is_asked_for_once(client):
    found = client(Tokens(), token_auth())
    for _request in range(3):
        assert found.get('x').json() == {'ok': True}
    assert found.bureau.paths().count('/v1/token') == 1


def test_a_token_that_ends_is_renewed_before(client):
    found = client(Tokens(lives=30), token_auth())
    found.get('x')
    found.get('x')
    assert found.bureau.paths().count('/v1/token') == 2


def test_a_token_that_is_no_longer_known_is_renewed_once(client):
    tokens = Tokens()
    found = client(tokens, token_auth())
    found.get('x')
    tokens.number += 5
    assert found.get('x').json() == {'ok': True}
    assert found.bureau.paths().count('/v1/token') == 2


def test_a_token_that_never_works_is_a_wrong_secret(client):
    found = client(lambda asked: {'access_token': 'token-0'} if asked.path.endswith('/token')
                   else Says({}, 401), token_auth())
    with pytest.raises(AuthFailed):
        found.get('x')
    assert found.bureau.paths().count('/v1/x') == 2


def test_a_refused_secret_is_never_tried_again(client):
    found = client(Tokens(accept=False), token_auth())
    with pytest.raises(AuthFailed):
        found.get('x')
    assert found.bureau.paths() == ['/v1/token']


def test_a_secret_that_was_refused_is_not_shown_again_by_any_thread(client):
    found = client(Tokens(accept=False), token_auth())
    refused = []

    def ask():
        try:
            found.get('x')
        except AuthFailed as error:
            refused.append(str(error))

    threads = [threading.Thread(target=ask) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ask()
    assert refused == ["The bureau refused our secret (401)."] * 5
    assert found.bureau.paths() == ['/v1/token']


def test_a_bureau_whose_logins_are_down_is_left_alone(client, state):
    found = client(lambda _asked: Says({}, 503), token_auth())
    with pytest.raises(Transient):
        found.get('x')
    assert state.breakers.open_until('acme')


def test_threads_wait_for_one_new_token(client):
    from concurrent.futures import ThreadPoolExecutor
    tokens = Tokens()
    found = client(tokens, token_auth())
    found.get('x')
    tokens.number += 1
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: found.get('x').json(), range(40)))
    assert answers == [{'ok': True}] * 40
    assert found.bureau.paths().count('/v1/token') == 2


def test_a_thread_that_was_refused_late_does_not_throw_away_the_new_token(client):
    tokens = Tokens()
    found = client(tokens, token_auth())
    found.get('x')
    authorise, request = found._auth, SimpleNamespace(headers={})
    authorise.apply(request)
    tokens.number += 1
    # Meanwhile another thread is refused, and renews it.
    other = threading.Thread(target=found.get, args=('x',))
    other.start()
    other.join()
    authorise.refresh(found)
    assert found.bureau.paths().count('/v1/token') == 2


def test_another_host_does_not_get_our_secret(client):
    found = client(lambda asked: {})
    with pytest.raises(BadPayload, match="another host"):
        found.get('https://evil.example/next')
    assert found.bureau.asked == []
