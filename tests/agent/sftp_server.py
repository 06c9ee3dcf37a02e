"""A real SFTP server on this machine, serving one folder to one user."""

import contextlib
import os
import socket
import threading
from pathlib import Path

import paramiko

USER, PASSWORD = 'bureau', 'sftp-password-9'


class Door(paramiko.ServerInterface):
    def check_auth_password(self, username, password):
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, _number):
        return paramiko.OPEN_SUCCEEDED if kind == 'session' else (
            paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED)

    def get_allowed_auths(self, _username):
        return 'password'


class Shelf(paramiko.SFTPServerInterface):
    """Read-only; `root` is set on a subclass."""

    root = None

    def _path(self, path):
        return self.root / path.lstrip('/')

    def list_folder(self, path):
        return [paramiko.SFTPAttributes.from_stat(found.stat(), found.name)
                for found in self._path(path).iterdir()]

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except FileNotFoundError:
            return paramiko.SFTP_NO_SUCH_FILE

    lstat = stat

    def open(self, path, _flags, _attributes):
        handle = paramiko.SFTPHandle(os.O_RDONLY)
        handle.readfile = self._path(path).open('rb')
        return handle


class SftpServer:
    def __init__(self, root):
        self.root = Path(root)
        self.key = paramiko.RSAKey.generate(2048)
        self._shelf = type('Shelf', (Shelf,), {'root': self.root})
        self._socket = socket.create_server(('127.0.0.1', 0))
        self.port = self._socket.getsockname()[1]
        self._open = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            transport = paramiko.Transport(connection)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler('sftp', paramiko.SFTPServer, self._shelf)
            transport.start_server(server=Door())
            self._open.append(transport)

    def known_hosts(self, path, key=None):
        """Write a file that knows this server."""
        key = key or self.key
        path.write_text(f'[127.0.0.1]:{self.port} {key.get_name()} {key.get_base64()}\n')
        return path

    def stop(self):
        # Closing alone does not wake the thread that accepts.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for transport in self._open:
            transport.close()
