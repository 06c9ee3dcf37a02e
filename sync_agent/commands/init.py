"""`init`: a configuration to begin with, and the folder for the state."""

import os

from ..errors import ConfigError

TEMPLATE = '''\
# credit-sync: what it reads, and where it brings it. docs/operating/agent.md explains each line.
# Secrets are not in here: CREDIT_SYNC_SECRET_ODOO in the environment, a systemd credential "odoo",
# or a file "odoo" of mode 0600 in the folder that [secrets] names.

[odoo]
url = "https://odoo.example.com"
database = "production"
# a user with the group "Bureau sync" and nothing else
login = "credit-sync"
# key_expires = 2027-01-31

[state]
folder = "{state}"

[secrets]
# folder = "/etc/credit-sync/secrets"

[sources.portfolio]
type = "files"
provider = "mybureau"
product = "portfolio"
folder = "{state}/incoming"
pattern = "*.csv"
delimiter = ";"

[sources.portfolio.map]
date_format = "%d.%m.%Y"
decimal_mark = ","
thousands_mark = "."

[[sources.portfolio.map.fields]]
from = "Company"
to = "subject.legal_name"
required = true

[[sources.portfolio.map.fields]]
from = "Country"
to = "subject.country"

[[sources.portfolio.map.fields]]
from = "DUNS"
to = "subject.identifiers[duns].value"

[[sources.portfolio.map.fields]]
from = "Score"
to = "scores[mybureau.score].raw"
scale = "creditsafe.100"

[[sources.portfolio.map.fields]]
from = "Limit in kEUR"
to = "limits[mybureau.limit].amount"
unit = "thousand"

[[sources.portfolio.map.fields]]
from = "As of"
to = "as_of"

[sources.portfolio.map.constants]
"limits[mybureau.limit].currency" = "EUR"
'''


def init(path, state_folder):
    """Write a configuration and make the folders; return the paths that were made."""
    if path.exists():
        raise ConfigError(f"{path} is there already; nothing was changed.")
    made = []
    for folder in (path.parent, state_folder, state_folder / 'incoming'):
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
            made.append(folder)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, 'w', encoding='utf-8') as file:
        file.write(TEMPLATE.format(state=state_folder))
    return [*made, path]
