"""The same database and servers as the end-to-end tests have."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from e2e.fixtures import farm, server, world  # noqa: E402, F401
