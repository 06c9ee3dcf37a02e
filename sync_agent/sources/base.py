"""What a source is. A native connector is one file here and one map beside it.

The engine calls, the source answers: it never chooses whom a report is about, never writes to Odoo,
and raises only the errors of `errors.SourceError`. Reading an answer (`normalise`) is pure, so that
it is tested, and repeated years later, without the bureau.
"""

import datetime as dt
from dataclasses import dataclass, field

from ..config import SourceSettings
from ..normalise import Draft

#: Shown by `check` and in the documentation beside every source.
TESTED = ("tested against local stubs derived from public documentation; "
          "not certified against the live service")


@dataclass(frozen=True)
class Capabilities:
    """What a source can do, and how its bureau wants to be treated."""

    #: any of `pull` (subject by subject), `changes` (a stream), `files`
    modes: frozenset
    products: tuple
    #: identifiers that `find` can ask by, best first; empty: names only
    schemes: tuple = ()
    #: ISO-3166 codes, or None for any
    countries: frozenset | None = None
    #: `never`, `per_call` (also for a miss), `per_hit`
    charges: str = 'never'
    #: whether `find` may be asked with a name and no identifier
    finds_by_name: bool = False
    #: requests in so many seconds
    rate: tuple = (5, 1)
    residency: str | None = None
    note: str = TESTED
    #: so many subjects can be fetched by one request (`fetch_many`)
    batch: int = 1


@dataclass(frozen=True)
class Health:
    """The answer of the cheapest request that costs nothing."""

    ok: bool
    message: str
    quota_left: int | None = None
    clock_skew: float | None = None


@dataclass(frozen=True)
class SubjectQuery:
    """Who is looked for: identifiers first, then name and place."""

    partner_id: int
    name: str
    country: str | None = None
    #: (scheme, verified value)
    identifiers: tuple = ()
    names: tuple = ()
    city: str | None = None
    postcode: str | None = None

    def identifier(self, *schemes):
        """Return the first value of these schemes, or None."""
        found = dict(reversed(self.identifiers))
        return next((found[scheme] for scheme in schemes if scheme in found), None)


@dataclass(frozen=True)
class Candidate:
    """One answer to a search; `subject` is an identity section as far as the bureau gives it."""

    provider_ref: str
    subject: dict
    #: how sure the bureau is, 0 to 1, and in its own words
    confidence: float | None = None
    detail: str = ''


@dataclass(frozen=True)
class RawReport:
    """An answer as it came: bytes, and what its headers said that reading it needs."""

    provider_ref: str
    product: str
    data: bytes
    retrieved_at: dt.datetime
    media_type: str = 'application/json'
    meta: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Pending:
    """The bureau makes the report later; `token` (JSON) is what to ask with."""

    token: object
    poll_after: float = 60


@dataclass(frozen=True)
class Change:
    """Something happened to a subject: it needs a new answer."""

    provider_ref: str
    change_ref: str
    kind: str = ''


@dataclass(frozen=True)
class Page:
    """Changes, and the cursor that follows them; `more` says whether to ask again at once.

    `resync`: the bureau does not remember that far back, so every subject is asked about anew.
    """

    changes: tuple
    cursor: object
    more: bool = False
    resync: bool = False


class Source:
    """Base of all sources. Subclasses set `Settings` and override what they can do."""

    Settings = SourceSettings

    def __init__(self, name, settings, context):
        """`context` (`context.Context`) gives HTTP, secrets and the money guard."""
        self.name, self.settings, self.context = name, settings, context

    def describe(self):
        """Return the Capabilities."""
        raise NotImplementedError

    def check(self):
        """Return the Health, by a request that costs nothing."""
        raise NotImplementedError

    # === PULL === #

    def find(self, query):
        """Return Candidates, best first; an empty list if there is none."""
        raise NotImplementedError

    def fetch(self, provider_ref, product):
        """Return a RawReport, or Pending if the bureau makes it later."""
        raise NotImplementedError

    def fetch_many(self, refs, product):
        """Return {provider_ref: RawReport} of those that the bureau knows, by one request.

        At most `Capabilities.batch` at a time; whoever is missing is unknown to the bureau.
        """
        raise NotImplementedError

    def poll(self, provider_ref, product, token):
        """Ask for an ordered report: a RawReport, or Pending again."""
        raise NotImplementedError

    def normalise(self, raw):
        """Return a Draft; pure.

        :raises SchemaDrift: the answer has another shape
        :raises BadPayload: it cannot be read at all
        """
        raise NotImplementedError

    # === CHANGES === #

    def changes(self, cursor, limit):
        """Return the Page after `cursor` (opaque JSON, None at first), oldest first.

        At least once: the engine stores the cursor only after Odoo acknowledged what came of it.
        """
        raise NotImplementedError

    def subscribe(self, refs):
        """Ask to be told of changes; being subscribed already is success. Never replaces all."""
        raise NotImplementedError

    def unsubscribe(self, refs):
        raise NotImplementedError

    # === FILES === #

    def incoming(self):
        """Yield `files.Incoming` for each file that is complete, oldest first."""
        raise NotImplementedError

    # === HELP FOR SUBCLASSES === #

    def draft(self, raw, report, **facts):
        """Return a Draft of an answer; `facts` as in `Draft`."""
        return Draft(
            report, raw.product, facts.pop('raw_hash', ''), raw.retrieved_at,
            asked_for=raw.provider_ref, raw=raw.data, media_type=raw.media_type, **facts)
