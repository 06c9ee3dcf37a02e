"""Odoo's own runner finds a test file only if the tests' package imports it."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / 'credit_management' / 'tests'


def test_every_test_file_of_the_addon_is_imported_once():
    imported = re.findall(
        r'^from \. import (\w+)$', (TESTS / '__init__.py').read_text(encoding='utf-8'), re.MULTILINE)
    assert imported == sorted(path.stem for path in TESTS.glob('test_*.py'))
