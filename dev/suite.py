"""`make test`: every kind of test, one after the other, and one summary at the very end."""

import os
import signal
import subprocess
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from . import databases, demo, odoo_run, pins, system_packages
from .console import say, warn
from .paths import LOCAL, REPO, locked

DATABASE = 'credit_test'
# With the other apps that confirm orders, and our bridges to them.
DOORS = 'credit_test_doors'
REPORTS = LOCAL / 'reports'
# pytest's own code for "nothing was collected".
NO_TESTS = 5


@dataclass(frozen=True)
class Part:
    """One pytest run: its folders, its options, and after how many minutes it hangs.

    `inside`: it runs in one process with Odoo on its database, not beside servers on copies of it.
    """

    name: str
    folders: tuple
    options: tuple = ()
    minutes: int = 10
    database: str = None
    inside: bool = False


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


TWO = ('-n', '2')
BY_CLASS, BY_FILE = (*TWO, '--dist', 'loadscope'), (*TWO, '--dist', 'loadfile')
OTHER_PARTS = ('tests/agent', 'tests/contract', 'tests/doors', 'tests/e2e')
PARTS = (
    Part('plain', ('tests',), (*TWO, *(f'--ignore={name}' for name in OTHER_PARTS))),
    Part('agent', ('tests/agent',), TWO),
    Part('addon', (pins.ADDON,), BY_CLASS, minutes=45, database=DATABASE, inside=True),
    # Each process has a copy of the database with servers of its own.
    Part('e2e', ('tests/e2e', 'tests/contract'), BY_FILE, minutes=45, database=DATABASE),
    # The gate itself once more, among the other apps.
    Part('bridges', ('bridges',), (*BY_CLASS, f'{pins.ADDON}/tests/test_gate.py'),
         database=DOORS, inside=True),
    Part('doors', ('tests/doors',), BY_FILE, database=DOORS),
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
    # Odoo installs on one processor, so databases are made beside the tests that need none.
    with ThreadPoolExecutor(max_workers=1) as beside:
        made = {name: beside.submit(prepare, environment, name)
                for name in dict.fromkeys(part.database for part in parts if part.database)}
        for part in parts:
            if part.database:
                made[part.database].result()
            total.add(run_part(environment, part))
    for database in made:
        databases.drop(environment, database)
    print_summary(total, time.monotonic() - started)
    return 1 if total.failed or not total.passed else 0


def prepare(environment, database):
    """Make a database that tests copy: Odoo, the addon, and demo data or the other apps."""
    system_packages.ensure()
    if database == DOORS:
        databases.create(environment, database, (pins.ADDON, *bridges()), demo=False,
                         more=pins.DOOR_MODULES)
        return
    databases.create(environment, database, (pins.ADDON,))
    # The company that goes live in tests/e2e is seeded on it, and could not take it from the cache.
    databases.ensure_template(environment, demo=False)
    say("Building the web client's files")
    odoo_run.run_script(environment, database, demo.BUILD_ASSETS)


def bridges():
    """Return the names of our bridge addons."""
    manifests = (REPO / 'bridges').glob('*/__manifest__.py')
    return sorted(manifest.parent.name for manifest in manifests)


def run_part(environment, part):
    say(f"Tests: {part.name}")
    report = REPORTS / f'{part.name}.xml'
    report.unlink(missing_ok=True)
    command = [
        str(environment.python), '-m', 'pytest', *present(part), *part.options,
        f'--junitxml={report}',
    ]
    variables = dict(environment.variables)
    if part.inside:
        command += ['--odoo-http', f'--odoo-database={part.database}',
                    f'--odoo-config={environment.config}']
    elif part.database:
        variables['E2E_DATABASE'] = part.database
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
