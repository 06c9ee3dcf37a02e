"""One danger signal a file: what it is made of is read for a set of customers as of a day.

The arithmetic is `tools/signal_checks`. A reader returns ``{profile id: Reading}``; a customer left
out, or None, is one of whom too little is known: nothing of his changes. To add a signal: its
definition and check in `tools/`, a reader here, its words in `words.py`.
"""

from .abnormal_order import AbnormalOrder
from .base import Asked, Reader
from .broken_promises import BrokenPromises
from .control_change import ControlChange
from .credit_demand import CreditDemand
from .deterioration import Deterioration
from .dishonoured import Dishonoured
from .litigation import Litigation
from .payer_churn import PayerChurn
from .payment_slowing import PaymentSlowing
from .unreachable import Unreachable

#: In this order: whether there is a new owner (DS9) is asked by DS5.
READERS = [
    PaymentSlowing(), BrokenPromises(), Dishonoured(), AbnormalOrder(), Unreachable(), PayerChurn(),
    Litigation(), ControlChange(), CreditDemand(), Deterioration(),
]
