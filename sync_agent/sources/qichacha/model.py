"""Which of its interfaces are asked."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field, field_validator

from ...records.base import Country
from ..rest.model import Reactions
from ..web import HttpSettings


@dataclass(frozen=True)
class Api:
    """One list about a company; `keys`: what tells its items apart for ever."""

    path: str
    kind: str
    keys: tuple
    paged: bool = True


APIS = {
    'dishonest': Api('ShixinCheck/GetList', 'dishonest_debtor', ('Id',)),
    'abnormal': Api('ExceptionCheck/GetList', 'abnormal_operation', ('AddDate', 'AddReason'), False),
    'illegal': Api('SeriousIllegalCheck/GetList', 'serious_violation', ('AddDate', 'AddReason'),
                   False),
    'tax_violation': Api('TaxIllegalCheck/GetList', 'tax_violation', ('Id',)),
    'penalty': Api('AdminPenaltyCheck/GetList', 'penalty', ('Id',)),
}


class QichachaSettings(HttpSettings):
    base_url: str = 'https://api.qichacha.com'
    #: where the data must stay; None: no such duty
    residency: Country | None = 'CN'
    #: names of the secrets
    key: str
    secret: str
    apis: tuple[str, ...] = tuple(APIS)
    #: so many pages of a list are bought at most; the number of all items is known anyway
    max_pages: int = Field(default=3, ge=1, le=50)
    #: customers without a number are looked for by name, for a person to decide
    search: bool = False
    reports: tuple[Literal['report_base'], ...] = ()
    #: Status of an answer -> what it means, beyond 200 and 201
    codes: dict[str, Reactions] = {}

    @field_validator('apis')
    @classmethod
    def _check_apis(cls, value):
        unknown = [name for name in value if name not in APIS]
        if unknown:
            raise ValueError(f"there is no {unknown[0]}; there are {', '.join(APIS)}")
        return value
