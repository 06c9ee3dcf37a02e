"""Secrets: from four places, in one order, for nobody else's eyes."""

import importlib
from types import SimpleNamespace

import pytest

from sync_agent import logs
from sync_agent.credentials import Credentials, variable
from sync_agent.errors import ConfigError


@pytest.fixture
def folder(tmp_path):
    found = tmp_path / 'secrets'
    found.mkdir()
    return found


def credentials(folder=None, keyring=False):
    return Credentials(SimpleNamespace(folder=folder, keyring=keyring))


def put(folder, name, text, mode=0o600):
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return path


def test_the_environment_comes_first_then_systemd_then_the_file(folder, tmp_path, monkeypatch):
    put(folder, 'acme', 'from-file\n')
    assert credentials(folder).get('acme').get_secret_value() == 'from-file'
    units = tmp_path / 'units'
    units.mkdir()
    put(units, 'acme', 'from-systemd', 0o440)
    monkeypatch.setenv('CREDENTIALS_DIRECTORY', str(units))
    assert credentials(folder).get('acme').get_secret_value() == 'from-systemd'
    monkeypatch.setenv(variable('acme'), 'from-environment')
    assert credentials(folder).get('acme').get_secret_value() == 'from-environment'


@pytest.mark.parametrize('mode', [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(folder, mode):
    put(folder, 'acme', 'known-to-all', mode)
    with pytest.raises(ConfigError, match="chmod 600") as error:
        credentials(folder).get('acme')
    assert 'known-to-all' not in str(error.value)


def test_a_missing_secret_names_every_place(folder):
    with pytest.raises(ConfigError) as error:
        credentials(folder).get('no-such')
    for words in ('CREDIT_SYNC_SECRET_NO_SUCH', 'systemd', '0600'):
        assert words in str(error.value)


def test_the_keyring_is_asked_when_it_is_wanted():
    keyring = importlib.import_module('keyring')
    backend = importlib.import_module('keyring.backend')

    class Memory(backend.KeyringBackend):
        priority = 1

        def get_password(self, service, username):
            return 'from-keyring' if (service, username) == ('credit-sync', 'acme') else None

        def set_password(self, service, username, password):
            raise NotImplementedError

        def delete_password(self, service, username):
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        assert credentials(keyring=True).get('acme').get_secret_value() == 'from-keyring'
        assert credentials(keyring=False).find('acme') is None
    finally:
        keyring.set_keyring(before)


def test_a_secret_that_was_read_is_masked_from_then_on(folder):
    put(folder, 'acme', 'quite-secret-77')
    secret = credentials(folder).get('acme')
    assert 'quite-secret-77' not in repr(secret)
    assert logs.redact("sent quite-secret-77 away") == "sent *** away"
