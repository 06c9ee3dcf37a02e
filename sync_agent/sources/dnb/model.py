"""Settings of a Direct+ account."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from ...records.base import Country
from ..web import HttpSettings

BLOCKS = ['companyinfo_L2_v1', 'financialstrengthinsight_L2_v1', 'paymentinsight_L3_v1']


class DnbSettings(HttpSettings):
    base_url: str = 'https://plus.dnb.com'
    #: names of secrets: the key and the secret of the account
    user: str
    password: str
    #: a newer one is spoken of and documented nowhere in public
    token_path: str = 'v2/token'  # noqa: S105 - a path
    countries: list[Country] | None = None
    #: data blocks of a report, as the contract has them
    blocks: Annotated[list[str], Field(min_length=1)] = BLOCKS
    #: candidates below are not looked at, 1 to 10
    confidence: Annotated[int, Field(ge=1, le=10)] = 7
    #: what requests about German companies must say
    order_reason: str = '6332'
    customer_reference: str = 'credit-sync'
    #: reference of the monitoring registration that is pulled; None: none
    registration: str | None = None
    #: where the bureau's zip files with notifications are put; None: nowhere
    notifications_folder: Path | None = None
