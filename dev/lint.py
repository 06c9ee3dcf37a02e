"""`make lint`: ruff and pylint-odoo, with the rules of ruff.toml and setup.cfg."""

import subprocess

from . import pins
from .console import say
from .paths import REPO


def run(environment, fix=False):
    """Check the whole tree; return the exit code for the shell."""
    addons = [pins.ADDON, *sorted(
        str(path.parent.relative_to(REPO)) for path in (REPO / 'bridges').glob('*/__manifest__.py')
    )]
    commands = [
        ['-m', 'ruff', 'check', *(['--fix'] if fix else []), '.'],
        ['-m', 'pylint', '--rcfile=setup.cfg', *filter(lambda a: (REPO / a).is_dir(), addons)],
    ]
    codes = []
    for command in commands:
        say(command[1])
        codes.append(subprocess.run(
            [environment.python, *command], cwd=REPO, env=environment.variables, check=False,
        ).returncode)
    return 1 if any(codes) else 0
