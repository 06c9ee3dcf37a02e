"""Where secrets come from: environment, systemd, keyring, a file of the owner's. In this order.

Never from the command line, where every process can read them, and never from the configuration.
"""

import importlib
import os
import stat
from pathlib import Path

from pydantic import SecretStr

from .errors import ConfigError
from .logs import redact

PREFIX = 'CREDIT_SYNC_SECRET_'
SERVICE = 'credit-sync'


class Credentials:
    def __init__(self, settings):
        self._settings = settings

    def get(self, name):
        """Return a secret; its value is masked in every log from then on.

        :raises ConfigError: it is nowhere, or in a file that others may read
        """
        value = self.find(name)
        if value is None:
            raise ConfigError(
                f"The secret {name!r} is not there. Set {variable(name)}, or give it as the "
                f"systemd credential {name!r}, or put it into a file {name!r} of mode 0600 in the "
                f"folder that [secrets] names.")
        return SecretStr(value)

    def find(self, name):
        """Return a secret's text, or None."""
        for look in (_from_environment, _from_systemd, self._from_keyring, self._from_file):
            value = look(name)
            if value:
                redact.add(value)
                return value
        return None

    def _from_keyring(self, name):
        if not self._settings.keyring:
            return None
        try:
            keyring = importlib.import_module('keyring')
        except ImportError:
            raise ConfigError("[secrets] keyring needs the extra: pip install "
                              "'credit-sync[keyring]'") from None
        try:
            return keyring.get_password(SERVICE, name)
        except keyring.errors.KeyringError as error:
            raise ConfigError(f"The keyring gives no secret {name!r}: {error}") from None

    def _from_file(self, name):
        folder = self._settings.folder
        return None if folder is None else _read_private(folder / name)


def variable(name):
    """Return the environment variable that holds a secret."""
    return PREFIX + name.upper().replace('-', '_')


def _from_environment(name):
    return os.environ.get(variable(name))


def _from_systemd(name):
    folder = os.environ.get('CREDENTIALS_DIRECTORY')
    # systemd has made it readable for this service alone.
    return _read(Path(folder) / name) if folder else None


def _read_private(path):
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None
    if mode & 0o077:
        raise ConfigError(f"Others may read the secret {path} (mode {mode:o}). `chmod 600` it, and "
                          f"think of it as known.")
    return _read(path)


def _read(path):
    try:
        return path.read_text(encoding='utf-8').strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The secret {path} cannot be read: {error}") from None
