"""What could not be used, as data: nothing is lost on bad input."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reject:
    """One input that goes to the quarantine.

    `code` is from a closed list of words in `docs/operating/agent.md`, `path` is where in the
    neutral report, `origin` says where the input lies: ``{"file", "row"}`` or ``{"raw"}``.
    """

    code: str
    path: str
    message: str
    origin: dict = field(default_factory=dict)
    #: The input itself, JSON-ready.
    content: object = None
    #: Who it is about, as far as known.
    provider_ref: str | None = None

    @classmethod
    def from_validation(cls, error, **known):
        """Turn pydantic's first complaint into a reject; the rest is in its message."""
        complaints = error.errors(include_url=False, include_context=False, include_input=False)
        path = '.'.join(str(part) for part in complaints[0]['loc'])
        message = '; '.join(
            f"{'.'.join(str(part) for part in complaint['loc'])}: {complaint['msg']}"
            for complaint in complaints[:5]
        )
        return cls('malformed', path, message, **known)
