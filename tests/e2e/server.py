"""Databases and Odoo processes for the tests; each ends exactly what it started."""

import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg2
import requests

REPO = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 120
SECONDS_TO_END = 20
PR_SET_PDEATHSIG = 1
# Odoo's own words for what no test may cause, with the traceback that follows them.
FAULTS = re.compile(
    r'^\S+ \S+ \d+ (?:ERROR|CRITICAL) .*(?:\n(?!\d{4}-\d\d-\d\d ).*)*', re.MULTILINE)


def run(*command, text=None):
    """Run a program to its end and return its output, or raise with what it said."""
    result = subprocess.run(
        [str(word) for word in command], input=text, capture_output=True, text=True, cwd=REPO,
        stdin=subprocess.DEVNULL if text is None else None, check=False,
    )
    if result.returncode:
        said = f'{result.stdout[-2000:]}\n{result.stderr[-4000:]}'
        raise RuntimeError(f"{command[0]} failed:\n{said}")
    return result.stdout


class Database:
    """A committed database of our own, read and bent by SQL beside Odoo."""

    def __init__(self, name):
        self.name = name

    def create(self, among_apps=False):
        """Copy the database that E2E_DATABASE names, or build one with the addon.

        `among_apps`: with the other apps that confirm orders, and so with all our bridges.
        """
        self.drop()
        source = os.environ.get('E2E_DATABASE')
        if source:
            self.copy_of(source)
        else:
            run(sys.executable, '-m', 'dev', 'database', self.name, '--install',
                'credit_management', *(['--doors', '--no-demo'] if among_apps else []))
        return self

    def copy_of(self, source):
        run('createdb', '-T', source, '--strategy=FILE_COPY', self.name)
        return self

    def drop(self):
        run('dropdb', '--if-exists', '--force', self.name)

    def install(self, *modules):
        run(sys.executable, '-m', 'odoo', '-d', self.name, '-i', ','.join(modules),
            '--stop-after-init', '--no-http', '--max-cron-threads=0', '--log-level=error')

    def call_script(self, path, function):
        """Run `function(env)` of the file in Odoo's shell, commit, and return its JSON answer."""
        source = Path(path).read_text(encoding='utf-8')
        text = '\n'.join([
            source, 'import json', f"print('ANSWER' + json.dumps({function}(env)))",
            'env.cr.commit()', '',
        ])
        output = run(sys.executable, '-m', 'odoo', 'shell', '-d', self.name, '--no-http',
                     '--max-cron-threads=0', '--log-level=error', text=text)
        return json.loads(output.rpartition('ANSWER')[2].splitlines()[0])

    def connect(self):
        return psycopg2.connect(dbname=self.name)

    def execute(self, statement, *values):
        """Run SQL as somebody with a database prompt would; return the rows, if any."""
        connection = self.connect()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def value(self, statement, *values):
        return self.execute(statement, *values)[0][0]


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def die_with_parent():
    """Ask the kernel to end this process when the tests end, however they do."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server:
    """One Odoo on a free port of this machine: threads (workers 0) or processes."""

    def __init__(self, database, workers, folder, crons=0):
        self.database, self.workers, self.crons = database, workers, crons
        self.log = Path(folder) / f'odoo-{workers}-{crons}.log'
        self.process = None
        self.port = None

    @property
    def address(self):
        return f'http://127.0.0.1:{self.port}'

    def start(self):
        """Start, and return when the first page is answered."""
        self.port = free_port()
        with self.log.open('ab') as log:
            self.process = subprocess.Popen(
                self.command(), cwd=REPO, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self.wait()
        return self

    def command(self):
        return [
            sys.executable, '-m', 'odoo', '-d', self.database.name,
            f'--db-filter=^{self.database.name}$', '--http-interface=127.0.0.1',
            f'--http-port={self.port}', f'--gevent-port={free_port()}',
            f'--workers={self.workers}', f'--max-cron-threads={self.crons}',
            '--log-handler=odoo.addons.rpc:ERROR', '--log-handler=werkzeug:WARNING',
        ]

    def wait(self):
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"Odoo stopped while starting:\n{self.text()[-4000:]}")
            if self.answers():
                return
            time.sleep(0.2)
        raise RuntimeError(f"Odoo gave no answer in {SECONDS_TO_START} s:\n{self.text()[-4000:]}")

    def answers(self):
        with requests.Session() as session, suppress(requests.RequestException):
            session.trust_env = False
            return session.get(f'{self.address}/web/login', timeout=60).status_code == 200
        return False

    def text(self):
        return self.log.read_text(encoding='utf-8', errors='replace')

    def mark(self):
        """Return the place in the log from which `faults` looks."""
        return len(self.text())

    def faults(self, since=0):
        """Return what Odoo reported as an error of its own, each with its traceback."""
        return [found.group(0) for found in FAULTS.finditer(self.text()[since:])]

    def replays(self, since=0):
        """Return how often Odoo had to try a request again because of others."""
        return self.text()[since:].count(' tries left, try again')

    def stop(self):
        """Ask this server to end; it is killed if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """End the server and its workers at once, as a power cut would."""
        with suppress(ProcessLookupError):
            # The group is the server's own: it was started as the leader of a new session.
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=SECONDS_TO_END)
