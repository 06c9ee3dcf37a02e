"""`python -m tests.stubs creditsafe --port 8090 --companies 200`: a bureau that answers till it is ended.

Prints its address, and what to put into the agent's configuration and secrets.
"""

import argparse
import importlib
import pkgutil
import signal
import sys
import threading
from pathlib import Path

from . import __path__ as here
from .server import Bureau


def kinds():
    """Return the stubs that can be started: modules with a `demo`."""
    names = [module.name for module in pkgutil.iter_modules(here) if module.name != '__main__']
    return [name for name in names
            if 'def demo(' in (Path(next(iter(here))) / f'{name}.py').read_text(encoding='utf-8')]


def load(kind):
    return importlib.import_module(f'{__package__}.{kind}')


def start(kind, port=0, companies=50):
    """Return a running `Bureau`; `.answer` is the stub, `.address` where it is, `.stop()` ends it.

    :param companies: how many of `companies.companies` it knows
    """
    return Bureau(load(kind).demo(companies), port)


def main(words=None):
    parser = argparse.ArgumentParser('python -m tests.stubs', description=__doc__)
    parser.add_argument('kind', choices=kinds())
    parser.add_argument('--port', type=int, default=0)
    parser.add_argument('--companies', type=int, default=50)
    asked = parser.parse_args(words)
    bureau, ended = start(asked.kind, asked.port, asked.companies), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    print(bureau.address, flush=True)
    for line in getattr(load(asked.kind), 'HINTS', ()):
        print(line, flush=True)
    ended.wait()
    bureau.stop()
    return 0


if __name__ == '__main__':
    sys.exit(main())
