"""The drop folder: complete files only, oldest first, and none of them twice or lost."""

import os
import time

import pytest
from desk import row

from sync_agent.errors import ExitCode
from sync_agent.sources.files import folder, readers


@pytest.mark.parametrize('name', [
    '.hidden.csv', 'a.csv.part', 'a.csv.tmp', 'a.csv.filepart', 'a.csv~',
])
def test_names_of_unfinished_files_are_passed_over(desk, name):
    desk.know(1)
    desk.put('b.csv', [row(1)]).rename(desk.drop / name)
    assert desk.run().counts['rows'] == 0
    assert (desk.drop / name).exists()


def test_a_file_that_somebody_still_writes_to_is_left_alone(desk):
    desk.know(1)
    desk.values['sources']['file']['settle_seconds'] = 10
    desk.put('a.csv', [row(1)], age=-30)
    assert desk.run().counts['rows'] == 0
    desk.put('a.csv', [row(1)], age=11)
    assert desk.run().counts['created'] == 1


def test_a_file_from_the_future_is_not_waited_for(desk):
    desk.know(1)
    desk.values['sources']['file']['settle_seconds'] = 10
    desk.put('a.csv', [row(1)], age=-3600)
    assert desk.run().counts['created'] == 1


def test_a_file_that_grows_while_it_is_read_is_read_when_it_is_whole(desk, monkeypatch):
    desk.know(*range(1, 251))
    path = desk.put('a.csv', [row(number) for number in range(1, 201)])
    real = readers.read

    def read_and_grow(found, settings):
        for number, chunk in enumerate(real(found, settings)):
            if number == 2:
                with found.open('a') as file:
                    file.write(','.join(row(250).values()) + '\n')
            yield chunk

    monkeypatch.setattr(readers, 'read', read_and_grow)
    desk.run()
    assert path.exists()
    monkeypatch.setattr(readers, 'read', real)
    summary = desk.run()
    assert summary.exit_code == ExitCode.OK
    assert len(desk.sink.reports) == 201
    assert not path.exists()


def test_the_older_file_comes_first(desk):
    desk.know(1)
    desk.put('b.csv', [row(1, Limit='1')], age=60)
    desk.put('a.csv', [row(1, Limit='2')], age=30)
    desk.run()
    assert [report['limits'][0]['amount'] for report in desk.sink.reports] == ['1', '2']
    assert desk.sink.calls[-2][0] == 'import_reports'


def test_the_same_file_under_another_name_is_put_away(desk):
    desk.know(1)
    desk.put('a.csv', [row(1)])
    desk.run()
    desk.put('a.csv', [row(1)])
    assert desk.run().counts['rows'] == 0
    assert len(list((desk.drop / 'archive').iterdir())) == 2


def test_a_file_that_is_none_is_refused_with_the_reason_beside_it(desk):
    desk.put_text('bad.csv', 'Firma,DUNS\nx,1\n')
    desk.put_text('worse.csv', b'\xff\xfe\x00')
    desk.know(1)
    desk.put('good.csv', [row(1)])
    summary = desk.run()
    assert summary.counts['files refused'] == 2
    assert summary.counts['created'] == 1
    assert summary.exit_code == ExitCode.PARTIAL
    refused = desk.drop / 'refused'
    assert "'Key' is missing; the file has 'Firma', 'DUNS'" in (
        refused / 'bad.csv.reason.txt').read_text()
    assert (refused / 'worse.csv').exists()
    # Dropped again, it is still no good.
    desk.put_text('bad.csv', 'Firma,DUNS\nx,1\n')
    assert desk.run().counts['files refused'] == 0
    assert not (desk.drop / 'bad.csv').exists()


def test_rows_before_the_place_where_a_file_breaks_are_kept(desk):
    desk.know(*range(1, 151))
    desk.values['sources']['file']['encoding'] = 'ascii'
    path = desk.put('a.csv', [row(number) for number in range(1, 151)])
    with path.open('ab') as file:
        # Far enough behind, beyond what a text file reads ahead.
        file.write(b'k9,' + b'x' * 20000 + b',GB,1,1,1,2026-11-01\n' + b'\xff\n')
    desk.aged(path, 0)
    summary = desk.run()
    assert summary.counts['files refused'] == 1
    assert summary.counts['created'] == 100


def test_links_are_not_followed(desk, tmp_path):
    desk.know(1)
    target = desk.put('a.csv', [row(1)]).rename(tmp_path / 'elsewhere.csv')
    (desk.drop / 'a.csv').symlink_to(target)
    assert desk.run().counts['rows'] == 0
    assert target.exists()


def test_a_folder_that_is_missing_is_a_slip_of_the_configuration(desk):
    desk.drop.rmdir()
    summary = desk.run()
    assert summary.exit_code == ExitCode.CONFIG
    assert "is not there" in summary.messages[0]


def test_moving_to_another_file_system_copies_first(desk, monkeypatch, tmp_path):
    path = desk.put('a.csv', [row(1)])
    incoming = seen(path)
    real = os.replace
    moved = []

    def other_disk(self, target):
        if self == path:
            raise OSError(18, "Invalid cross-device link")
        moved.append(target)
        real(self, target)

    monkeypatch.setattr('pathlib.Path.replace', other_disk)
    folder.move(incoming, tmp_path / 'far')
    target = tmp_path / 'far' / 'a.csv'
    assert target.read_text().startswith('Key,')
    assert moved == [target]
    assert not path.exists()


def test_a_file_is_what_is_in_it(desk):
    one, other = desk.put('a.csv', [row(1)]), desk.put('b.csv', [row(1)])
    assert folder.hash_of(one) == folder.hash_of(other)
    incoming = seen(one)
    assert folder.is_unchanged(incoming)
    os.utime(one, (time.time() + 5, time.time() + 5))
    assert not folder.is_unchanged(incoming)
    one.unlink()
    assert not folder.is_unchanged(incoming)


def seen(path):
    found = path.stat()
    return folder.Incoming(path, folder.hash_of(path), found.st_size, found.st_mtime_ns)


def test_a_new_file_of_the_same_name_is_not_put_away_with_the_old_one(desk, monkeypatch, tmp_path):
    """Dropped while the first one was on its way to Odoo."""
    desk.know(1, 2)
    desk.put('a.csv', [row(1)])

    def drop_another(moment):
        if moment == 'after':
            desk.put('a.csv', [row(2)])
            desk.sink.hook = None

    desk.sink.hook = drop_another
    desk.run()
    assert (desk.drop / 'a.csv').exists()
    assert desk.run().counts['created'] == 1
    assert [report['provider_ref'] for report in desk.sink.reports] == ['k1', 'k2']
    # And when it comes between the last look and the move.
    path = desk.put('b.csv', [row(1)])
    incoming = seen(path)
    monkeypatch.setattr(folder, 'is_unchanged', lambda found: bool(desk.put('b.csv', [row(1)] * 2)))
    folder.move(incoming, tmp_path / 'archive', "reason")
    assert path.exists()
    assert list((tmp_path / 'archive').iterdir()) == []
