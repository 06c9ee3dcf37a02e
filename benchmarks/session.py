"""Odoo in this process: a registry, and cursors of the length of one request."""

from contextlib import contextmanager

import odoo
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config


def open_registry(database, configuration=None):
    """Return the registry of `database`; the configuration file is by default ``ODOO_RC``."""
    arguments = ['-d', database, '--no-http', '--max-cron-threads=0', '--log-level=error']
    config.parse_config([*arguments, *(['-c', str(configuration)] if configuration else [])])
    return Registry(database)


def close():
    """Let go of every connection, so that databases can be copied and dropped."""
    odoo.sql_db.close_all()


def environment(cr, user_id=api.SUPERUSER_ID):
    """Return an environment of the first company on `cr`."""
    return api.Environment(cr, user_id, {'allowed_company_ids': [1], 'lang': 'en_US'})


@contextmanager
def request(registry, user_id=api.SUPERUSER_ID):
    """Yield an environment with a cold record cache on a cursor of its own.

    Registry and ORM caches are warm, as they are in a worker that has served before. What was not
    committed is rolled back.
    """
    with registry.cursor() as cr:
        yield environment(cr, user_id)
        cr.rollback()
