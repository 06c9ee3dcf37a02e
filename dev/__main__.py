"""The commands behind the Makefile: `python3 -m dev <command>`."""

import argparse
import os
import shutil
import sys

from . import (
    databases,
    demo,
    environment,
    lint,
    oracle,
    pins,
    postgres,
    python_env,
    seed_company,
    server,
    suite,
)
from .console import say
from .errors import SetupError
from .paths import LOCAL


def setup(_options):
    environment.ensure()
    say("Ready")
    return 0


def run(options):
    """Replace this process by the command, with everything set."""
    words = options.words[1:] if options.words[:1] == ['--'] else options.words
    if not words:
        raise SetupError("Name a command: python3 -m dev run -- psql -l")
    replace_by(words, environment.ensure().variables)


def replace_by(words, variables):
    # The program is looked up on the PATH of this process, not on the one that it gets.
    os.environ.update(variables)
    try:
        os.execvp(words[0], words)  # noqa: S606
    except FileNotFoundError:
        raise SetupError(f"There is no program {words[0]!r}.") from None


def make_database(options):
    ready = environment.ensure()
    modules = tuple(filter(None, (options.install or '').split(',')))
    more = pins.DOOR_MODULES if options.doors else ()
    databases.create(ready, options.database, modules, demo=not options.no_demo, more=more)
    say(f"Database {options.database} is there")
    return 0


def show_demo(options):
    demo.demo(environment.ensure(), options.port, options.fresh)
    return 0


def sync(_options):
    return demo.sync(environment.ensure())


def add_companies(options):
    demo.make_companies(environment.ensure(), options.database)


def make_seed(options):
    ready = environment.ensure()
    seed_company.make(
        ready, options.database, options.customers, options.seed, addon=not options.no_addon)
    say(f"Database {options.database} is there")
    return 0


def shell(_options):
    ready = environment.ensure()
    replace_by(ready.command('shell', '-d', demo.DATABASE, '--no-http'), ready.variables)


def stop(_options):
    server.stop()
    venv = python_env.location()
    if venv.exists() and not postgres.is_own():
        postgres.stop(venv)
    return 0


def clean(options):
    """Delete what this clone made; downloads that other clones use stay in the cache."""
    stop(options)
    postgres.remove(python_env.location())
    shutil.rmtree(LOCAL, ignore_errors=True)
    say(f"{LOCAL} is deleted")
    return 0


def show_log(_options):
    if not server.LOG.exists():
        raise SetupError("There is no log yet: `make demo` starts Odoo.")
    # Replaced by it: the usual Ctrl-C ends it without a word from us.
    os.execvp('tail', ['tail', '-n', '50', '-F', str(server.LOG)])  # noqa: S606


def test(options):
    return suite.run(environment.ensure(), options.part)


def compare(options):
    return oracle.run(environment.ensure(), options.side)


def check(options):
    return lint.run(environment.ensure(), options.fix)


def parser():
    main_parser = argparse.ArgumentParser(prog='python3 -m dev', description=__doc__)
    commands = main_parser.add_subparsers(dest='name', required=True)

    def add(name, function, text):
        command = commands.add_parser(name, help=text)
        command.set_defaults(function=function)
        return command

    add('setup', setup, "fetch what is missing and start PostgreSQL")
    command = add('run', run, "run a command with everything set")
    command.add_argument('words', nargs=argparse.REMAINDER, metavar='-- COMMAND')
    command = add('database', make_database, "make a database anew, a copy of the template")
    command.add_argument('database', metavar='NAME')
    command.add_argument('--install', metavar='MODULES', help="modules, separated by commas")
    command.add_argument('--no-demo', action='store_true', help="without Odoo's demo data")
    command.add_argument('--doors', action='store_true',
                         help="with the apps that confirm orders in ways of their own")
    command = add('demo', show_demo, "start Odoo with demo data and the addon")
    command.add_argument('--port', type=int)
    command.add_argument('--fresh', action='store_true', help="make the database anew")
    command = add('companies', add_companies, "add the demo's finance companies to a database")
    command.add_argument('database', metavar='NAME')
    command = add('seed', make_seed, "make a database of a company with three years of books")
    command.add_argument('database', metavar='NAME')
    command.add_argument('--customers', type=int, default=seed_company.CUSTOMERS)
    command.add_argument('--seed', type=int, default=1)
    command.add_argument('--no-addon', action='store_true', help="as it was before the addon")
    add('sync', sync, "let the agent bring a bureau's reports into the demo")
    command = add('test', test, "run the tests")
    command.add_argument('part', nargs='?', choices=[part.name for part in suite.PARTS])
    command = add('oracle', compare, "run Odoo's own tests without the addon and with it")
    command.add_argument('side', nargs='?', choices=oracle.SIDES)
    command = add('lint', check, "run the linters")
    command.add_argument('--fix', action='store_true')
    add('shell', shell, "open Odoo's shell on the demo database")
    add('log', show_log, "follow the log of the demo")
    add('stop', stop, "end Odoo and PostgreSQL that were started here")
    add('clean', clean, "stop what runs and delete what this clone made")
    return main_parser


def main():
    options = parser().parse_args()
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
