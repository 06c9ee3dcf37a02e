"""What a figure was measured on: cores, memory, versions, and how busy the machine was."""

import os
import platform
from pathlib import Path

import odoo


def describe(cr):
    """Return the machine and its software as ``{label: text}``."""
    cr.execute("SELECT current_setting('server_version'), current_setting('shared_buffers'),"
               " current_setting('jit'), current_setting('synchronous_commit')")
    version, buffers, jit, synchronous = cr.fetchone()
    return {
        'Processor': f"{processor()}, {os.cpu_count()} cores",
        'Memory': f"{memory() / 2**30:.0f} GiB",
        'System': f"{platform.system()} {platform.machine()}",
        'Python': platform.python_version(),
        'Odoo': odoo.release.version,
        'PostgreSQL': f"{version.split()[0]} (shared_buffers {buffers}, jit {jit},"
                      f" synchronous_commit {synchronous}), on the same machine",
    }


def processor():
    for line in Path('/proc/cpuinfo').read_text(encoding='utf-8').splitlines():
        if line.startswith('model name'):
            return line.split(':', 1)[1].strip()
    return platform.processor() or "unknown processor"


def memory():
    return os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES')


def load():
    """Return the load average of the last minute, as it says how far others disturbed."""
    return round(os.getloadavg()[0], 1)
