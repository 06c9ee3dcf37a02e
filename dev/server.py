"""Odoo in the background: one server a clone, known by the process id in `.dev/odoo.pid`."""

import errno
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .console import Progress, say
from .errors import SetupError
from .odoo_run import last_cause
from .paths import LOCAL

PID_FILE = LOCAL / 'odoo.pid'
LOG = LOCAL / 'odoo.log'
FIRST_PORT = 8069
PORTS_TO_TRY = 20
SECONDS_TO_START = 120


@dataclass(frozen=True)
class Running:
    """A process of ours; `born` tells it from a later one with the same id."""

    pid: int
    born: str
    port: int

    def is_alive(self):
        return born(self.pid) == self.born

    @property
    def address(self):
        return f'http://127.0.0.1:{self.port}'


def born(pid):
    """Return when process `pid` started, in the kernel's ticks; None if it is gone."""
    try:
        text = Path(f'/proc/{pid}/stat').read_text(encoding='ascii', errors='replace')
    except OSError:
        return None
    state, *fields = text.rpartition(')')[2].split()
    # A dead process whose parent has not looked yet still has an entry.
    return None if state == 'Z' else fields[18]


def running():
    """Return the server that was started here, if it still lives."""
    try:
        pid, start, port = PID_FILE.read_text(encoding='utf-8').split()
        found = Running(int(pid), start, int(port))
    except (OSError, ValueError):
        return None
    return found if found.is_alive() else None


def is_free(port):
    """Tell whether Odoo could listen on `port`; it shares a port just left, as we do here."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(('127.0.0.1', port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def pick_port(wanted=FIRST_PORT, free=is_free):
    """Return `wanted` or the next free port after it, and say so."""
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65536)):
        if free(port):
            if port != wanted:
                say(f"Port {wanted} is in use; taking {port}")
            return port
    raise SetupError(f"Ports {wanted} to {wanted + PORTS_TO_TRY - 1} are all in use: "
                     f"name another one, `make demo PORT=9000`.")


def start(environment, database, port):
    """Start Odoo on `database` and return when it answers."""
    command = environment.command('-d', database, '--http-port', port)
    with LOG.open('w', encoding='utf-8') as log:
        process = subprocess.Popen(
            command, env=environment.variables, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )
    found = Running(process.pid, born(process.pid), port)
    PID_FILE.write_text(f'{found.pid} {found.born} {port}\n', encoding='utf-8')
    wait(found)
    return found


def wait(found):
    progress, deadline = Progress("Starting Odoo"), time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if not found.is_alive():
            cause = last_cause(LOG.read_text(encoding='utf-8', errors='replace'))
            raise SetupError(f"Odoo stopped while starting: {cause} (log: {LOG})")
        if answers(found.address):
            progress.done()
            return
        progress.show("waiting for its first answer")
        time.sleep(0.3)
    raise SetupError(f"Odoo gave no answer in {SECONDS_TO_START} s; its log is {LOG}.")


def answers(address):
    # No proxy: the address is this machine's own.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f'{address}/web/login', timeout=60) as reply:
            return reply.status == 200
    except (OSError, urllib.error.URLError):
        return False


def stop():
    """End the server that was started here, if any; tell whether there was one."""
    found = running()
    if found:
        os.kill(found.pid, signal.SIGTERM)
        deadline = time.monotonic() + 15
        while found.is_alive() and time.monotonic() < deadline:
            time.sleep(0.1)
        if found.is_alive():
            os.kill(found.pid, signal.SIGKILL)
        say("Odoo is stopped")
    PID_FILE.unlink(missing_ok=True)
    return bool(found)
