"""The fixtures of `tests/e2e` and `tests/contract`; both share one database and its servers."""

import os
from pathlib import Path

import pytest

from .server import Database, Server
from .world import World

PEOPLE = Path(__file__).with_name('people.py')
#: Modules whose doors are walked through: demo provider, transfer, cash on delivery.
DOORS = ('payment_demo', 'payment_custom', 'delivery')
#: Sixteen processes are many for two cores: `E2E_WORKERS=0,4,16` runs them too.
WORKERS = [int(word) for word in os.environ.get('E2E_WORKERS', '0,4').split(',')]
FARM = pytest.StashKey()


class Farm:
    """What this run started: it ends all of it, and nothing else."""

    def __init__(self, folder, name='main'):
        self.folder = folder
        self.database = Database(f'e2e_{os.getpid()}_{name}')
        self.servers = {}
        self.facts = None

    def prepare(self):
        self.database.create().install(*DOORS)
        self.facts = self.database.call_script(PEOPLE, 'prepare')
        return self

    def server(self, workers):
        """Return the running server with so many workers, started at first use."""
        if workers not in self.servers:
            self.servers[workers] = Server(self.database, workers, self.folder).start()
        return self.servers[workers]

    def close(self):
        for started in self.servers.values():
            started.stop()
        self.database.drop()


@pytest.fixture(scope='session')
def farm(request, tmp_path_factory):
    """The run's database and servers, one for all test folders of a run."""
    stash = request.config.stash
    if FARM not in stash:
        stash[FARM] = Farm(tmp_path_factory.mktemp('odoo'))
        request.config.add_cleanup(stash[FARM].close)
        stash[FARM].prepare()
    return stash[FARM]


@pytest.fixture(scope='session')
def server(farm):
    """The server that most tests use: threads, no scheduled action of its own accord."""
    return farm.server(0)


@pytest.fixture(scope='session')
def world(server, farm):
    return World(server, farm.facts)


@pytest.fixture(params=WORKERS, ids=lambda workers: f'workers={workers}')
def worlds(request, farm):
    """The world behind servers with each count of workers."""
    return World(farm.server(request.param), farm.facts)
