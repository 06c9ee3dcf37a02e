"""What customers say instead of paying, and what our own books answer. Pure.

Each excuse asks facts of the system, the first one that is known and decides wins. The verdict is
*refuted* (show the proof), *supported* (he is right, do what is needed) or *unproven*. Unknown facts
are None and decide nothing. Source: `domain.md` 6.3; a confirmed statement clears quantity and
price, never quality (`practice.md` F22).
"""

from dataclasses import dataclass
from types import MappingProxyType

VERDICTS = ('refuted', 'supported', 'unproven')
CATEGORIES = ('finance', 'terms', 'quality', 'process', 'documents')

#: The questions that any excuse has to answer, in order.
FIVE_STEPS = ('is_it_valid', 'is_it_enough_to_suspend', 'how_much_of_it', 'what_he_wants',
              'solve_fast')


@dataclass(frozen=True)
class Check:
    """A fact, the value that refutes the excuse, the one that supports it, and what shows it.

    None never decides: a fact with only one of the two is silent about the other.
    """

    fact: str
    refutes: object = None
    supports: object = None
    shows: str = None

    def verdict(self, value):
        """Return 'refuted' or 'supported' by the fact's `value`; None where it decides nothing."""
        if value is None or value not in (self.refutes, self.supports):
            return None
        return 'refuted' if value == self.refutes else 'supported'


@dataclass(frozen=True)
class Step:
    """What is expected next, within `days`; `kind`: *promise*, *dispute* or *action*."""

    code: str
    days: int
    kind: str = 'action'


@dataclass(frozen=True)
class Excuse:
    """An entry of the catalogue; `steps`: one for each of `VERDICTS`, in that order."""

    code: str
    name: str
    category: str
    checks: tuple
    steps: tuple
    source: str = ''

    @property
    def facts(self):
        """The names of the facts that it asks."""
        return tuple(check.fact for check in self.checks)


@dataclass(frozen=True)
class Answer:
    """`fact`: what decided, or None; `shows`: the document to put before him; `step`: what next.

    `unknown`: facts that nobody has, so it stays worth looking for them.
    """

    verdict: str
    fact: str
    shows: str
    step: Step
    unknown: tuple


def _one(code, days, kind='action'):
    return (Step(code, days, kind),) * 3


_PROMISE = Step('fix_date', 0, 'promise')

CATALOGUE = (
    Excuse('X01', 'invoice_not_received', 'documents', (
        Check('invoice_acknowledged', True, False, 'invoice_receipt'),
        Check('invoice_opened', True, None, 'invoice_receipt'),
    ), (_PROMISE, Step('resend_invoice', 0), Step('resend_invoice', 0))),
    Excuse('X02', 'goods_missing', 'documents', (
        Check('delivery_short', None, True, 'proof_of_delivery'),
        Check('pod_signed_authorised', True, None, 'proof_of_delivery'),
        Check('statement_confirmed', True, None, 'statement'),
        Check('pod_signed', True, False, 'proof_of_delivery'),
    ), (Step('send_proof_of_delivery', 0), Step('open_dispute', 2, 'dispute'),
        Step('ask_carrier', 2))),
    Excuse('X03', 'quality', 'quality', (
        Check('objection_in_time', None, True, 'objection'),
        Check('quality_form_signed', True, None, 'quality_form'),
        Check('inspection_over', True, None, 'contract'),
    ), (Step('deemed_conforming', 0), Step('open_dispute', 10, 'dispute'),
        Step('open_dispute', 10, 'dispute')), "Civil Code 621"),
    Excuse('X04', 'signatory_away', 'process', (
        Check('deputy_authorised', True, False, 'authorization'),
    ), (Step('ask_deputy', 0), _PROMISE, _PROMISE)),
    Excuse('X05', 'already_paid', 'finance', (
        Check('money_here', None, True, 'bank_line'),
        Check('bank_slip', None, True, 'bank_slip'),
        Check('slip_overdue', True, None, None),
    ), (_PROMISE, Step('match_money', 0), Step('ask_bank_slip', 1))),
    Excuse('X06', 'cash_short', 'finance', (
        Check('danger_signals', False, True, 'signals'),
    ), (Step('instalment_plan', 2, 'promise'), Step('plan_with_security', 2, 'promise'),
        Step('ask_proof_of_difficulty', 2))),
    Excuse('X07', 'not_paid_by_his_customer', 'terms', (
        Check('sme_protected', True, None, 'payment_law'),
        Check('pay_when_paid_clause', False, True, 'contract'),
    ), (_PROMISE, Step('ask_legal', 2), _PROMISE), "Regulation on Payments to SMEs 9"),
    Excuse('X08', 'internal_process', 'process', (
        Check('sme_protected', True, None, 'payment_law'),
        Check('process_in_contract', False, True, 'contract'),
    ), (_PROMISE, Step('follow_his_process', 2), _PROMISE), "Regulation on Payments to SMEs 14"),
    Excuse('X09', 'accounts_differ', 'documents', (
        Check('statement_confirmed', True, None, 'statement'),
        Check('statement_differs', False, True, 'statement'),
    ), (_PROMISE, Step('reconcile', 3, 'dispute'), Step('reconcile', 3))),
    Excuse('X10', 'set_off', 'terms', (
        Check('deduction_agreed', False, True, 'rebate_agreement'),
    ), (_PROMISE, Step('deduction', 5, 'dispute'), Step('deduction', 5, 'dispute'))),
    Excuse('X11', 'signer_not_authorised', 'documents', (
        Check('signer_authorised', True, None, 'authorization'),
        Check('performance_accepted', True, None, 'proof_of_delivery'),
        Check('signer_authorised', None, False, 'authorization'),
    ), (Step('send_authorization', 0), Step('ask_ratification', 5), Step('ask_ratification', 5)),
        "Civil Code 171, 172"),
    Excuse('X12', 'too_old', 'terms', (
        Check('within_limitation', True, False, 'limitation_chain'),
    ), (Step('show_interruptions', 0), Step('ask_acknowledgement', 2), Step('ask_legal', 2))),
    Excuse('X13', 'month_closed', 'process', (),
           _one('part_now_rest_dated', 0, 'promise')),
)
BY_CODE = MappingProxyType({excuse.code: excuse for excuse in CATALOGUE})


def answer(excuse, facts):
    """Return the `Answer` to an `Excuse` from ``{fact: value or None}``."""
    decided, verdict = None, 'unproven'
    for check in excuse.checks:
        found = check.verdict(facts.get(check.fact))
        if found:
            decided, verdict = check, found
            break
    unknown = tuple(dict.fromkeys(fact for fact in excuse.facts if facts.get(fact) is None))
    return Answer(
        verdict, decided and decided.fact, decided and decided.shows,
        excuse.steps[VERDICTS.index(verdict)], unknown,
    )


def combine(excuse, values):
    """Return what a fact of several lines says of all: ``{fact: [value of each line]}`` in, one out.

    What supports an excuse for one line supports it; what refutes it has to do so for every line.
    """
    found = {}
    for fact, known in values.items():
        checks = [check for check in excuse.checks if check.fact == fact]
        supports = [check.supports for check in checks if check.supports is not None]
        right = next((value for value in known if value in supports), None)
        same = known[0] if known and all(value == known[0] for value in known) else None
        found[fact] = right if right is not None else same
    return found
