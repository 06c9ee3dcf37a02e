"""Running Odoo for one piece of work, with its log in a file and its progress on the terminal."""

import re
import subprocess

from .console import Progress
from .errors import SetupError
from .paths import LOCAL
from .process import stream

# Nothing is served and no cron runs while modules are installed.
ONE_SHOT = ('--stop-after-init', '--no-http', '--max-cron-threads=0')


# What Odoo says of our models and views while it loads them; it goes on, and users meet the rest.
FAULTS = re.compile(r' (?:WARNING|ERROR) \S+ (odoo\.(?!sql_db|service|http|tools\.config)\S+: .*)')


def install(environment, database, modules, demo, title, strict=False):
    """Install `modules` into `database`, which is created when it is not there.

    :param strict: what Odoo warns of in the meantime is a failure
    """
    flag = '--with-demo' if demo else '--without-demo'
    arguments = ['-d', database, '-i', ','.join(modules), flag, *ONE_SHOT]
    log = LOCAL / f'install-{database}.log'
    work(environment, arguments, title, log)
    found = faults(log.read_text(encoding='utf-8')) if strict else []
    if found:
        raise SetupError(f"{title}: Odoo warns of {len(found)}: {found[0]} (log: {log})")


def faults(text):
    """Return what Odoo warns of about ours in a log of an installation, each once."""
    return [line for line in dict.fromkeys(FAULTS.findall(text)) if 'credit' in line]


def update(environment, database, module):
    """Bring `module` in `database` up to date with its files."""
    arguments = ['-d', database, '-u', module, *ONE_SHOT]
    work(environment, arguments, f"Updating {module}", LOCAL / f'install-{database}.log')


def run_script(environment, database, script):
    """Run Python text in Odoo's shell on `database`; raise with its last line if it fails."""
    result = subprocess.run(
        environment.command('shell', '-d', database, '--no-http', '--log-level=error'),
        input=script, env=environment.variables, capture_output=True, text=True, check=False,
    )
    if result.returncode:
        raise SetupError(f"Odoo could not prepare {database}: {last_cause(result.stderr)}")
    return result.stdout


def work(environment, arguments, title, log):
    """Run Odoo with `arguments`; raise with the cause and the log's place if it fails."""
    progress = Progress(title)
    with log.open('w', encoding='utf-8') as file:
        def on_line(line):
            print(line, file=file)
            found = re.search(r'Loading module (\S+) \((\d+)/(\d+)\)', line)
            if found:
                progress.show(f"{found[2]} of {found[3]}, {found[1]}")

        code = stream(environment.command(*arguments), on_line, env=environment.variables)
    if code:
        cause = last_cause(log.read_text(encoding='utf-8'))
        raise SetupError(f"{title} failed: {cause} (log: {log})")
    progress.done()


def last_cause(text):
    """Return the line that names the cause: the end of a traceback, else the last line."""
    lines = [line.strip() for line in text.strip().splitlines()]
    causes = [
        number for number, line in enumerate(lines)
        if re.match(r'[\w.]*(Error|Exception|Warning)\b.*:', line)
    ]
    if not causes:
        return (lines or ["no reason given"])[-1]
    cause = lines[causes[-1]]
    # Odoo puts what it could not process below the words that it could not.
    return ' '.join([cause, *lines[causes[-1] + 1:][:1]]) if cause.endswith(':') else cause
