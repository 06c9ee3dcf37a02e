"""A thousand crooked customers: what items sum to is the total, however either is asked for."""

import json
import os
import sys

from .server import Database, run


def test_every_way_to_a_figure_gives_the_same_for_every_customer():
    database = Database(f'sums_{os.getpid()}').create()
    try:
        answer = json.loads(run(
            sys.executable, '-m', 'benchmarks.sums', database.name, '--fill', 'small'))
    finally:
        database.drop()
    assert answer['differences'] == []
    assert answer['customers'] >= 1_000
    assert answer['items'] >= 12_000
