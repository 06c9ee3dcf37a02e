"""The examples of docs/api.md run as they stand, from top to bottom, against a real server."""

import re
from pathlib import Path

import pytest

API = Path(__file__).resolve().parents[2] / 'docs' / 'api.md'
ROLES = {'SALES': 'sally', 'OFFICER': 'olga', 'MANAGER': 'mona', 'AUDITOR': 'arno', 'AGENT': 'bob'}


def examples():
    """Return (heading, line number, code) of every Python block."""
    text = API.read_text(encoding='utf-8')
    found = []
    for match in re.finditer(r'^```python\n(.*?)^```', text, re.DOTALL | re.MULTILINE):
        heading = re.findall(r'^## (.+)$', text[:match.start()], re.MULTILINE)[-1]
        found.append((heading, text.count('\n', 0, match.start()) + 1, match.group(1)))
    return found


@pytest.fixture(scope='module')
def namespace(world):
    """What the blocks share, with the environment that the page asks for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('ODOO_URL', world.server.address)
        patch.setenv('ODOO_DATABASE', world.database.name)
        for role, login in ROLES.items():
            patch.setenv(f'{role}_KEY', world.facts['people'][login]['key'])
        patch.setenv('SALES_LOGIN', 'sally')
        patch.setenv('SALES_PASSWORD', world.facts['people']['sally']['password'])
        patch.setenv('NO_PROXY', '127.0.0.1')
        yield {'__name__': 'api_examples'}


@pytest.mark.parametrize(('heading', 'line', 'code'), examples(), ids=lambda value: (
    value if isinstance(value, str) and '\n' not in value else ''))
def test_the_example_runs(namespace, heading, line, code):
    # The text is our own documentation. Padding keeps its line numbers in tracebacks.
    exec(compile('\n' * line + code, str(API), 'exec'), namespace)  # noqa: S102


def test_the_page_names_what_the_design_made_public():
    text = API.read_text(encoding='utf-8')
    for name in ('may_sell', 'credit.exposure.item', 'credit.task', 'verify_chain', 'CreditHold',
                 'credit_state', 'action_request_credit_release', 'credit_no_profile',
                 'credit.authority', 'hold_ids', 'import_reports', 'partner_keys', 'batch_status',
                 'capabilities', 'record_run'):
        assert name in text
