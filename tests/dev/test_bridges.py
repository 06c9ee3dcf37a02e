"""What every bridge addon keeps to: small, installed by itself, translated, tested."""

import ast

import polib
import pytest

from dev.paths import REPO

BRIDGES = sorted(path.parent for path in (REPO / 'bridges').glob('*/__manifest__.py'))
pytestmark = pytest.mark.parametrize('bridge', BRIDGES, ids=lambda bridge: bridge.name)


def test_it_comes_by_itself_where_the_app_is_there(bridge):
    manifest = ast.literal_eval((bridge / '__manifest__.py').read_text(encoding='utf-8'))
    assert manifest['auto_install'] is True
    assert manifest['license'] == 'LGPL-3'
    assert manifest['depends'] == ['credit_management', bridge.name.partition('management_')[2]]


def test_it_is_small(bridge):
    files = [
        path for kind in ('py', 'xml', 'js') for path in bridge.rglob(f'*.{kind}')
        if 'tests' not in path.parts
    ]
    assert sum(len(path.read_text(encoding='utf-8').splitlines()) for path in files) <= 150


def test_it_has_a_test_of_its_own(bridge):
    assert list((bridge / 'tests').glob('test_*.py'))


def test_every_term_is_translated(bridge):
    template = polib.pofile(str(bridge / 'i18n' / f'{bridge.name}.pot'))
    chinese = polib.pofile(str(bridge / 'i18n' / 'zh_CN.po'))
    assert {entry.msgid for entry in chinese} == {entry.msgid for entry in template}
    assert all(entry.msgstr.strip() and not entry.fuzzy for entry in chinese)
