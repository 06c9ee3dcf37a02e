"""Databases: templates that are built once, and copies of them that take seconds.

A template holds Odoo's modules that the addon stands on, without the addon. It is kept in the
cluster and, where the cluster is ours, as a dump in the cache: another clone restores it instead
of installing again.
"""

import re
import subprocess

from . import odoo_run, pins, postgres
from .console import Progress, say
from .errors import SetupError
from .paths import cache, locked, short_hash

# Attachments inside the database, so that a copy of it is complete without a file store.
ATTACHMENTS_INSIDE = """
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
env['ir.attachment'].force_storage()
env.cr.commit()
"""


def client(environment, program, *arguments):
    """Run a PostgreSQL client program and return its output, or raise with its last line."""
    result = subprocess.run(
        [program, *map(str, arguments)], env=environment.variables, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )
    if result.returncode:
        reason = (result.stderr.strip() or "no reason given").splitlines()[-1]
        raise SetupError(f"{program} failed: {reason}")
    return result.stdout


def query(environment, statement, database='postgres'):
    return client(environment, 'psql', '-XAtq', '-d', database, '-c', statement).strip()


def names(environment):
    return query(environment, 'SELECT datname FROM pg_database').split('\n')


def drop(environment, name):
    client(environment, 'dropdb', '--if-exists', '--force', name)


def copy(environment, source, target):
    drop(environment, target)
    release = int(query(environment, 'SHOW server_version_num'))
    # Since release 15 a copy goes through the log unless asked otherwise, which takes longer.
    strategy = 'STRATEGY file_copy' if release >= 150000 else ''
    query(environment, f'CREATE DATABASE "{target}" TEMPLATE "{source}" {strategy}')


def template_name(environment, demo, more=()):
    """Return the template's name; it changes with Odoo's version and our lists of modules."""
    key = short_hash(environment.odoo.label, *pins.BASE_MODULES, *more)
    return f"credit_template_{'demo' if demo else 'bare'}_{key}"


def ensure_template(environment, demo=True, more=()):
    """Return the name of a complete template, restored or built when it is missing.

    :param more: further modules of Odoo that it holds
    """
    name = template_name(environment, demo, more)
    with locked(cache() / 'templates'):
        if name not in names(environment):
            dump = cache() / 'templates' / f'{name}.dump'
            part = f'{name}_part'
            drop(environment, part)
            # With the user's own server, releases of programs and server need not fit.
            if dump.exists() and not postgres.is_own():
                restore(environment, dump, part)
            else:
                build(environment, part, demo, more)
                if not postgres.is_own():
                    save(environment, part, dump)
            query(environment, f'ALTER DATABASE {part} RENAME TO {name}')
    return name


def build(environment, name, demo, more=()):
    data = "demo data" if demo else "no demo data"
    say(f"Building a database with Odoo's modules and {data}; this happens once")
    modules = (*pins.BASE_MODULES, *more)
    odoo_run.install(environment, name, modules, demo, "Installing Odoo's modules")
    odoo_run.run_script(environment, name, ATTACHMENTS_INSIDE)


def save(environment, name, dump):
    part = dump.with_suffix('.part')
    client(environment, 'pg_dump', '-Fc', '-Z1', '-f', part, name)
    part.replace(dump)


def restore(environment, dump, name):
    progress = Progress("Restoring Odoo's modules from the cache")
    client(environment, 'createdb', '-T', 'template0', '-E', 'UTF8', '--lc-collate=C', name)
    client(environment, 'pg_restore', '-j', '2', '--no-owner', '-d', name, dump)
    progress.done()


def create(environment, name, modules=(), demo=True, more=()):
    """Make `name` anew: a copy of the template with `modules` installed on top."""
    if not re.fullmatch(r'[a-z][a-z0-9_]*', name) or name.startswith('credit_template_'):
        raise SetupError(f"{name!r} cannot be a database's name: use letters, digits and _.")
    copy(environment, ensure_template(environment, demo, more), name)
    if modules:
        odoo_run.install(environment, name, modules, demo, f"Installing {', '.join(modules)}",
                         strict=True)


def is_installed(environment, name, module):
    """Tell whether database `name` exists and has `module` installed to the end."""
    if name not in names(environment):
        return False
    state = query(
        environment, f"SELECT state FROM ir_module_module WHERE name = '{module}'", name,
    )
    return state == 'installed'
