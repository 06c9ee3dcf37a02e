"""What the tests of all native connectors share: a desk before a stub, and faults that all must bear."""

from types import SimpleNamespace

import pytest
from stubs import faults
from stubs.server import Bureau

from sync_agent import retry
from sync_agent.errors import ExitCode


def serve(desk, monkeypatch, kind, stub, path='', secrets=None, **settings):
    """Configure `desk` for a source `kind` before a stub; return what tests hold on to.

    The waits are not waited; `found.waits` has them.
    """
    waits = []
    monkeypatch.setattr(retry.stop, 'sleep', waits.append)
    for name, value in (secrets or {}).items():
        monkeypatch.setenv(f'CREDIT_SYNC_SECRET_{name.upper()}', value)
    scripted = faults.Faults(stub)
    bureau = Bureau(scripted)
    desk.sink.bureaus.append(kind)
    desk.values['sources'] = {kind: {
        'type': kind, 'provider': kind, 'base_url': bureau.address + path,
        'rate': {'calls': 10_000, 'seconds': 1}, **settings}}
    return SimpleNamespace(
        desk=desk, stub=stub, faults=scripted, bureau=bureau, waits=waits, kind=kind,
        source=desk.values['sources'][kind], sink=desk.sink, run=desk.run)


def reset_breaker(found):
    with found.desk.state() as state:
        state.breakers.succeeded(found.kind)


def pass_days(found, days):
    with found.desk.state() as state:
        state.database.execute('UPDATE raw SET retrieved_at = retrieved_at - ?', (days * 86400,))


def quarantined(found):
    with found.desk.state() as state:
        return [letter['code'] for letter in state.quarantine.find()]


#: (fault, exit code of the run that meets it, whether the next run has the report)
CASES = [
    pytest.param(faults.status(401), ExitCode.AUTH, True, id='401'),
    pytest.param(faults.status(403), ExitCode.PARTIAL, True, id='403'),
    pytest.param(faults.status(404), ExitCode.OK, False, id='404'),
    pytest.param(faults.status(409), ExitCode.PARTIAL, True, id='409'),
    pytest.param(faults.status(429), ExitCode.SOURCE_UNREACHABLE, True, id='429'),
    pytest.param(faults.status(429, retry_after=3600), ExitCode.SOURCE_UNREACHABLE, True,
                 id='429 for an hour'),
    pytest.param(faults.status(503), ExitCode.SOURCE_UNREACHABLE, True, id='503'),
    pytest.param(faults.html, ExitCode.SOURCE_UNREACHABLE, True, id='html'),
    pytest.param(faults.html_unsaid, ExitCode.SOURCE_UNREACHABLE, True, id='html unsaid'),
    pytest.param(faults.half, ExitCode.PARTIAL, True, id='truncated'),
    pytest.param(faults.empty, ExitCode.PARTIAL, True, id='empty'),
    pytest.param(faults.silence, ExitCode.SOURCE_UNREACHABLE, True, id='silence'),
    pytest.param(faults.stall, ExitCode.SOURCE_UNREACHABLE, True, id='stall'),
    pytest.param(faults.says([]), ExitCode.PARTIAL, True, id='another shape'),
]


def bears(found, fault, code, comes_later, **where):
    """Meet a fault with every request, say so once, lose nothing, and write nothing twice.

    `found` has one customer who is bound, and nothing else to do.
    """
    found.source['timeout'] = 0.3
    found.faults.always(fault, **where)
    summary = found.run()
    assert summary.exit_code == code, summary.messages
    assert len(summary.messages) == (code != ExitCode.OK and not quarantined_only(found, summary))
    assert found.sink.reports == []
    found.faults.clear()
    reset_breaker(found)
    found.source['timeout'] = 10
    again = found.run()
    assert len(found.sink.reports) == (1 if comes_later else 0), again.messages
    asked = len(found.bureau.asked)
    found.run()
    assert len(found.bureau.asked) == asked
    assert len(found.sink.reports) == (1 if comes_later else 0)


def quarantined_only(found, summary):
    """Say whether the answer was taken as it is and set aside when it was read."""
    return bool(quarantined(found)) and not summary.messages
