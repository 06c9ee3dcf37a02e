"""Copies of a generated database, each with other modules on top."""

import os
import subprocess
import sys


def copy(source, target):
    drop(target)
    _run('createdb', '-T', source, '--strategy=FILE_COPY', target)


def drop(name):
    _run('dropdb', '--if-exists', '--force', name)


def install(database, modules, configuration=None):
    """Install modules in a process of its own, so that this one loads the result at once."""
    _run(
        sys.executable, '-m', 'odoo', '-d', database, '-i', ','.join(modules), '--no-http',
        '--stop-after-init', '--max-cron-threads=0', '--log-level=error',
        **({'ODOO_RC': str(configuration)} if configuration else {}),
    )


def configuration_with(folder, target):
    """Write a copy of the current configuration with one more folder of addons; return its path."""
    lines = []
    with open(os.environ['ODOO_RC'], encoding='utf-8') as file:
        for line in file:
            if line.startswith('addons_path'):
                line = f"{line.rstrip()},{folder}\n"
            lines.append(line)
    target.write_text(''.join(lines), encoding='utf-8')
    return target


def _run(*command, **variables):
    subprocess.run(command, check=True, env={**os.environ, **variables})
