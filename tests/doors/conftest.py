"""The servers and people of `tests/e2e`, on a database with the other apps and our bridges."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from e2e.fixtures import Farm, server, world  # noqa: E402, F401

SHOP = Path(__file__).with_name('shop.py')


class Mall(Farm):
    """The same farm, with more in the shops."""

    def prepare(self):
        self.database.create(among_apps=True)
        self.facts = self.database.call_script(SHOP.parents[1] / 'e2e' / 'people.py', 'prepare')
        self.facts.update(self.database.call_script(SHOP, 'prepare'))
        return self


@pytest.fixture(scope='session')
def farm(tmp_path_factory):
    mall = Mall(tmp_path_factory.mktemp('odoo'))
    try:
        yield mall.prepare()
    finally:
        mall.close()
