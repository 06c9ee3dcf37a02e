"""One neutral report for one subject, whatever bureau it comes from."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .base import (
    Code,
    Country,
    Currency,
    Day,
    Instant,
    Line,
    Number,
    Record,
    Reference,
    Sha256,
    Share,
    Slug,
)
from .lists import EventKind, IssueSeverity, MatchMethod, Section
from .sections import (
    Change,
    Counter,
    Cover,
    Event,
    Filings,
    Group,
    Identity,
    Limit,
    Owner,
    Payment,
    Score,
    Statement,
)

#: The contract that this agent writes; an addon that does not list it is refused.
CONTRACT_VERSION = 1
#: Sections beside `subject`, under the names that they have in a report.
SECTIONS = (
    'scores', 'limits', 'cover', 'payment', 'events', 'counters', 'statements', 'changes',
    'owners', 'group', 'filings',
)
_SECTIONS = frozenset(SECTIONS)


class Issue(Record):
    code: Code
    path: Line
    severity: IssueSeverity


class Raw(Record):
    media_type: Code
    encoding: Literal['gzip+base64'] = 'gzip+base64'
    data: str


class Cost(Record):
    amount: Number | None = None
    currency: Currency | None = None
    units: Number | None = None


class Evidence(Record):
    kind: Code
    scheme: Line | None = None
    value: Line | None = None
    detail: Line | None = None


class MatchCandidate(Record):
    partner_id: int
    confidence: Share
    evidence: list[Evidence] | None = None


class Match(Record):
    partner_id: int | None
    method: MatchMethod
    confidence: Share
    evidence: list[Evidence] | None = None
    candidates: list[MatchCandidate] | None = None


class Report(Record):
    schema_version: Literal[1]
    provider: Slug
    product: Slug
    provider_ref: Reference
    external_id: Reference
    as_of: Day
    as_of_quality: Literal['stated', 'assumed']
    retrieved_at: Instant
    content_hash: Sha256 | None = None
    raw_hash: Sha256
    raw: Raw | None = None
    completeness: Literal['complete', 'partial']
    sections_present: list[Section]
    sections_failed: list[Section]
    residency: Country | None = None
    cost: Cost | None = None
    subject: Identity
    scores: list[Score] | None = None
    limits: list[Limit] | None = None
    cover: list[Cover] | None = None
    payment: Payment | None = None
    events: list[Event] | None = None
    counters: dict[EventKind, Counter] | None = None
    statements: list[Statement] | None = None
    changes: list[Change] | None = None
    owners: list[Owner] | None = None
    group: Group | None = None
    filings: Filings | None = None
    disputed: bool | None = None
    issues: Annotated[list[Issue], Field(max_length=500)] | None = None
    match: Match | None = None

    @model_validator(mode='after')
    def _check_sections(self):
        delivered = _SECTIONS & self.model_fields_set
        if {*delivered, 'identity'} != set(self.sections_present):
            raise ValueError("sections_present names other sections than there are")
        return self
