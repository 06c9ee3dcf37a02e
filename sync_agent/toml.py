"""Reading TOML on every Python from 3.10 on."""

import sys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ['tomllib']
