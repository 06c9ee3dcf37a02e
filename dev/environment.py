"""Everything a command of this project needs, put together."""

import os
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, postgres, python_env
from .paths import LOCAL, REPO


@dataclass(frozen=True)
class Environment:
    """A ready machine: `python` runs Odoo, `variables` go to every process that is started."""

    python: Path
    odoo: odoo_source.OdooSource
    variables: dict
    config: Path

    def command(self, *arguments):
        """Return the command line that runs Odoo with our configuration."""
        return [str(self.python), '-m', 'odoo', *map(str, arguments)]


def ensure():
    """Fetch what is missing, start PostgreSQL, and return the environment."""
    LOCAL.mkdir(exist_ok=True)
    odoo = odoo_source.ensure()
    venv = python_env.ensure()
    server = postgres.ensure(venv)
    config = write_config(odoo, server)
    variables = dict(os.environ)
    variables.update(server)
    variables.update({
        'VIRTUAL_ENV': str(venv),
        'PATH': os.pathsep.join(search_path(venv)),
        'PYTHONPATH': os.pathsep.join(python_path(odoo)),
        'ODOO_RC': str(config),
        # What Odoo hands to these programs is small; their threads only fight for the cores.
        'OMP_NUM_THREADS': os.environ.get('OMP_NUM_THREADS', '1'),
    })
    return Environment(venv / 'bin' / 'python', odoo, variables, config)


def search_path(venv):
    folders = [str(venv / 'bin')]
    if postgres.is_own():
        # Their client programs fit their server; ours come last, for those who have none.
        return [*folders, os.environ.get('PATH', os.defpath), str(postgres.programs_in(venv))]
    return [*folders, str(postgres.programs_in(venv)), os.environ.get('PATH', os.defpath)]


def python_path(odoo):
    return [str(odoo.root), *filter(None, [os.environ.get('PYTHONPATH')])]


def write_config(odoo, server):
    """Write Odoo's configuration file and return its path; passwords stay in the environment."""
    # The bridges come first: Odoo finds a file's addon by the first folder that it lies in.
    addons = [*odoo.addons, *filter(Path.is_dir, [REPO / 'bridges']), REPO]
    options = {
        'addons_path': ','.join(map(str, addons)),
        'data_dir': LOCAL / 'data',
        'http_interface': '127.0.0.1',
        'max_cron_threads': 1,
    }
    if server:
        options.update(db_host=server['PGHOST'], db_port=server['PGPORT'],
                       db_user=server['PGUSER'])
    config = LOCAL / 'odoo.conf'
    text = '[options]\n' + ''.join(f'{name} = {value}\n' for name, value in options.items())
    # Many processes may write the same text at once; none may read half of it.
    part = config.with_name(f'odoo.conf.{os.getpid()}')
    part.write_text(text, encoding='utf-8')
    part.replace(config)
    return config
