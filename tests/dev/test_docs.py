"""The pages name what is there: files, headings, models, methods and commands."""

import re
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
FOLDERS = ('benchmarks', 'bridges', 'credit_management', 'dev', 'docs', 'sync_agent', 'tests')
PAGES = sorted([*REPO.glob('*.md'), *REPO.glob('docs/**/*.md')])
#: What is not in a fresh clone: the specification, a file of Odoo, the folder that `make setup` makes.
THEIRS = {'domain.md', 'practice.md', 'account/tests/test_account_partner.py', '.dev/'}
#: What Odoo's own menus say, in lower case.
ODOO_LABELS = {
    'accounting', 'actions', 'configuration', 'email templates', 'incoming payments', 'journals',
    'sales', 'scheduled actions', 'settings', 'technical',
}
PATH = r'[\w./*-]+\.(?:py|xml|js|md|toml|csv|sh)|(?:[\w.-]+/)+'


def tree():
    """Return all files and folders of ours, a line each."""
    ours = [*REPO.glob('*'), *(path for folder in FOLDERS for path in (REPO / folder).rglob('*'))]
    return ''.join(f'/{path.relative_to(REPO)}\n' for path in ours)


def is_there(name, lines):
    """Tell whether a file or folder ends like `name`, where * stands for any part of one."""
    like = re.escape(name.rstrip('/')).replace(r'\*', '[^/\n]*')
    return re.search(f'/{like}\n', lines)


def sources(pattern):
    return '\n'.join(
        path.read_text(encoding='utf-8') for folder in ('credit_management', 'bridges')
        for path in (REPO / folder).rglob(pattern))


@pytest.fixture(scope='module')
def code():
    return sources('*.py')


def spoken(pattern):
    """Return ``{(page, what of `pattern` stands there)}`` of all pages."""
    return {
        (str(page.relative_to(REPO)), found)
        for page in PAGES for found in re.findall(pattern, page.read_text(encoding='utf-8'))}


def headings(page):
    """Return the anchors of a page, as GitHub makes them."""
    titles = re.findall(r'^#+ (.+)$', page.read_text(encoding='utf-8'), re.MULTILINE)
    return {re.sub(r'[^\w\- ]', '', title.lower()).replace(' ', '-') for title in titles}


def test_links_lead_somewhere():
    lost = []
    for name, (target, anchor) in spoken(r'\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)'):
        page = REPO / name
        path = (page.parent / target) if target else page
        if not path.exists() or anchor and anchor[1:] not in headings(path):
            lost.append((name, target + anchor))
    assert not lost


def test_files_that_are_named_are_there():
    lines = tree()
    lost = [item for item in spoken(rf'`({PATH})`')
            if item[1] not in THEIRS and not is_there(item[1], lines)]
    assert not lost


def test_models_and_their_methods_are_there(code):
    models = set(re.findall(r"_name = '([\w.]+)'", code))
    members = set(re.findall(r'def (\w+)\(', code)) | set(re.findall(r'^    (\w+) = ', code, re.M))
    assert 'credit.hold' in models
    lost = []
    for page, name in spoken(r'`(credit(?:\.\w+)+)[`(]'):
        model, _dot, member = name.rpartition('.')
        if name not in models and not (model in models and member in members):
            lost.append((page, name))
    assert not lost


def test_methods_that_are_named_are_there(code):
    everything = set(re.findall(r'\w+', code + sources('*.js')))
    lost = [(page, name) for page, name in spoken(r'`(_?action_\w+|_\w+)\(') if name not in everything]
    assert not lost


def test_commands_are_there():
    targets = set(re.findall(r'^(\w+):', (REPO / 'Makefile').read_text(encoding='utf-8'), re.M))
    commands = set(re.findall(r"'([a-z]+)'", (REPO / 'dev' / '__main__.py').read_text(encoding='utf-8')))
    lost = [item for item in spoken(r'(?:`|^    )make ([a-z]+)') if item[1] not in targets]
    lost += [item for item in spoken(r'python3 -m dev ([a-z]+)') if item[1] not in commands]
    lost += [item for item in spoken(r'-m benchmarks\.(\w+)')
             if not (REPO / 'benchmarks' / f'{item[1]}.py').exists()]
    assert not lost


def test_ways_through_menus_name_what_screens_say():
    template = REPO / 'credit_management' / 'i18n' / 'credit_management.pot'
    labels = {label.lower() for label in re.findall(
        r'^msgid "(.+)"$', template.read_text(encoding='utf-8'), re.M)} | ODOO_LABELS
    ways = spoken(r'(?<!\*)\*{1,2}([^*\n]+ › [^*\n]+?)[.…]?\*')
    assert len(ways) > 50
    lost = [(page, way) for page, way in ways for label in way.split(' › ')
            if not {label.lower(), label.lower() + '…'} & labels]
    assert not lost
