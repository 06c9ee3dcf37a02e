"""Plans of receivables process monitoring (RPM): steps R0–R17 as data. Pure.

A step hangs on an anchor of a receivable item; its offset is in calendar days. The three plans
shipped are where a company begins: it edits them, and `check` says what is wrong with what it made
of them. Days, roles and evidence: `domain.md` §1.3; what each plan holds: `practice.md` F6, which
wins where they differ. Why so: `docs/decisions/0040-a-step-is-where-its-item-stands.md`.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from .exact import exact

#: Dispatch: the goods left. Arrival: proof of delivery, else dispatch and the usual days on the way.
#: Statement: the customer's monthly statement in which the item first stands. Due: a maturity line's.
ANCHORS = ('dispatch', 'arrival', 'invoice', 'statement', 'due')

ROLES = (
    'sales_assistant', 'sales', 'after_sales', 'receivables', 'credit_officer', 'credit_manager',
    'sales_director', 'cfo', 'legal',
)

#: Channel -> whether the customer hears of it, whether a machine can do it.
CHANNELS = {
    'check': (False, False), 'review': (False, False), 'phone': (True, False),
    'visit': (True, False), 'letter': (True, False), 'email': (True, True), 'sms': (True, False),
}

#: What shows that a step was done.
EVIDENCE = (
    'papers_complete', 'pod_signed', 'confirmed_in_writing', 'note', 'quality_form',
    'invoice_acknowledged', 'invoice_opened', 'invoice_delivered', 'statement_confirmed',
    'service_proof', 'delivery_receipt', 'payment', 'promise', 'cause', 'visit_report', 'decision',
    'mandate',
)

#: What follows beside the contact itself.
EFFECTS = (
    'copy_sales', 'inform_sales_manager', 'hold_new_orders', 'inform_general_manager', 'open_case',
    'stop_supply', 'limit_zero', 'freeze_account', 'inform_board', 'provide',
)

#: By grade, of the days after the due date; ungraded (None) stands between B and C.
GRADE_FACTORS = {
    'A': Fraction(1), 'B': Fraction(1), None: Fraction(1), 'C': Fraction(3, 4),
    'D': Fraction(1, 2), 'E': Fraction(1, 2),
}

#: These grades have the full plan, and are watched from dispatch on.
FULL_GRADES, WATCHED_GRADES = frozenset({'D', 'E'}), frozenset({'C', 'D', 'E'})

#: Monthly statements are made on this day.
STATEMENT_DAY = 3
#: No statement on the 29th: February would have none.
_LAST_STATEMENT_DAY = 28


@dataclass(frozen=True)
class Step:
    """One step of a plan.

    :param offset: calendar days from the anchor
    :param evidence: any one of these shows that it was done; `first_evidence`: at a first credit
        sale (empty: the same)
    :param closed_by: facts that make it unnecessary before anybody asks; part of `evidence`
    :param is_demand: asks for payment in a way that interrupts the limitation period, if proved
    :param is_formal: where a broken promise leads next
    :param is_automatic: a machine does it; it stays on its day, weekend or not
    :param watched_only: only for items that are watched (`is_watched`); the others leave it out
    :param goods_only: not for services
    :param patience: days after its own day on which it is not late yet
    """

    code: str
    anchor: str
    offset: int
    role: str
    channel: str
    evidence: tuple = ()
    first_evidence: tuple = ()
    closed_by: tuple = ()
    effects: tuple = ()
    template: str = None
    is_demand: bool = False
    is_formal: bool = False
    is_automatic: bool = False
    watched_only: bool = False
    goods_only: bool = False
    patience: int = 0

    def accepted(self, is_first_sale):
        """Return the evidence that counts, by whether it is the customer's first credit sale."""
        return self.first_evidence or self.evidence if is_first_sale else self.evidence


@dataclass(frozen=True)
class Plan:
    """Steps in their order, and how they are gone.

    :param start: the first day of the plan, a date; None: it has not begun. What came due before
        it is not made up for, but by one take-over step (`practice.md` F5)
    :param sends_itself: whether mail goes out without being looked at; a manager's decision
    """

    code: str
    steps: tuple
    start: object = None
    sends_itself: bool = False
    statement_day: int = STATEMENT_DAY


