"""How a bureau with an HTTP interface is described in the configuration, without any code."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...config import Part
from ...mapping import ReportMap
from ...records.base import Country, Slug
from ...records.lists import Scheme
from ..web import HttpSettings

Reactions = Literal[
    'ok', 'auth', 'forbidden', 'not_found', 'ambiguous', 'legal', 'throttled', 'quota',
    'transient',
]


class AuthSettings(Part):
    """`secret`, `user` and `password` are names of secrets, not secrets."""

    kind: Literal['none', 'basic', 'header', 'parameter', 'digest', 'token'] = 'none'
    secret: str | None = None
    user: str | None = None
    password: str | None = None
    #: of `header`, `token` and `digest`
    header: str = 'Authorization'
    #: put before the secret; None is `Bearer ` before a token and nothing before a key
    prefix: str | None = None
    #: of `parameter` and `digest`
    parameter: str = 'key'
    #: of `digest`: where the time goes
    time_header: str = 'Timespan'
    #: of `token`: what is asked, and how; {user} and {password} stand for the secrets
    path: str | None = None
    send: Literal['json', 'form', 'basic'] = 'json'
    fields: dict[str, str] = {}
    #: where the answer has it, and for how long
    answer_at: str = 'access_token'
    seconds_at: str | None = 'expires_in'

    @model_validator(mode='after')
    def _check(self):
        needed = {
            'basic': ('user', 'password'), 'header': ('secret',), 'parameter': ('secret',),
            'digest': ('user', 'secret'), 'token': ('path',),
        }.get(self.kind, ())
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"auth of kind {self.kind} needs {', '.join(missing)}")
        return self


class RequestSettings(Part):
    """One request; `{ref}`, `{value}`, `{country}`, `{name}`, … stand for what is asked about."""

    path: str
    method: Literal['GET', 'POST'] = 'GET'
    params: dict[str, str] = {}
    #: sent as JSON
    body: dict[str, str] = {}
    headers: dict[str, str] = {}


class PagingSettings(Part):
    """How to get what does not fit one answer.

    `page` and `offset` count in `parameter` from `first`; `cursor` and `link` are told by the answer
    at `next`, as a value of `parameter` or as a whole address.
    """

    kind: Literal['page', 'offset', 'cursor', 'link'] = 'page'
    parameter: str = 'page'
    first: int = 1
    size: Annotated[int, Field(ge=1)] = 100
    size_parameter: str | None = None
    next: str | None = None
    #: where the number of all items stands
    total: str | None = None
    max_pages: Annotated[int, Field(ge=1)] = 1000

    @model_validator(mode='after')
    def _check(self):
        if self.kind in ('cursor', 'link') and self.next is None:
            raise ValueError(f"paging of kind {self.kind} needs next")
        return self


class FindSettings(RequestSettings):
    """One way to search: by an identifier, or by name."""

    by: Scheme | Literal['name']
    #: where the hits are; None is the answer itself
    items: str | None = None
    #: of a hit: `provider_ref` and fields of `subject`
    map: ReportMap
    #: how sure the bureau is, and what it calls all of it
    confidence: str | None = None
    confidence_of: Annotated[float, Field(gt=0)] = 1
    paid: bool = False


class ProductSettings(RequestSettings):
    name: Slug
    paid: bool = False
    map: ReportMap
    #: where the answer lists sections that it could not deliver; its words -> ours
    failed: str | None = None
    failed_values: dict[str, str] = {}


class ChangesSettings(RequestSettings):
    """A stream of events; `{cursor}` in `params` is the last `at` that was seen."""

    items: str | None = None
    ref: str
    id: str
    #: what the stream is ordered by: when the bureau wrote the event, not when it happened
    at: str
    kind: str | None = None
    #: the first cursor; None is today
    start: str | None = None
    paging: PagingSettings | None = None


class ErrorSettings(Part):
    """What codes inside an answer, and statuses, mean beyond the usual."""

    #: where a code stands in an answer
    code: str | None = None
    message: str | None = None
    #: code -> meaning; a code that is not here is an answer of another shape
    codes: dict[str, Reactions] = {}
    #: status -> meaning
    statuses: dict[Annotated[str, Field(pattern=r'^[1-5]\d\d$')], Reactions] = {}


class CheckSettings(RequestSettings):
    #: where the number of requests that are left stands
    quota: str | None = None


class RestSettings(HttpSettings):
    auth: AuthSettings = AuthSettings()
    countries: list[Country] | None = None
    charges: Literal['never', 'per_call', 'per_hit'] = 'never'
    check: CheckSettings | None = None
    find: list[FindSettings] = []
    products: Annotated[list[ProductSettings], Field(min_length=1)]
    changes: ChangesSettings | None = None
    errors: ErrorSettings = ErrorSettings()

    @model_validator(mode='after')
    def _check_charges(self):
        paid = any(part.paid for part in (*self.find, *self.products))
        if paid != (self.charges != 'never'):
            raise ValueError("`charges` and `paid` contradict each other")
        return self
