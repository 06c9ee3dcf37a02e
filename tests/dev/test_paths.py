import pytest

from dev import odoo_run, paths, postgres
from dev.errors import SetupError


def test_no_room_on_the_disk_names_folder_figure_and_way_out(tmp_path):
    with pytest.raises(SetupError, match=r'needs 999999999 MB.*XDG_CACHE_HOME'):
        paths.require_space(tmp_path, 999_999_999)


def test_the_cache_follows_the_usual_variable(monkeypatch, tmp_path):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    assert paths.cache() == tmp_path / 'credit_management'


@pytest.mark.parametrize('name', postgres.OWN_SERVER)
def test_any_variable_of_the_users_server_wins(monkeypatch, name):
    for variable in postgres.OWN_SERVER:
        monkeypatch.delenv(variable, raising=False)
    assert not postgres.is_own()
    monkeypatch.setenv(name, 'x')
    assert postgres.is_own()


def test_a_folder_nobody_else_may_enter_is_not_reachable(tmp_path):
    closed = tmp_path / 'closed'
    closed.mkdir(mode=0o700)
    assert not postgres.reachable(closed / 'inside')


def test_the_cause_is_the_line_of_the_exception():
    log = ("INFO loading\nTraceback (most recent call last):\n  File x\n"
           "odoo.exceptions.ValidationError: The limit is negative\nINFO shutdown\n")
    assert odoo_run.last_cause(log) == "odoo.exceptions.ValidationError: The limit is negative"


def test_a_cause_that_announces_the_next_line_takes_it_along():
    log = "Exception: file x.csv could not be processed:\nUnknown model credit.x\nINFO bye\n"
    assert odoo_run.last_cause(log) == (
        "Exception: file x.csv could not be processed: Unknown model credit.x")


def test_what_odoo_warns_of_about_ours_is_found_once():
    view = "odoo.addons.base.models.ir_ui_view: <b>Access Rights Inconsistency</b> credit_state"
    log = (f"2026-01-01 00:00:00,000 1 WARNING credit_x {view}\n" * 2
           + "2026-01-01 00:00:00,000 1 WARNING credit_x odoo.addons.base.models.ir_model: Two"
           " fields of res.partner() have the same label: Name.\n"
           "2026-01-01 00:00:00,000 1 WARNING credit_x odoo.service.server: a credit thread\n"
           "2026-01-01 00:00:00,000 1 INFO credit_x odoo.modules.loading: credit_management\n")
    assert odoo_run.faults(log) == [view]
