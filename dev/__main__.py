"""`python3 -m dev <command>`: the commands behind the Makefile."""

import argparse
import os
import sys

from .console import say
from .errors import SetupError


def setup(_options):
    from . import environment
    environment.ensure()
    say("Ready")
    return 0


def run(options):
    """Replace this process by the command, with everything set."""
    from . import environment
    if not options.command:
        raise SetupError("Name a command: python3 -m dev run -- psql -l")
    ready = environment.ensure()
    os.environ.update(ready.variables)
    try:
        os.execvpe(options.command[0], options.command, ready.variables)
    except FileNotFoundError:
        raise SetupError(f"There is no program {options.command[0]!r}.") from None


def database(options):
    from . import databases, environment
    ready = environment.ensure()
    modules = tuple(filter(None, (options.install or '').split(',')))
    databases.create(ready, options.database, modules, demo=not options.no_demo)
    say(f"Database {options.database} is there")
    return 0


def parser():
    main = argparse.ArgumentParser(prog='python3 -m dev', description=__doc__)
    commands = main.add_subparsers(dest='name', required=True)

    def add(name, function, text):
        command = commands.add_parser(name, help=text)
        command.set_defaults(function=function)
        return command

    add('setup', setup, "fetch what is missing and start PostgreSQL")
    add('run', run, "run a command with everything set").add_argument(
        'command', nargs=argparse.REMAINDER)
    command = add('database', database, "make a database anew, a copy of the template")
    command.add_argument('database', metavar='NAME')
    command.add_argument('--install', metavar='MODULES', help="modules, separated by commas")
    command.add_argument('--no-demo', action='store_true', help="without Odoo's demo data")
    return main


def main():
    options = parser().parse_args()
    command = getattr(options, 'command', None)
    if command and command[0] == '--':
        del command[0]
    try:
        return options.function(options)
    except SetupError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; the same command goes on from here.", file=sys.stderr)
        return 130


if __name__ == '__main__':
    sys.exit(main())
