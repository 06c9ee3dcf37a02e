"""An agent ready to run: configuration, drop folder, state, and short words for tests."""

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import tomlkit

from sync_agent import config
from sync_agent import run as run_module
from sync_agent.engine import open_state

REPO = Path(__file__).resolve().parents[2]
ODOO_KEY = 'odoo-key-5f3a9c1e7b'
FIELDS = [
    {'from': 'Key', 'to': 'provider_ref', 'required': True},
    {'from': 'Name', 'to': 'subject.legal_name', 'required': True},
    {'from': 'Country', 'to': 'subject.country'},
    {'from': 'DUNS', 'to': 'subject.identifiers[duns].value'},
    {'from': 'Score', 'to': 'scores[test.score].raw', 'scale': 'creditsafe.100'},
    {'from': 'Limit', 'to': 'limits[test.limit].amount'},
    {'from': 'As of', 'to': 'as_of'},
]
HEADINGS = [field['from'] for field in FIELDS]


def row(number, **cells):
    """Return one good row about customer `number`."""
    return {'Key': f'k{number}', 'Name': f"Probe Trading {number} Ltd", 'Country': 'GB',
            'DUNS': f'{number:09d}', 'Score': str(number % 101), 'Limit': f'{number}.50',
            'As of': '2026-11-01', **cells}


class Desk:
    repo = REPO

    def __init__(self, folder, sink):
        self.folder, self.sink = folder, sink
        self.drop = folder / 'drop'
        self.drop.mkdir()
        self.path = folder / 'config.toml'
        self.values = {
            'odoo': {'url': sink.address, 'database': 'test', 'login': 'sync',
                     'transport': 'json2', 'timeout': 5},
            'state': {'folder': str(folder / 'state')},
            'sources': {'file': self.file_source()},
        }

    def file_source(self, **values):
        return {
            'type': 'files', 'provider': 'testbureau', 'folder': str(self.drop),
            'pattern': '*.*', 'settle_seconds': 0, 'chunk_rows': 100,
            'map': {'fields': FIELDS, 'constants': {'limits[test.limit].currency': 'GBP'}},
            **values}

    def write_config(self):
        self.path.write_text(tomlkit.dumps(self.values), encoding='utf-8')
        return self.path

    @property
    def config(self):
        return config.load(self.write_config())

    def put(self, name, rows, headings=HEADINGS, age=0):
        """Drop a CSV file, written some seconds ago."""
        path = self.drop / name
        with path.open('w', newline='', encoding='utf-8') as file:
            writer = csv.DictWriter(file, headings)
            writer.writeheader()
            writer.writerows(rows)
        return self.aged(path, age)

    def put_text(self, name, content, age=0):
        path = self.drop / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.aged(path, age)

    def aged(self, path, age):
        moment = time.time() - age
        os.utime(path, (moment, moment))
        return path

    def know(self, *numbers):
        """Let Odoo have these customers."""
        from sink import customer
        self.sink.partners += [customer(number) for number in numbers]

    # === RUNNING === #

    def state(self):
        return open_state(self.config)

    def run(self, *only):
        found = self.config
        with open_state(found) as state:
            return run_module.run(found, state, only)

    def dry_run(self, *only):
        found = self.config
        with open_state(found) as state:
            return run_module.dry_run(found, state, only)

    def start_words(self, *words):
        return [sys.executable, '-m', 'sync_agent', '--config', str(self.write_config()), *words]

    def command(self, *words, **options):
        """Run `python -m sync_agent` as a process; return (exit code, output, errors)."""
        result = subprocess.run(
            self.start_words(*words), cwd=REPO, capture_output=True, text=True, check=False,
            timeout=120, **options)
        return result.returncode, result.stdout, result.stderr

    def json(self, *words):
        code, output, errors = self.command(*words)
        assert output, errors
        return code, json.loads(output)

    def start(self, *words):
        """Start the agent in the background."""
        return subprocess.Popen(
            self.start_words(*words), cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
