"""Where reports come from. `type = "x"` in the configuration is the module `sources.x`.

A module names its class `SOURCE`; there is no list to add it to.
"""

import importlib
import pkgutil

from ..config import parse
from ..errors import ConfigError

#: Parts of sources, not sources.
_HELPERS = {'auth', 'base', 'billed', 'context', 'http', 'limiter', 'listening', 'native', 'privacy',
            'proof', 'web'}


def kinds():
    """Return the kinds of sources that there are."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__)
                  if module.name not in _HELPERS)


def load(kind):
    """Return the class of a kind of source."""
    if kind not in kinds():
        raise ConfigError(f"There is no source of type {kind!r}; there are {', '.join(kinds())}.")
    return importlib.import_module(f'{__name__}.{kind}').SOURCE


def settings_of(name, values):
    """Return (class, checked settings) of one [sources.NAME]."""
    if 'type' not in values:
        raise ConfigError(f"[sources.{name}] needs a `type`: {', '.join(kinds())}.")
    found = load(values['type'])
    return found, parse(found.Settings, values, f'[sources.{name}]')