_R = {step.code: step for step in (
    Step('R0', 'dispatch', 0, 'sales_assistant', 'check', ('papers_complete',),
         closed_by=('papers_complete',), patience=1),
    Step('R1', 'dispatch', 3, 'sales', 'phone', ('pod_signed', 'confirmed_in_writing', 'note'),
         first_evidence=('pod_signed', 'confirmed_in_writing'),
         closed_by=('pod_signed', 'confirmed_in_writing'), goods_only=True),
    # A confirmed statement clears quantity and price, never quality (practice.md F22).
    Step('R2', 'arrival', 7, 'after_sales', 'phone', ('quality_form',), closed_by=('quality_form',),
         goods_only=True),
    Step('R3', 'invoice', 5, 'receivables', 'phone',
         ('invoice_acknowledged', 'invoice_opened', 'invoice_delivered'),
         closed_by=('invoice_acknowledged', 'invoice_opened', 'invoice_delivered')),
    Step('R4', 'statement', 0, 'receivables', 'email', ('statement_confirmed', 'delivery_receipt'),
         closed_by=('statement_confirmed',), template='statement', patience=7),
    Step('R5', 'due', -7, 'receivables', 'letter', ('service_proof', 'note', 'promise'),
         template='pre_due'),
    Step('R6', 'due', -3, 'receivables', 'email', ('delivery_receipt',), template='pre_due',
         is_automatic=True),
    Step('R7', 'due', 0, 'receivables', 'phone', ('payment', 'promise')),
    Step('R8', 'due', 1, 'receivables', 'email', ('delivery_receipt',), effects=('copy_sales',),
         template='notice'),
    Step('R9', 'due', 5, 'receivables', 'email', ('delivery_receipt', 'note'), template='reminder'),
    Step('R10', 'due', 9, 'credit_officer', 'phone', ('cause',)),
    Step('R11', 'due', 13, 'credit_officer', 'letter', ('service_proof',),
         effects=('inform_sales_manager',), template='demand_1', is_demand=True, is_formal=True),
    Step('R12', 'due', 17, 'credit_officer', 'letter', ('service_proof',),
         effects=('hold_new_orders',), template='serious', is_demand=True, is_formal=True),
    Step('R13', 'due', 21, 'credit_manager', 'letter', ('service_proof', 'visit_report'),
         template='demand_2', is_demand=True, is_formal=True),
    Step('R14', 'due', 31, 'credit_manager', 'review', ('decision',),
         effects=('open_case', 'inform_general_manager'), is_formal=True),
    Step('R15', 'due', 61, 'credit_manager', 'letter', ('service_proof',),
         effects=('stop_supply', 'limit_zero'), template='ultimatum', is_demand=True,
         is_formal=True),
    Step('R16', 'due', 91, 'cfo', 'review', ('mandate',), effects=('freeze_account', 'inform_board'),
         is_formal=True),
    Step('R17', 'due', 121, 'legal', 'review', ('decision',), effects=('provide',), is_formal=True),
)}


def _of(*codes, automatic=(), watched=()):
    return tuple(
        replace(_R[code], is_automatic=_R[code].is_automatic or code in automatic,
                watched_only=code in watched) for code in codes
    )


#: F6's four, and the review of day 31: without it nobody would follow who does not pay after a call.
LIGHT = Plan('light', _of('R4', 'R6', 'R8', 'R10', 'R14', automatic=('R4', 'R8')))
#: Papers are asked for where the item is watched or no proof of delivery came.
STANDARD = Plan('standard', _of(
    *(code for code in _R if code != 'R7'), automatic=('R4', 'R8', 'R9'),
    watched=('R0', 'R2', 'R3', 'R5'),
))
#: By people, but for what goes out by itself in any plan: the month's statement and R6.
FULL = Plan('full', _of(*_R, automatic=('R4',)))
PLANS = {plan.code: plan for plan in (LIGHT, STANDARD, FULL)}
DEFAULT = 'light'


