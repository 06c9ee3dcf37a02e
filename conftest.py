"""Lets one pytest serve both kinds of test: with a database, and without any Odoo.

pytest-odoo loads a database for every test as soon as ODOO_RC is set; here it does so only where
`--odoo-database` names one.
"""

import os

import pytest

ODOO_RC = pytest.StashKey()


def has_database(config):
    return bool(config.getoption('--odoo-database', None))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    if not has_database(config):
        # The plugin's hook for this very call is under way already, and looks for the variable.
        config.stash[ODOO_RC] = os.environ.pop('ODOO_RC', None)
        config.pluginmanager.unregister(name='odoo')
    return (yield)


def pytest_configure(config):
    odoo_rc = config.stash.get(ODOO_RC, None)
    if odoo_rc:
        # Tests that start servers of their own need it again.
        os.environ['ODOO_RC'] = odoo_rc


@pytest.fixture(scope='session', autouse=True)
def load_registry(request):
    """Stand before the plugin's fixture of the same name, which needs a database."""
    return request.getfixturevalue('load_registry') if has_database(request.config) else None
