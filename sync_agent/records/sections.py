"""The sections of a report, as `docs/bureau_report_contract.md` lists them."""

from pydantic import Field

from .base import (
    Code,
    Count,
    Country,
    Currency,
    Day,
    Line,
    Money,
    Name,
    Number,
    Postcode,
    Record,
    Share,
    Text,
)
from .lists import (
    CoverDecision,
    Dimension,
    Direction,
    EventKind,
    EventSeverity,
    EventStatus,
    LimitState,
    OwnerKind,
    Role,
    Scheme,
    ScoreState,
    Status,
)

# === IDENTITY === #

class Identifier(Record):
    scheme: Scheme
    value: Code
    valid: bool | None = None
    issuer: Line | None = None


class FormerName(Record):
    name: Name
    until: Day | None = None


class Address(Record):
    lines: list[Line] | None = None
    city: Line | None = None
    postcode: Postcode | None = None
    region: Line | None = None
    country: Country | None = None


class Activity(Record):
    scheme: Code
    code: Code | None = None
    text: Text | None = None


class Employees(Record):
    value: Count | None = None
    year: int | None = None
    range: Line | None = None


class Identity(Record):
    legal_name: Name
    previous_names: list[FormerName] | None = None
    trade_names: list[Name] | None = None
    country: Country | None = None
    identifiers: list[Identifier] | None = None
    status: Status | None = None
    status_raw: Line | None = None
    legal_form: Line | None = None
    incorporation_date: Day | None = None
    cessation_date: Day | None = None
    registered_capital: Money | None = None
    paid_in_capital: Money | None = None
    address: Address | None = None
    activity: list[Activity] | None = None
    employees: Employees | None = None
    natural_person: bool | None = None


# === RISK === #

class Score(Record):
    code: Code
    dimension: Dimension
    direction: Direction
    state: ScoreState
    raw: Line | None = None
    raw_min: Number | None = None
    raw_max: Number | None = None
    model: Line | None = None
    date: Day | None = None
    overrides: list[Line] | None = None
    pd: Share | None = None
    pd_horizon_months: Count | None = None


class Limit(Record):
    code: Code
    state: LimitState
    amount: Number | None = None
    currency: Currency | None = None
    date: Day | None = None


class Cover(Record):
    policy_ref: Code
    decision: CoverDecision
    requested: Number | None = None
    granted: Number | None = None
    currency: Currency | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    conditions: Text | None = None
    decided_on: Day | None = None


class Collections(Record):
    count: Count | None = None
    amount: Number | None = None
    currency: Currency | None = None


class Buckets(Record):
    d30: Number | None = None
    d60: Number | None = None
    d90: Number | None = None
    d91p: Number | None = None


class Payment(Record):
    dbt_days: Number | None = None
    industry_dbt_days: Number | None = None
    paydex: Number | None = None
    paydex_3m: Number | None = None
    trend: Line | None = None
    experiences: Count | None = None
    on_time: Count | None = None
    late: Count | None = None
    past_due: Money | None = None
    high_credit: Money | None = None
    collections: Collections | None = None
    buckets: Buckets | None = None


class Event(Record):
    key: Code
    kind: EventKind
    severity: EventSeverity
    status: EventStatus
    opened_on: Day | None = None
    closed_on: Day | None = None
    amount: Number | None = None
    currency: Currency | None = None
    authority: Line | None = None
    case_no: Line | None = None
    role: Role | None = None
    text: Text | None = None


class Counter(Record):
    count: Count | None = None
    amount: Number | None = None
    currency: Currency | None = None
    window: Line | None = None


# === FIGURES, PEOPLE, GROUP === #

class Statement(Record):
    period_end: Day
    months: Count | None = None
    consolidated: bool | None = None
    currency: Currency | None = None
    revenue: Number | None = None
    ebit: Number | None = None
    pbt: Number | None = None
    net_profit: Number | None = None
    total_assets: Number | None = None
    current_assets: Number | None = None
    inventory: Number | None = None
    receivables: Number | None = None
    cash: Number | None = None
    total_liabilities: Number | None = None
    current_liabilities: Number | None = None
    equity: Number | None = None
    source_type: Line | None = None
    filed_on: Day | None = None


class Change(Record):
    kind: Code
    date: Day | None = None
    before: Text | None = None
    after: Text | None = None


class Owner(Record):
    name: Name
    kind: OwnerKind | None = None
    pct: Number | None = None
    since: Day | None = Field(default=None, alias='from')
    until: Day | None = Field(default=None, alias='to')
    negative: bool | None = None


class Group(Record):
    parent_ref: Line | None = None
    ultimate_ref: Line | None = None
    hq_ref: Line | None = None


class Filings(Record):
    accounts_due: Day | None = None
    accounts_overdue: bool | None = None
    confirmation_due: Day | None = None
    confirmation_overdue: bool | None = None