class InvalidPlan(ValueError):
    """A plan that cannot be gone. `code`: a key of `TEXTS`; `step`: the step's code, or None."""

    TEXTS = {
        'empty': "The plan has no steps; one is needed.",
        'code': "A step has no code.",
        'duplicate': "Step %(step)s is there twice.",
        'anchor': "Step %(step)s hangs on %(value)s; it must be one of %(allowed)s.",
        'offset': "Step %(step)s: days are a whole number, not %(value)s.",
        'before': "Step %(step)s lies before its anchor; only what hangs on the due date may.",
        'role': "Step %(step)s belongs to %(value)s; it must be one of %(allowed)s.",
        'channel': "Step %(step)s goes by %(value)s; it must be one of %(allowed)s.",
        'evidence': "Step %(step)s knows no evidence %(value)s; it must be one of %(allowed)s.",
        'effect': "Step %(step)s knows no effect %(value)s; it must be one of %(allowed)s.",
        'machine': "Step %(step)s is automatic; no machine can do it by %(value)s.",
        'closed_by': "Step %(step)s is closed by %(value)s, which is not among its evidence.",
        'proof': "Step %(step)s is a demand; it needs a proof of service or a report of a visit.",
        'early': "Step %(step)s is formal; it must come after the due date.",
        'patience': "Step %(step)s: patience is 0 days or more, not %(value)s.",
        'order': "Step %(step)s comes earlier than the step before it: pressure only rises.",
        'statement_day': "Statements are made on a day from 1 to %(allowed)s, not %(value)s.",
    }

    def __init__(self, code, step=None, value=None, allowed=None):
        super().__init__(self.TEXTS[code] % {
            'step': step, 'value': value,
            'allowed': ', '.join(allowed) if isinstance(allowed, tuple) else allowed,
        })
        self.code, self.step, self.value = code, step, value


def check(plan):
    """Return `plan` if it can be gone.

    :raises InvalidPlan: the first thing that is wrong, in the order of steps
    """
    if not plan.steps:
        raise InvalidPlan('empty')
    if type(plan.statement_day) is not int or not 1 <= plan.statement_day <= _LAST_STATEMENT_DAY:
        raise InvalidPlan('statement_day', None, plan.statement_day, _LAST_STATEMENT_DAY)
    seen = set()
    for step in plan.steps:
        if not step.code:
            raise InvalidPlan('code')
        if step.code in seen:
            raise InvalidPlan('duplicate', step.code)
        seen.add(step.code)
        _check_days(step)
        _check_words(step)
        _check_sense(step)
    for before, after in pairwise(step for step in plan.steps if step.anchor == 'due'):
        if after.offset < before.offset:
            raise InvalidPlan('order', after.code)
    return plan


def _check_days(step):
    if step.anchor not in ANCHORS:
        raise InvalidPlan('anchor', step.code, step.anchor, ANCHORS)
    if type(step.offset) is not int:
        raise InvalidPlan('offset', step.code, step.offset)
    if step.offset < 0 and step.anchor != 'due':
        raise InvalidPlan('before', step.code)
    if type(step.patience) is not int or step.patience < 0:
        raise InvalidPlan('patience', step.code, step.patience)


def _check_words(step):
    if step.role not in ROLES:
        raise InvalidPlan('role', step.code, step.role, ROLES)
    if step.channel not in CHANNELS:
        raise InvalidPlan('channel', step.code, step.channel, tuple(CHANNELS))
    for code, values, known in (
        ('evidence', (*step.evidence, *step.first_evidence), EVIDENCE),
        ('effect', step.effects, EFFECTS),
    ):
        for value in values:
            if value not in known:
                raise InvalidPlan(code, step.code, value, known)


def _check_sense(step):
    for value in step.closed_by:
        if value not in step.evidence:
            raise InvalidPlan('closed_by', step.code, value)
    if step.is_automatic and not CHANNELS[step.channel][1]:
        raise InvalidPlan('machine', step.code, step.channel)
    if step.is_demand and not {'service_proof', 'visit_report'} & set(step.evidence):
        raise InvalidPlan('proof', step.code)
    if (step.is_demand or step.is_formal) and (step.anchor != 'due' or step.offset < 1):
        raise InvalidPlan('early', step.code)


def scaled(plan, grade, factors=GRADE_FACTORS):
    """Return `plan` as customers of `grade` go it: days after the due date times their factor.

    Rounded down, one day at least; an unknown grade is as ungraded. Ask once a grade, not an item.
    """
    factor = exact(factors.get(grade, factors[None]))
    return replace(plan, steps=tuple(
        replace(step, offset=max(int(step.offset * factor), 1))
        if step.anchor == 'due' and step.offset > 0 else step for step in plan.steps
    ))


def plan_for(grade=None, is_new=False, is_large=False, default=DEFAULT):
    """Return the code of a customer's plan: full for who is new, large or of the worst grades."""
    return 'full' if is_new or is_large or grade in FULL_GRADES else default


def is_watched(is_first_sale=False, amount=None, large=None, grade=None):
    """Tell whether an item's papers are asked for by people (`practice.md` F6).

    :param amount: of the item; :param large: the amount from which an item is large (P90 of the
        company's own); either None: nobody knows, it is not
    """
    is_large = amount is not None and large is not None and amount >= large
    return is_first_sale or is_large or grade in WATCHED_GRADES
