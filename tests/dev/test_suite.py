import sys

from dev import suite

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="test_passes"/>
<testcase classname="tests.a" name="test_fails"><failure message="x"/></testcase>
<testcase classname="tests.a" name="test_fails"><error message="and its teardown"/></testcase>
<testcase classname="" name="tests.broken"><error message="collection"/></testcase>
<testcase classname="tests.a" name="test_waits"><skipped/></testcase>
</testsuite></testsuites>"""


def read(tmp_path):
    path = tmp_path / 'report.xml'
    path.write_text(REPORT)
    return suite.read_report(path)


def test_a_report_counts_each_test_once(tmp_path):
    outcome = read(tmp_path)
    assert (outcome.passed, outcome.skipped) == (1, 1)
    assert outcome.failed == ['tests.a::test_fails', 'tests.broken']


def test_the_last_line_is_the_summary(tmp_path, capsys):
    suite.print_summary(read(tmp_path), 61)
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 2 failed, 1 skipped"


def test_nothing_skipped_is_not_mentioned(capsys):
    suite.print_summary(suite.Outcome(passed=3), 1)
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 0 failed"


def test_every_folder_with_tests_belongs_to_a_part():
    folders = {folder for part in suite.PARTS for folder in part.folders}
    assert set(suite.OTHER_PARTS) <= folders
    assert {'bridges', 'credit_management', 'tests'} <= folders


def test_every_bridge_is_installed_where_bridges_are_tested():
    part = next(part for part in suite.PARTS if part.name == 'bridges')
    assert part.database == suite.DOORS
    assert [(suite.REPO / 'bridges' / name / 'tests').is_dir() for name in suite.bridges()] == [
        True] * len(suite.bridges())


def test_a_hanging_run_is_ended_and_counts_as_failed(capsys):
    code = suite.call([sys.executable, '-c', 'import time; time.sleep(60)'], None, 0.01)
    assert code == 124
    assert "something hangs" in capsys.readouterr().err
