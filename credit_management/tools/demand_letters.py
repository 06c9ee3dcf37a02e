"""Letters that demand payment: three degrees, when each is due, what it must contain. Pure.

A letter follows the one below it, and its time to answer; none is left out. Each way of sending
leaves certain evidence, and that is what interrupts limitation (`limitation_laws`). Whether anything
may be sent to a customer at all is asked of him, not here. Sources: `domain.md` 6.4 (notice, warning,
lawyer's letter), 6.7 and 1.3 (R11, R13, R16); `practice.md` F22 (no sentence may take the demand
back).
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from types import MappingProxyType

from .bank_days import SATURDAY_SUNDAY, next_bank_day
from .exact import exact

_ALWAYS = (
    'creditor', 'debtor_registered_name', 'service_address', 'lines', 'total', 'demand_sentence',
    'pay_by', 'bank_account', 'interest_reserved',
)


@dataclass(frozen=True)
class Letter:
    """One degree: due from `days` late on, answered within `reply_days`, signed by `signer`."""

    degree: int
    code: str
    days: int
    reply_days: int
    signer: str
    contents: tuple


LETTERS = (
    Letter(1, 'notice', 13, 7, 'credit_officer', (*_ALWAYS, 'evidence_copies')),
    Letter(2, 'warning', 21, 14, 'credit_manager', (
        *_ALWAYS, 'evidence_copies', 'interest_to_date', 'earlier_letters', 'consequences')),
    Letter(3, 'lawyer', 91, 14, 'lawyer', (
        *_ALWAYS, 'interest_to_date', 'earlier_letters', 'consequences', 'legal_basis',
        'power_of_attorney')),
)
#: Letters of monitoring (templates of `rpm_plans`), by the degree that each has.
DEGREES = MappingProxyType({'demand_1': 1, 'serious': 2, 'demand_2': 2, 'ultimatum': 2})
#: Outside the degrees: it only keeps the claim alive, politely.
LIMITATION = Letter(0, 'limitation', 1, 14, 'credit_officer', _ALWAYS)


@dataclass(frozen=True)
class Channel:
    """A way of sending: the event of limitation it can prove, and the evidence it has to leave."""

    code: str
    event: str
    evidence: tuple


CHANNELS = MappingProxyType({channel.code: channel for channel in (
    Channel('hand', 'demand_delivered', ('document', 'signer', 'authorization')),
    Channel('courier', 'demand_sent', ('content', 'address', 'carrier_no')),
    Channel('mail', 'demand_sent', ('content', 'address', 'delivery_receipt')),
    Channel('message', 'demand_sent', ('content', 'address', 'delivery_receipt')),
    Channel('newspaper', 'public_notice', ('copy',)),
)})

#: Sentences of auditors' confirmations: with one of them a letter demands nothing.
TAKES_BACK = (
    '仅为复核账目之用', '并非催款结算', 'not a demand for payment', 'not a request for payment',
    'for audit purposes only',
)


def due_letter(today, days_late, sent, factor=1, letters=LETTERS):
    """Return the `Letter` that should be written on `today`, or None.

    :param days_late: of the oldest line that is demanded · :param sent: ``[(degree, day)]`` since
        what was late was last paid, those of monitoring too (`DEGREES`) · :param factor: of the
        customer's grade (`rpm_plans.GRADE_FACTORS`), scales the days
    """
    degree, last = max(sent, default=(0, None))
    letter = next((one for one in letters if one.degree > degree), None)
    if letter is None or days_late < max(int(letter.days * exact(factor)), 1):
        return None
    if last is not None:
        answered_by = last + timedelta(days=_reply_days(degree, letters))
        return letter if today > answered_by else None
    return letter


def _reply_days(degree, letters):
    return next((one.reply_days for one in letters if one.degree == degree), 0)


def pay_by(letter, sent_on, weekend=SATURDAY_SUNDAY, holidays=()):
    """Return the day until which a letter asks to be answered: a working day."""
    return next_bank_day(sent_on + timedelta(days=letter.reply_days), weekend, holidays)


def missing(letter, present):
    """Return the codes of contents that a letter still lacks, in the order they stand in."""
    return tuple(item for item in letter.contents if item not in present)


def missing_evidence(channel, present):
    """Return the codes of evidence that sending by `channel` should have left and did not.

    :raises KeyError: there is no such channel
    """
    return tuple(item for item in CHANNELS[channel].evidence if item not in present)


def taken_back(text):
    """Return the sentences of `text` that take a demand back, as `TAKES_BACK` has them."""
    plain = ''.join(text.split()).lower()
    return tuple(one for one in TAKES_BACK if ''.join(one.split()).lower() in plain)


def demanded(lines):
    """Return what a letter demands: ``[(key, amount, disputed)]`` less what is disputed, above zero.

    A disputed part stays out, the rest of its line is demanded.
    """
    parts = [
        (key, exact(amount) - min(max(exact(disputed), Fraction(0)), max(exact(amount), 0)))
        for key, amount, disputed in lines
    ]
    return tuple((key, amount) for key, amount in parts if amount > 0)
