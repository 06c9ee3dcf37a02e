"""What Odoo says: keys of customers, answers to reports, what it can."""

from pydantic import BaseModel, ConfigDict

from .lists import Outcome


class Incoming(BaseModel):
    """Newer addons may say more: what is not known is not read."""

    model_config = ConfigDict(extra='ignore')


class Capabilities(Incoming):
    addon_version: str
    contract_versions: list[int]
    max_batch: int
    bureaus: list[str]
    server_time: str


class PartnerIdentifier(Incoming):
    scheme: str
    value: str


class PartnerRef(Incoming):
    provider: str
    provider_ref: str


class PartnerKey(Incoming):
    """A customer as the agent may know him: no document, no figure."""

    id: int
    name: str
    names: list[str] = []
    country: str | None = None
    identifiers: list[PartnerIdentifier] = []
    refs: list[PartnerRef] = []
    rejected: list[PartnerRef] = []
    city: str | None = None
    postcode: str | None = None
    active: bool = True
    write_date: str


class AnswerError(Incoming):
    code: str
    field: str | None = None
    message: str = ''


class Answer(Incoming):
    external_id: str
    outcome: Outcome
    id: int | None = None
    errors: list[AnswerError] = []
