"""`make test`: every kind of test, one after the other, and one summary at the very end."""

import os
import signal
import subprocess
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from . import databases, demo, odoo_run, pins, system_packages
from .console import say, warn
from .paths import LOCAL, REPO, locked

DATABASE = 'credit_test'
REPORTS = LOCAL / 'reports'
# pytest's own code for "nothing was collected".
NO_TESTS = 5


@dataclass(frozen=True)
class Part:
    """One pytest run: its folders, its options, and after how many minutes it hangs."""

    name: str
    folders: tuple
    options: tuple = ()
    minutes: int = 10
    needs_database: bool = True


@dataclass
class Outcome:
    """What a run counted; `failed` holds the names, errors included."""

    passed: int = 0
    skipped: int = 0
    failed: list = field(default_factory=list)

    def add(self, other):
        self.passed += other.passed
        self.skipped += other.skipped
        self.failed += other.failed


OTHER_PARTS = ('tests/agent', 'tests/contract', 'tests/e2e')
PARTS = (
    Part('plain', ('tests',), tuple(f'--ignore={name}' for name in OTHER_PARTS),
         needs_database=False),
    Part('agent', ('tests/agent',), ('-n', '2'), needs_database=False),
    Part('addon', (pins.ADDON, 'bridges'), (
        '-n', '2', '--dist', 'loadscope', '--odoo-http', f'--odoo-database={DATABASE}',
    ), minutes=30),
    # Both talk to the same running server.
    Part('e2e', ('tests/e2e', 'tests/contract'), minutes=30),
)


def has_tests(folder):
    return any((REPO / folder).rglob('test_*.py'))


def present(part):
    """Return the folders of `part` that hold tests."""
    return [folder for folder in part.folders if has_tests(folder)]


def run(environment, only=None):
    """Run all parts, or the one named `only`; return the exit code for the shell."""
    with locked(REPORTS, "Another test run of this clone is going on; waiting for its end"):
        return run_parts(environment, only)


def run_parts(environment, only):
    parts = [part for part in PARTS if only in (None, part.name) and present(part)]
    started, total = time.monotonic(), Outcome()
    if any(part.needs_database for part in parts):
        system_packages.ensure()
        prepare(environment)
    for part in parts:
        total.add(run_part(environment, part))
    databases.drop(environment, DATABASE)
    print_summary(total, time.monotonic() - started)
    return 1 if total.failed or not total.passed else 0


def prepare(environment):
    """Make the database that the tests copy: Odoo, the addon, demo data, ready bundles."""
    databases.create(environment, DATABASE, addons())
    say("Building the web client's files")
    odoo_run.run_script(environment, DATABASE, demo.BUILD_ASSETS)


def addons():
    """Return our addon and the bridges that are there."""
    bridges = (REPO / 'bridges').glob('*/__manifest__.py')
    return (pins.ADDON, *sorted(manifest.parent.name for manifest in bridges))


def run_part(environment, part):
    say(f"Tests: {part.name}")
    report = REPORTS / f'{part.name}.xml'
    report.unlink(missing_ok=True)
    command = [
        str(environment.python), '-m', 'pytest', *present(part), *part.options,
        f'--junitxml={report}',
    ]
    if '--odoo-http' in part.options:
        command.append(f'--odoo-config={environment.config}')
    variables = dict(environment.variables, E2E_DATABASE=DATABASE)
    # A test's commit need not survive a power cut.
    variables['PGOPTIONS'] = ' '.join(
        filter(None, [os.environ.get('PGOPTIONS'), '-c synchronous_commit=off']))
    code = call(command, variables, part.minutes)
    outcome = read_report(report) if report.exists() else Outcome()
    if code not in (0, NO_TESTS) and not outcome.failed:
        outcome.failed.append(f"{part.name}: pytest ended with code {code}")
    return outcome


def call(command, variables, minutes):
    """Run `command` in a process group of its own, which a hang cannot outlive."""
    with subprocess.Popen(
        command, cwd=REPO, env=variables, stdin=subprocess.DEVNULL, start_new_session=True,
    ) as process:
        try:
            return process.wait(timeout=minutes * 60)
        except BaseException as error:
            end_group(process)
            if isinstance(error, subprocess.TimeoutExpired):
                warn(f"Ended after {minutes} minutes: something hangs.")
                return 124
            raise


def end_group(process):
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
            process.wait(timeout=20)
            return
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            return


def read_report(path):
    """Count a JUnit report; a test that fails and errs at teardown counts once."""
    outcome, failed = Outcome(), {}
    # Our own pytest wrote this file a moment ago.
    for case in ET.parse(path).getroot().iter('testcase'):  # noqa: S314
        if case.find('failure') is not None or case.find('error') is not None:
            names = filter(None, (case.get('classname'), case.get('name')))
            failed['::'.join(names)] = True
        elif case.find('skipped') is not None:
            outcome.skipped += 1
        else:
            outcome.passed += 1
    outcome.failed = list(failed)
    return outcome


def print_summary(total, seconds):
    """End the output with pytest's words, so that people and machines find them there."""
    print(f"\n{'=' * 30} all parts, {seconds / 60:.1f} minutes {'=' * 30}")
    for name in total.failed:
        print(f"FAILED {name}")
    skipped = f", {total.skipped} skipped" if total.skipped else ""
    print(f"{total.passed} passed, {len(total.failed)} failed{skipped}", flush=True)
