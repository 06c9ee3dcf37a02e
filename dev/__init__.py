"""How a bare machine gets Odoo 19, PostgreSQL and the Python packages, and runs this project.

Standard library only: nothing needs to be installed when it starts.
"""

import sys

from .pins import PYTHON_MINIMUM


def check_python(version):
    """End the program with one sentence where Python is too old for Odoo 19 and for this code."""
    if tuple(version[:2]) < PYTHON_MINIMUM:
        needed, found = ('.'.join(map(str, v)) for v in (PYTHON_MINIMUM, version[:2]))
        sys.exit(f"Error: Python {needed} or later is needed and this is {found}: name a newer "
                 f"one, `make demo PYTHON=/path/to/python3`.")


# Before any other module is read: an older Python does not even understand them.
check_python(sys.version_info)
