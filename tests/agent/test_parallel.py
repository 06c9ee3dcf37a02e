"""Chunks in several processes: the same reports, in the same order."""

import pytest
from desk import row

from sync_agent.sources.files import parallel


def double(number):
    return 2 * number


def test_results_come_in_the_order_of_the_items():
    assert list(parallel.run(double, range(9), workers=2)) == [2 * n for n in range(9)]


def test_only_a_few_items_are_taken_ahead():
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    results = parallel.run(double, items(), workers=2)
    next(results)
    assert len(taken) <= 5
    results.close()


@pytest.fixture
def cluster():
    """A Dask scheduler with one worker process, as another host would run it."""
    distributed = pytest.importorskip('distributed')
    with distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None,
            host='127.0.0.1') as found:
        yield found.scheduler_address


def arrived(desk):
    return [report['content_hash'] for report in desk.sink.reports]


def test_two_processes_and_a_cluster_write_what_one_process_writes(desk, cluster, tmp_path):
    desk.know(*range(1, 500))
    rows = [row(number) for number in range(1, 500)]
    rows[100] = row(100, Name='')
    desk.put('a.csv', rows)
    expected = [planned.content_hash for planned in desk.dry_run().planned]
    assert len(expected) == 498
    desk.values['sources']['file']['workers'] = 2
    assert [planned.content_hash for planned in desk.dry_run().planned] == expected
    desk.values['sources']['file']['cluster'] = cluster
    assert desk.run().counts['created'] == 498
    assert arrived(desk) == expected
