"""Pure tests: the addon's code that needs no Odoo, imported without the addon's own `__init__`."""

import sys
import types
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2] / 'credit_management'

if 'credit_management' not in sys.modules:
    package = types.ModuleType('credit_management')
    package.__path__ = [str(ADDON)]
    sys.modules['credit_management'] = package

#: Samples that the addon's own tests use too.
sys.path.insert(0, str(ADDON / 'tests'))
