"""Each error has one exit code and, from a source, one reaction."""

import inspect

from sync_agent import errors
from sync_agent.errors import ExitCode, worst


def classes():
    return [found for _name, found in inspect.getmembers(errors, inspect.isclass)
            if issubclass(found, errors.SyncError)]


def test_the_tree_in_the_docstring_names_every_class():
    for found in classes():
        assert found.__name__ in errors.__doc__


def test_every_source_error_has_a_reaction():
    for found in classes():
        if issubclass(found, errors.SourceError):
            assert isinstance(found.reaction, errors.Reaction)


def test_the_worst_code_wins():
    assert worst([]) == ExitCode.OK
    assert worst([ExitCode.PARTIAL, ExitCode.QUOTA, ExitCode.OK]) == ExitCode.QUOTA
    assert worst([ExitCode.ODOO_UNREACHABLE, ExitCode.AUTH]) == ExitCode.AUTH
    assert set(errors.SEVERITY) == set(ExitCode)
