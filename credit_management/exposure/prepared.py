"""Plans that a connection keeps: planning these queries costs ten times what running them does.

psycopg2 prepares nothing by itself. A statement is prepared the first time a connection meets it
and lives as long as the connection: Odoo's pool discards everything of a session before it hands
its connection on, so ours asks to keep plans and to discard the rest. Behind a pooler that hands out
server connections by transaction a plan would not be found again, so nothing is prepared there.
"""

import hashlib
import weakref
from datetime import date

from odoo.tools import SQL

_TYPES = {bool: 'boolean', int: 'integer', float: 'numeric', str: 'text', date: 'date'}

#: What `DISCARD ALL` does, except for plans; and the date format that psycopg2 insists on.
_DISCARD = (
    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;"
    " SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; SET datestyle TO 'ISO'"
)

#: Connection -> names of statements it keeps, or None when it must not.
_known = weakref.WeakKeyDictionary()


def execute(cr, query):
    """Execute `query` on `cr` by a plan that its connection keeps."""
    names = _names(cr)
    types = [_type(param) for param in query.params]
    if names is None or None in types:
        cr.execute(query)
        return
    text = f'{types}{query.code}'
    name = 'credit_' + hashlib.sha256(text.encode()).hexdigest()[:20]
    if name not in names:
        # By itself, so that a failing run leaves no statement that we do not know of.
        made = f"PREPARE {name} {_signature(types)} AS {_numbered(query.code, types)}"
        cr.execute(SQL(made.replace('%', '%%')))
        names.add(name)
    run = SQL("EXECUTE %s", SQL.identifier(name))
    if types:
        run = SQL("EXECUTE %s (%s)", SQL.identifier(name), SQL(", ").join(query.params))
    # The plan must not depend on whose figures are asked for: it is made once.
    cr.execute(SQL("SET LOCAL plan_cache_mode = force_generic_plan; %s", run))


def _signature(types):
    return f"({', '.join(types)})" if types else ''


def _numbered(code, types):
    """Return `code` with numbered parameters in place of its marks."""
    return code % tuple(f'${position}' for position in range(1, len(types) + 1))


def _type(param):
    """Return the SQL type of a parameter, or None when it cannot be told."""
    if isinstance(param, (list, tuple)):
        element = {_type(one) for one in param} or {'integer'}
        return f'{element.pop()}[]' if len(element) == 1 and None not in element else None
    return _TYPES.get(type(param))


def _names(cr):
    """Return the statements that the connection of `cr` keeps, or None when it keeps none."""
    connection = getattr(cr, '_cnx', None)
    if connection is None:
        return None
    if connection not in _known:
        with connection.cursor() as raw:
            raw.execute("SELECT pg_backend_pid()")
            direct = raw.fetchone()[0] == connection.info.backend_pid
        _known[connection] = set() if direct else None
        if direct:
            # Not a strong reference to itself: a connection that is forgotten is closed at once.
            own = weakref.ref(connection)
            connection.reset = lambda: _reset(own())
    return _known[connection]


def _reset(connection):
    """Make `connection` as good as new for its next user, but for its plans."""
    connection.rollback()
    with connection.cursor() as raw:
        raw.execute(_DISCARD)
    connection.commit()
