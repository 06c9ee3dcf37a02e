"""The guide says what is so: its examples load, its lists are complete."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from sync_agent import VERSION, config, normalise
from sync_agent.cli import app
from sync_agent.commands import metrics
from sync_agent.errors import SEVERITY, ExitCode
from sync_agent.mapping.model import FieldMap
from sync_agent.normalise.scales import shipped
from sync_agent.normalise.statuses import tables
from sync_agent.sources import kinds, load, settings_of

REPO = Path(__file__).resolve().parents[2]
GUIDE = (REPO / 'docs' / 'operating' / 'agent.md').read_text(encoding='utf-8')
ARCHITECTURE = (REPO / 'docs' / 'architecture' / 'agent.md').read_text(encoding='utf-8')
PACKAGE = REPO / 'sync_agent'


def examples():
    """Return all TOML blocks of the guide as one configuration."""
    blocks = re.findall(r'^```toml\n(.*?)^```', GUIDE, re.DOTALL | re.MULTILINE)
    return '\n'.join(blocks)


def test_the_examples_are_one_configuration(tmp_path):
    path = tmp_path / 'config.toml'
    path.write_text(examples(), encoding='utf-8')
    found = config.load(path)
    # One of each kind that there is.
    assert sorted(values['type'] for values in found.sources.values()) == kinds()
    for name, values in found.sources.items():
        cls, settings = settings_of(name, values)
        cls(name, settings, None).describe()


def test_exit_codes_and_their_order():
    rows = re.findall(r'^\| (\d+) \|', GUIDE[GUIDE.index('## Exit codes'):], re.MULTILINE)
    assert [int(row) for row in rows] == sorted(int(code) for code in ExitCode)
    order = re.search(r'the first of ([\d, ]+) is given', GUIDE)[1]
    assert [int(code) for code in order.split(', ')] == [
        int(code) for code in SEVERITY if code not in (ExitCode.OK, ExitCode.ALREADY_RUNNING)]


def test_commands_and_sources():
    section = GUIDE[GUIDE.index('## Commands'):GUIDE.index('## Exit codes')]
    named = re.findall(r'^\| `([a-z-]+)', section, re.MULTILINE)
    assert set(named) == set(get_command(app).commands)
    for kind in kinds():
        assert f'`{kind}`' in GUIDE


def test_keys_of_maps_scales_and_statuses():
    section = GUIDE[GUIDE.index('### Maps'):GUIDE.index('### Files')]
    keys = set(re.findall(r'`(\w+)`', ' '.join(
        re.findall(r'^\| (`.*?) \|', section, re.MULTILINE))))
    assert keys == {field.alias or name for name, field in FieldMap.model_fields.items()}
    for name in (*shipped()[1], *tables()):
        assert f'`{name}`' in section


def test_every_key_of_the_settings_is_in_the_guide():
    for kind in kinds():
        for name in load(kind).Settings.model_fields:
            assert re.search(rf'\b{name}\b', GUIDE), name


@pytest.mark.parametrize(('pattern', 'files'), [
    (r"(?:draft\.issue|draft_issue)\(\s*'([a-z_]+)'", '**/*.py'),
    (r"(?:Reject|reject)\(\s*(?:draft, )?'([a-z_]+)'", '**/*.py'),
])
def test_codes_of_issues_and_of_what_is_set_aside(pattern, files):
    codes = {code for path in PACKAGE.glob(files)
             for code in re.findall(pattern, path.read_text(encoding='utf-8'))}
    assert len(codes) > 4
    for code in codes:
        assert f'`{code}`' in GUIDE, code


def test_metrics_are_all_listed():
    text = Path(metrics.__file__).read_text(encoding='utf-8')
    for name in re.findall(r"gauge\('(\w+)'", text):
        assert name in GUIDE, name


def test_every_module_is_on_the_map():
    for path in PACKAGE.iterdir():
        if path.name.startswith('__') or path.name in ('toml.py',):
            continue
        name = f'{path.name}/' if path.is_dir() else path.name
        assert f'`{name}`' in ARCHITECTURE, name


def test_modules_and_functions_stay_readable():
    """The aims of the project: files of 300 lines, functions of 40."""
    import ast
    for path in PACKAGE.rglob('*.py'):
        text = path.read_text(encoding='utf-8')
        assert text.count('\n') <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                assert node.end_lineno - node.lineno < 40, f'{path}: {node.name}'


def test_normalise_touches_nothing_outside():
    for path in Path(normalise.__file__).parent.rglob('*.py'):
        text = path.read_text(encoding='utf-8')
        assert not re.search(r'^(?:from|import) (?:requests|sqlite3|os|odoorpc)', text, re.MULTILINE)


def test_the_version_is_one():
    text = (REPO / 'setup.cfg').read_text(encoding='utf-8')
    assert f'version = {VERSION}\n' in text
