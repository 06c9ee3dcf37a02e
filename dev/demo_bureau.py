"""A bureau for the demo: a stub on this machine, from which the agent brings reports into Odoo.

    python -m dev.demo_bureau ADDRESS DATABASE       (by the environment's Python; `make sync`)
"""

import os
import shutil
import subprocess
import sys

from .console import say
from .paths import LOCAL, REPO

FOLDER = LOCAL / 'agent'
CONFIG = FOLDER / 'config.toml'
#: The demo's customers as the bureau knows them: country, number there, name.
KNOWN = (
    ('US', '1001', "Acme Trade Inc"), ('DE', '1002', "Bolt GmbH"), ('FR', '1003', "Cato SA"),
    ('GB', '90000006', "Fenn & Co"),
)
SETTINGS = """# Made by `make sync`. The bureau is a stub on this machine, there as long as the run.
[odoo]
url = "{address}"
database = "{database}"
login = "credit_agent"
transport = "odoorpc"

[state]
folder = "{folder}/state"

[log]
level = "ERROR"

[secrets]
folder = "{folder}/secrets"

[sources.creditsafe]
type = "creditsafe"
provider = "creditsafe"
base_url = "{bureau}/v1"
user = "bureau-user"
password = "bureau-password"
countries = ["US", "DE", "FR", "GB"]
german_reason = 1
send_raw = true
"""


def sync(environment, address, database):
    """Run the agent once against the stub, and return its exit code; it says itself what it did."""
    say("A bureau's reports: credit-sync run")
    return subprocess.run(
        [str(environment.python), '-m', 'dev.demo_bureau', address, database], cwd=REPO,
        env=environment.variables, check=False,
    ).returncode


def forget():
    """Delete what the agent remembers of a database that is gone."""
    shutil.rmtree(FOLDER, ignore_errors=True)


def stub():
    """Return the bureau, which knows the demo's customers."""
    from tests.stubs import companies, creditsafe
    return creditsafe.Creditsafe(
        companies.company(number, country, name=name, reg_no=reg_no, siret=None)
        for number, (country, reg_no, name) in enumerate(KNOWN, 1))


def write(address, database, bureau):
    """Write the agent's configuration and its secrets."""
    from tests.stubs import creditsafe
    secrets = FOLDER / 'secrets'
    secrets.mkdir(parents=True, exist_ok=True)
    for name, value in {'odoo': 'credit_agent', 'bureau-user': creditsafe.USER,
                        'bureau-password': creditsafe.PASSWORD}.items():
        path = secrets / name
        path.touch(mode=0o600)
        path.write_text(value, encoding='utf-8')
    CONFIG.write_text(SETTINGS.format(
        address=address, database=database, folder=FOLDER, bureau=bureau), encoding='utf-8')


def main(address, database):
    from tests.stubs.server import Bureau
    bureau = Bureau(stub())
    try:
        write(address, database, bureau.address)
        return subprocess.run(
            [sys.executable, '-m', 'sync_agent', '--config', str(CONFIG), 'run'], cwd=REPO,
            env={**os.environ, 'NO_PROXY': '127.0.0.1'}, check=False,
        ).returncode
    finally:
        bureau.stop()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
