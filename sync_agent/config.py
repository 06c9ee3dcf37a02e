"""The configuration: one TOML file, checked whole before anything is done.

Secrets are not in it; `credentials.py` says where they come from.
"""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, ValidationError

from .checkpoint import Caps
from .errors import ConfigError
from .normalise.scales import Scale, shipped
from .records.base import Country, Currency, Slug
from .toml import tomllib

VARIABLE = 'CREDIT_SYNC_CONFIG'
Name = Annotated[str, Field(pattern=r'^[a-z0-9][a-z0-9_-]{0,40}$')]


class Part(BaseModel):
    model_config = ConfigDict(extra='forbid', frozen=True)


class OdooSettings(Part):
    #: with scheme and, if need be, port
    url: AnyHttpUrl
    database: str
    #: of a user with the group *Bureau sync* and nothing else
    login: str
    #: `auto`: odoorpc up to Odoo 21, JSON-2 from 22 on
    transport: Literal['auto', 'odoorpc', 'json2'] = 'auto'
    #: seconds; below the server's own limit of 120, so that a lost answer is told from a slow one
    timeout: Annotated[float, Field(gt=0, le=110)] = 60
    #: own certificate authority
    ca_bundle: Path | None = None
    #: when the API key ends, for the warning two weeks before
    key_expires: date | None = None


class StateSettings(Part):
    #: on a local disk: SQLite's journal does not work over a network
    folder: Path
    keep_raw_days: Annotated[int, Field(ge=1)] = 400
    keep_done_days: Annotated[int, Field(ge=1)] = 180
    keep_log_days: Annotated[int, Field(ge=1)] = 90
    #: so many reports may wait for Odoo before no more are read
    outbox_cap: Annotated[int, Field(ge=200)] = 20_000


class SecretSettings(Part):
    #: a folder with one file a secret, mode 0600
    folder: Path | None = None
    keyring: bool = False


class LogSettings(Part):
    level: Literal['DEBUG', 'INFO', 'WARNING', 'ERROR'] = 'INFO'
    #: beside standard error
    file: Path | None = None


class QuotaSettings(Part):
    """What a source may use; counted before each call, retries too."""

    run_calls: Annotated[int, Field(ge=0)] | None = None
    day_calls: Annotated[int, Field(ge=0)] | None = None
    month_calls: Annotated[int, Field(ge=0)] | None = None
    run_cost: Decimal | None = None
    day_cost: Decimal | None = None
    month_cost: Decimal | None = None
    #: price of a call by product, where the bureau does not say it
    prices: dict[str, Decimal] = {}
    currency: Currency | None = None
    #: some products are charged even when nothing is found; asking for them needs this
    pay_for_misses: bool = False

    @property
    def caps(self):
        return Caps(**{name: getattr(self, name) for name in Caps.__dataclass_fields__})


class SourceSettings(Part):
    """What every source has; a kind of source adds its own."""

    type: Name
    #: the bureau's code in Odoo
    provider: Slug
    enabled: bool = True
    residency: Country | None = None
    send_raw: bool = False
    quota: QuotaSettings = QuotaSettings()
    #: a subject is asked for again when its last answer is older
    refresh_days: Annotated[float, Field(ge=0)] = 30
    #: the same content of a bureau without dates is told again after so many days
    reaffirm_days: Annotated[int, Field(ge=1)] = 7


class Config(Part):
    odoo: OdooSettings
    state: StateSettings
    secrets: SecretSettings = SecretSettings()
    log: LogSettings = LogSettings()
    #: the company's own scales, beside those that come with the agent
    scales: dict[str, Scale] = {}
    sources: dict[Name, dict] = {}

    def all_scales(self):
        return {**shipped()[1], **self.scales}


def find(path=None):
    """Return the path of the configuration: as given, by environment, or where it usually is."""
    if path or os.environ.get(VARIABLE):
        return Path(path or os.environ[VARIABLE])
    home = Path(os.environ.get('XDG_CONFIG_HOME') or Path.home() / '.config')
    places = [home / 'credit-sync' / 'config.toml', Path('/etc/credit-sync/config.toml')]
    return next((place for place in places if place.exists()), places[0])


def load(path):
    """Return the Config of a file.

    :raises ConfigError: it is not there, is no TOML, or does not hold together
    """
    try:
        values = tomllib.loads(path.read_text(encoding='utf-8'))
    except FileNotFoundError:
        raise ConfigError(f"There is no configuration {path}. `credit-sync init` writes one, "
                          f"--config or {VARIABLE} names another.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    return parse(Config, values, str(path))


def parse(model, values, where):
    """Return `values` as the settings `model`; raise ConfigError that names every slip."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ConfigError(explain(error, where)) from None


def explain(error, where):
    """Return one line a slip: where it stands, and what is wrong with it. Never the value."""
    slips = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"  {'.'.join(str(part) for part in slip['loc']) or '(whole)'}: {slip['msg']}"
             for slip in slips[:20]]
    return '\n'.join([f"{where} does not hold together:", *lines])
