"""What a source makes of one answer, before the rules that hold for every bureau are applied."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass
class Draft:
    """A report under way, as plain Python values in the shape of the contract.

    `report` holds `subject`, sections and, where known, `provider_ref`, `external_id`, `as_of` and
    `disputed`; beside the contract's own keys a score may name its `scale`, and a limit may hold
    words as `text`. What a map cannot know (hashes, envelope, check digits) is added by
    `finish.finish`.
    """

    report: dict
    product: str
    raw_hash: str
    retrieved_at: dt.datetime
    failed: tuple = ()
    #: Something else was not delivered, and nobody knows which section it belongs to.
    partial: bool = False
    #: (code, path, severity)
    issues: list = field(default_factory=list)
    #: Keys of the answer that nothing reads.
    unknown: tuple = ()
    origin: dict = field(default_factory=dict)
    #: The bureau's key that was asked for; another one in the answer is another company.
    asked_for: str | None = None
    #: The customer it was fetched for, if it was.
    partner_id: int | None = None
    #: The bureau knows the name and does not tell it, as some countries' tax offices do.
    name_withheld: bool = False
    #: How sure the bureau is that it found the right one, as evidence rows of the contract.
    evidence: list = field(default_factory=list)
    cost: dict | None = None
    #: The answer itself, for those who keep it in Odoo, and its type.
    raw: bytes | None = None
    media_type: str = 'application/json'

    def issue(self, code, path, severity='warning'):
        self.issues.append((code, path, severity))


@dataclass(frozen=True)
class Profile:
    """What is the same for every report of one source."""

    source: str
    provider: str
    residency: str | None = None
    #: Whether Odoo may keep the answer as it came; licence and residency decide.
    send_raw: bool = False
    scales: dict = field(default_factory=dict)
