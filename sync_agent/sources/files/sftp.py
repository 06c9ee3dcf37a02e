"""Copying a bureau's files from its SFTP server into the drop folder, each once.

The server's key must be known: nobody is asked whether to trust a new one.
"""

import contextlib
import fnmatch
import os
import stat
from pathlib import Path

from ...errors import AuthFailed, ConfigError, Transient
from .folder import is_settling

CURSOR = 'sftp'
TIMEOUT = 30
#: Remote files that were seen are remembered for so long after they are gone.
_MEMORY = 10_000


def mirror(settings, context):
    """Copy what is new; return the names that were copied.

    :raises AuthFailed: key or password refused, or the server is not the known one
    :raises Transient: it cannot be reached
    """
    cursors = context.state.cursors
    seen = cursors.get(context.source, CURSOR) or {}
    copied = []
    with connect(settings.sftp, context) as client:
        for entry in sorted(client.listdir_attr(settings.sftp.folder), key=_changed):
            mark = f'{entry.st_size}:{entry.st_mtime}'
            if not _is_wanted(entry, settings) or seen.get(entry.filename) == mark:
                continue
            _copy(client, settings, entry)
            copied.append(entry.filename)
            seen[entry.filename] = mark
            cursors.move(context.source, CURSOR, dict(list(seen.items())[-_MEMORY:]))
    return copied


def _changed(entry):
    return entry.st_mtime or 0


def _is_wanted(entry, settings):
    name = entry.filename
    # A name is never used as a path.
    if '/' in name or name.startswith('.') or not fnmatch.fnmatch(name, settings.pattern):
        return False
    return stat.S_ISREG(entry.st_mode) and not is_settling(
        _changed(entry), settings.settle_seconds)


def _copy(client, settings, entry):
    remote = f'{settings.sftp.folder}/{entry.filename}'
    part = settings.folder / f'.part-{os.getpid()}'
    client.get(remote, str(part))
    if client.stat(remote).st_size != part.stat().st_size:
        part.unlink()
        raise Transient(f"{entry.filename} grew while it was copied.")
    part.replace(settings.folder / entry.filename)


@contextlib.contextmanager
def connect(settings, context):
    """Give an open SFTP session with a server whose key is known."""
    try:
        import paramiko
    except ImportError:
        raise ConfigError("`sftp` needs the extra: pip install 'credit-sync[sftp]'") from None
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    try:
        client.load_host_keys(str(settings.known_hosts))
        client.connect(settings.host, settings.port, settings.user, timeout=TIMEOUT,
                       banner_timeout=TIMEOUT, auth_timeout=TIMEOUT, allow_agent=False,
                       look_for_keys=False, **_secret(settings, context))
        with client.open_sftp() as session:
            session.get_channel().settimeout(TIMEOUT)
            yield session
    except FileNotFoundError as error:
        raise ConfigError(f"{settings.host}: {error}") from None
    except (paramiko.AuthenticationException, paramiko.BadHostKeyException) as error:
        raise AuthFailed(f"{settings.host} did not let us in: {error}") from None
    except paramiko.SSHException as error:
        # Paramiko has no class of its own for an unknown server.
        kind = AuthFailed if 'not found in known_hosts' in str(error) else Transient
        raise kind(f"{settings.host}: {error}") from None
    except OSError as error:
        raise Transient(f"{settings.host} cannot be reached: {error}") from None
    finally:
        client.close()


def _secret(settings, context):
    if settings.key_file is not None:
        return {'key_filename': str(Path(settings.key_file))}
    if settings.password is None:
        raise ConfigError("[sftp] needs `password` (the name of a secret) or `key_file`.")
    return {'password': context.secret(settings.password).get_secret_value()}
