"""A benchmark on a filled copy of a bare database: got ready and measured, a process for each."""

import argparse
import json
import subprocess
import sys

from odoo import fields

from . import databases, generate, history, machine, report, session
from .report import RESULTS
from .scales import SCALES

#: Days from an invoice to its due date, such that the newest one is of yesterday.
TERMS = 60


def apart(module, *arguments):
    """Run a module in a process of its own and return what it prints."""
    result = subprocess.run([sys.executable, '-m', f'benchmarks.{module}', *arguments],
                            check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(result.stdout)


def measure(module, bare, scale, *asked, paid=history.PAID):
    """Fill a copy of `bare` at a scale, and let `module` get it ready and measure on it.

    :param asked: what its ``--side`` is told beside the database
    """
    database = f'{bare}_{module}'
    try:
        databases.copy(bare, database)
        session.close()
        generate.generate(database, SCALES[scale], terms=TERMS)
        history.add(database, paid)
        apart(module, database, '--prepare')
        load = [machine.load()]
        results = apart(module, database, '--side', *asked)
        return {**results, 'load': [*load, machine.load()],
                'date': fields.Date.today().isoformat()}
    finally:
        databases.drop(database)


def parser(doc):
    """Return the command line that they share."""
    found = argparse.ArgumentParser(description=doc.splitlines()[0])
    found.add_argument('database', help="one with Odoo's modules and nothing in it")
    found.add_argument('--prepare', action='store_true', help="only get this filled one ready")
    found.add_argument('--side', action='store_true', help="only measure, on this very database")
    return found


def run(arguments, prepare, side, whole):
    """Do the step that was asked for and print what came of it as JSON, or do all of them.

    :param side: function of nothing that measures
    :param whole: function of nothing that yields (name, results), which are kept
    """
    if arguments.prepare:
        prepare(arguments.database)
        print(json.dumps({}))
    elif arguments.side:
        print(json.dumps(side()))
    else:
        for name, results in whole():
            keep(name, results)
        print(report.write())


def keep(name, results):
    """Write results where the report looks for them."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f'{name}.json').write_text(json.dumps(results, indent=1), encoding='utf-8')
