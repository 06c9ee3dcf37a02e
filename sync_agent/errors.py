"""Everything that may go wrong, and the one thing the engine does about each.

SyncError
├── ConfigError               the configuration, or the command itself, is wrong
├── AlreadyRunning            another agent works on the same state
├── StateError                the state file cannot be used
├── SourceError               a bureau; `reaction` says what follows
│   ├── AuthFailed            bad secret or expired key             stop the source
│   │   └── TokenExpired      a token that worked before            refresh once, then AuthFailed
│   ├── Forbidden             product not in the contract           disable the product
│   ├── NotFound              the bureau knows no such subject      negative cache
│   │   └── NotCovered        its country is not in the contract    the same, and said
│   ├── Ambiguous             more than one candidate               a person decides
│   ├── LegalBlock            law, residency or consent             record, never retry
│   ├── Throttled             too fast; carries `retry_after`       wait
│   ├── QuotaExhausted        volume or money is used up            stop the source until reset
│   ├── Transient             5xx, timeout, reset                   retry with jitter
│   ├── OutcomeUnknown        no answer to something not repeatable read back first
│   ├── SchemaDrift           an answer of another shape            quarantine
│   └── BadPayload            not readable at all                   quarantine
└── OdooError                 Odoo
    ├── OdooAuthFailed        login or key refused                  stop the run
    ├── OdooForbidden         the user lacks the group              stop the run
    ├── OdooMismatch          addon missing, or other contract      stop the run
    ├── OdooRefused           it raised; `name` is the exception    bisect, then quarantine
    ├── OdooUnreachable       never got there                       retry, then stop the run
    └── OdooOutcomeUnknown    sent, no answer                       ask batch_status

What is wrong with one report is no exception: it is a `records.Reject`, and goes on as data. A
`Defect` is no such error either: the agent itself is wrong, and the run ends.
"""

from enum import Enum, IntEnum


class ExitCode(IntEnum):
    """What a scheduler sees. The lowest place in `SEVERITY` wins when several apply."""

    OK = 0
    INTERNAL = 1
    CONFIG = 2
    PARTIAL = 3
    QUOTA = 4
    AUTH = 5
    ODOO_UNREACHABLE = 6
    SOURCE_UNREACHABLE = 7
    #: EX_TEMPFAIL: systemd and cron need not be alarmed.
    ALREADY_RUNNING = 75


SEVERITY = (
    ExitCode.INTERNAL, ExitCode.CONFIG, ExitCode.AUTH, ExitCode.ODOO_UNREACHABLE,
    ExitCode.SOURCE_UNREACHABLE, ExitCode.QUOTA, ExitCode.PARTIAL, ExitCode.ALREADY_RUNNING,
    ExitCode.OK,
)


def worst(codes):
    """Return the code that a scheduler should see, `OK` for none."""
    return min(codes, key=SEVERITY.index, default=ExitCode.OK)


class Reaction(Enum):
    """What the engine does about an error of a source."""

    STOP_SOURCE = 'stop the source'
    DISABLE_PRODUCT = 'go on without this product'
    NO_HIT = 'note that there is none, and ask again later'
    REVIEW = 'leave it to a person'
    RECORD = 'note it'
    RETRY = 'try again'
    READ_BACK = 'ask what became of it'
    QUARANTINE = 'keep the answer aside'


class SyncError(Exception):
    """Base of all; its text says fact, figure and way out, and holds no secret."""

    exit_code = ExitCode.INTERNAL


class ConfigError(SyncError):
    exit_code = ExitCode.CONFIG


class AlreadyRunning(SyncError):
    exit_code = ExitCode.ALREADY_RUNNING


class StateError(SyncError):
    exit_code = ExitCode.CONFIG


# === SOURCES === #

class SourceError(SyncError):
    exit_code = ExitCode.PARTIAL
    reaction = Reaction.QUARANTINE


class AuthFailed(SourceError):
    exit_code = ExitCode.AUTH
    reaction = Reaction.STOP_SOURCE


class TokenExpired(AuthFailed):
    """The client refreshes once by itself; whoever else sees it has lost."""


class Forbidden(SourceError):
    reaction = Reaction.DISABLE_PRODUCT


class NotFound(SourceError):
    exit_code = ExitCode.OK
    reaction = Reaction.NO_HIT


class NotCovered(NotFound):
    """The contract does not reach this subject, but others; the text names no subject."""

    exit_code = ExitCode.PARTIAL


class Ambiguous(SourceError):
    exit_code = ExitCode.OK
    reaction = Reaction.REVIEW


class LegalBlock(SourceError):
    exit_code = ExitCode.OK
    reaction = Reaction.RECORD


class Throttled(SourceError):
    """`retry_after`: seconds that the bureau asked for, or None."""

    exit_code = ExitCode.SOURCE_UNREACHABLE
    reaction = Reaction.RETRY

    def __init__(self, message, retry_after=None):
        super().__init__(message)
        self.retry_after = retry_after


class QuotaExhausted(SourceError):
    exit_code = ExitCode.QUOTA
    reaction = Reaction.STOP_SOURCE


class Transient(SourceError):
    """`retry_after` as in `Throttled`."""

    exit_code = ExitCode.SOURCE_UNREACHABLE
    reaction = Reaction.RETRY

    def __init__(self, message, retry_after=None):
        super().__init__(message)
        self.retry_after = retry_after


class OutcomeUnknown(SourceError):
    exit_code = ExitCode.SOURCE_UNREACHABLE
    reaction = Reaction.READ_BACK


class SchemaDrift(SourceError):
    """`path`: where the answer stopped to look as it should."""

    def __init__(self, message, path=''):
        super().__init__(message)
        self.path = path


class BadPayload(SourceError):
    pass


#: What reading says when an answer has another shape than it thought.
UNEXPECTED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Defect(Exception):
    """The agent is wrong; the text says over which input, whichever process it happened in."""

    @classmethod
    def at(cls, origin, error):
        """:param origin: as in `records.Reject`"""
        where = (f"row {origin['row']} of {origin['name']}" if 'row' in origin
                 else ' '.join(str(value) for value in origin.values()))
        return cls(f"{where or 'a report'}: {type(error).__name__}: {error}")


# === ODOO === #

class OdooError(SyncError):
    exit_code = ExitCode.ODOO_UNREACHABLE


class OdooAuthFailed(OdooError):
    exit_code = ExitCode.AUTH


class OdooForbidden(OdooError):
    exit_code = ExitCode.AUTH


class OdooMismatch(OdooError):
    exit_code = ExitCode.CONFIG


class OdooRefused(OdooError):
    """Odoo raised: `name` is the exception's dotted name, `code` the contract's, if it has one."""

    exit_code = ExitCode.PARTIAL

    def __init__(self, message, name='', code=None):
        super().__init__(message)
        self.name, self.code = name, code


class OdooUnreachable(OdooError):
    """Nothing was done: the request did not get there, or Odoo said that it rolled back.

    `retry_after` as in `Throttled`.
    """

    def __init__(self, message, retry_after=None):
        super().__init__(message)
        self.retry_after = retry_after


class OdooOutcomeUnknown(OdooError):
    """The request was sent and may have been carried out."""
