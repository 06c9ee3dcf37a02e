"""What the agent's tests share: samples, a state, a source of files, a sink over a real socket."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest  # noqa: E402

from sync_agent.checkpoint import State  # noqa: E402


@pytest.fixture
def state(tmp_path):
    found = State(tmp_path / 'state')
    yield found
    found.close()
