"""What the agent's tests share: samples, a state, a source of files, a sink over a real socket."""

import sys
from pathlib import Path

# `desk`, `sink`, `samples`; and `stubs`, which others use too.
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import pytest  # noqa: E402
from desk import ODOO_KEY, Desk  # noqa: E402
from sink import Sink  # noqa: E402

from sync_agent.checkpoint import State  # noqa: E402


@pytest.fixture
def state(tmp_path):
    found = State(tmp_path / 'state')
    yield found
    found.close()


@pytest.fixture
def sink():
    found = Sink().start()
    yield found
    found.stop()


@pytest.fixture
def desk(tmp_path, sink):
    """A configured agent in folders of its own, with the sink in the place of Odoo."""
    return Desk(tmp_path, sink)


@pytest.fixture(autouse=True, scope='session')
def key_of_odoo():
    """Tests run the agent in their own process too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('CREDIT_SYNC_SECRET_ODOO', ODOO_KEY)
        patch.setenv('NO_PROXY', '127.0.0.1')
        yield
