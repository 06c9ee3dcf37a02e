"""The decision on one document: facts and a policy in, a verdict with its breaches out.

Pure: no ORM, no cursor, no clock. `rules/` fills `RULES`; the gate, the banner, a delivery,
`may_sell` and a back-test all ask `evaluate`.
"""

import logging
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date

from ..const import SEVERITIES, STANDINGS, UNGRADED

_logger = logging.getLogger(__name__)

#: Every rule this server knows, by code.
RULES = {}

#: What a rule answers when a fact that it needs is missing.
UNKNOWN = object()

#: The rule that speaks when another one could not.
COULD_NOT_CHECK = 'H00'

#: A checkpoint that a policy does not name takes the severities of another.
CHECKPOINT_ALIASES = {'order_growth': 'order_confirm'}

#: A customer of whom nothing was noted at the last checkpoint: only a stopping standing is worse.
_NOTHING_NOTED = {'standing': 'watch'}


@dataclass(frozen=True)
class Document:
    """What is asked about. Amounts are in company currency, tax included.

    `amount` is what the document adds to `facts['exposure']`, which is measured without it. A
    delivery's order is in there already: it takes off what stays in the warehouse, and adds what
    was beyond the horizon; `total` is what it and earlier ones hand over and nobody invoiced yet,
    `billed` what is invoiced, `advance` as much of it as is down payments. `passed`: the `figures`
    of the last checkpoint it passed.
    """

    res_model: str
    res_id: int
    checkpoint: str
    amount: float
    total: float = 0.0
    currency: str = ''
    increase: float = 0.0
    #: The last due dates of an invoice of today, by the document's terms and by those approved.
    term: str = ''
    term_due: date = None
    approved_due: date = None
    prepaid_required: float = 0.0
    prepaid_received: float = 0.0
    billed: float = 0.0
    advance: float = 0.0
    differing_invoice: bool = False
    passed: dict = None
    #: Its payment terms; categories of its goods, and what who orders is known by: None is unknown.
    term_id: int = 0
    goods: tuple = None
    orderer: tuple = None
    orderer_name: str = ''
    #: (customer, id) of the contract that it names: no other of that customer covers it.
    contract: tuple = None
    #: The papers of a delivery (`tools.dispatch.Dispatch`); None where they were not gathered.
    dispatch: object = None

    @property
    def prepaid_left(self):
        """Prepayments that no invoice has used up."""
        return max(self.prepaid_received - self.billed, 0.0)

    @property
    def handed_over(self):
        """What leaves and no invoice for goods covers: a down payment that is only billed pays none."""
        return self.total + self.advance


@dataclass(frozen=True)
class Breach:
    """One rule that failed: codes and plain JSON values, never a sentence.

    `kind` says how `value` and `threshold` read: amount, days, percent, or standing (its rank).
    """

    code: str
    severity: str = None
    kind: str = 'amount'
    value: object = None
    threshold: object = None
    params: dict = field(default_factory=dict)
    cure: dict = field(default_factory=dict)

    def as_dict(self):
        """Return the breach as plain JSON, for the log and for what is kept of a hold."""
        return asdict(self)

    @classmethod
    def of(cls, breach):
        """Return `breach`, a Breach or the dict of one (`message` and such are left out)."""
        if isinstance(breach, cls):
            return breach
        names = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in breach.items() if name in names})


@dataclass
class Verdict:
    verdict: str = 'ok'
    breaches: list = field(default_factory=list)
    not_checked: list = field(default_factory=list)
    passed: list = field(default_factory=list)

    @classmethod
    def of(cls, breaches, not_checked=()):
        """Return the verdict that `breaches` amount to: the worst severity wins."""
        return cls(worst(item.severity for item in breaches), list(breaches), list(not_checked))


def register(rule):
    """Make `rule` known; later parts call it at import. A code is taken once."""
    known = RULES.setdefault(rule.code, rule)
    if type(known) is not type(rule):
        raise ValueError(f'credit rule {rule.code} is already {type(known).__name__}')
    return known


def worst(severities):
    """Return the worst of `severities`; none is *ok*."""
    return max(severities, key=SEVERITIES.index, default='ok')


def severity_at(settings, checkpoint):
    """Return the severity of a policy's rule `settings` at `checkpoint`; not named is off."""
    severities = settings['severity']
    alias = CHECKPOINT_ALIASES.get(checkpoint, checkpoint)
    return severities.get(checkpoint) or severities.get(alias) or 'off'


def active_codes(policy, checkpoint):
    """Return the codes that `policy` checks at `checkpoint`, sorted."""
    rules = policy['rules']
    return sorted(code for code in rules if severity_at(rules[code], checkpoint) != 'off')


def needed_facts(policies, checkpoint):
    """Return the facts that the active rules of `policies` need at `checkpoint`."""
    codes = {code for policy in policies for code in active_codes(policy, checkpoint)}
    return {fact for code in codes if code in RULES for fact in RULES[code].all_facts}


def resolve_params(policy, code, grade):
    """Return the thresholds of rule `code` for `grade`, and the switches of the policy."""
    params = {
        name: value.get(grade or UNGRADED) if isinstance(value, dict) else value
        for name, value in policy['rules'][code]['params'].items()
    }
    return {
        **params,
        'at_or_above': bool(policy.get('at_or_above')),
        'ignore_total_percent': policy.get('ignore_total_percent') or 0.0,
    }


def evaluate(facts, document, policy, checkpoint):
    """Return the Verdict on `document`: every active rule is asked, the worst severity wins.

    Amounts are compared at ``facts['rounding']`` and equality passes. A rule whose facts or
    thresholds are missing lands in `not_checked`; one that fails by error gives H00.
    """
    document = replace(document, checkpoint=checkpoint)
    verdict = Verdict()
    for code in active_codes(policy, checkpoint):
        severity = severity_at(policy['rules'][code], checkpoint)
        answer = _ask(code, facts, document, policy)
        if answer is UNKNOWN:
            verdict.not_checked.append(code)
        elif answer is None:
            verdict.passed.append(code)
        else:
            verdict.breaches.append(replace(answer, severity=_milder(severity, answer.severity)))
    verdict.verdict = worst(breach.severity for breach in verdict.breaches)
    return verdict


def needed_details(verdict):
    """Return the facts that complete the breaches of `verdict`; of a document that passed, none."""
    codes = {breach.code for breach in verdict.breaches}
    return {fact for code in codes if code in RULES for fact in RULES[code].details}


def complete(verdict, facts):
    """Put into the breaches of `verdict` what was loaded for them."""
    verdict.breaches = [
        RULES[breach.code].detailed(breach, facts) if breach.code in RULES else breach
        for breach in verdict.breaches
    ]


def _ask(code, facts, document, policy):
    rule = RULES.get(code)
    if rule is None or any(facts.get(name) is None for name in rule.needs):
        return UNKNOWN
    try:
        return rule.check(facts, document, resolve_params(policy, code, facts.get('grade')))
    except Exception:  # noqa: BLE001 - a broken rule holds the document; it must not let it go unchecked
        _logger.exception(
            'credit rule %s failed on %s %s', code, document.res_model, document.res_id
        )
        return could_not_check(code)


def _milder(configured, proposed):
    """A rule may soften what the policy says, never sharpen it."""
    return min(configured, proposed or configured, key=SEVERITIES.index)


def could_not_check(reason):
    """Return the breach H00; `reason` is a rule's code or the name of an error."""
    return Breach(
        COULD_NOT_CHECK, 'hold', 'standing', params={'reason': reason}, cure={'kind': 'ask'}
    )


# === FIGURES === #

_KEPT = (
    'exposure', 'effective_limit', 'limit_mode', 'overdue_days', 'overdue_amount', 'standing',
    'partner_standing', 'grade', 'rounding', 'bureau_event_ids', 'aging_grade',
    'danger_level', 'group',
)


def rounded(amount, rounding):
    """Return `amount` as a whole number of roundings."""
    return round(amount / (rounding or 0.01))


def is_zero(amount, rounding):
    """Return whether `amount` is nothing at this rounding."""
    return rounded(amount, rounding) == 0


def exceeds(value, threshold, rounding, at_or_above=False):
    """Return whether `value` is over `threshold`; equality is over only *at or above*."""
    difference = rounded(value - threshold, rounding)
    return difference >= 0 if at_or_above else difference > 0


def figures(facts, document):
    """Return what the log keeps of a check, and `worsened` compares later."""
    kept = {name: facts[name] for name in _KEPT if facts.get(name, {}) != {}}
    return {**kept, 'document_amount': document.amount}


def excess(facts, limit=None, amount=None):
    """Return how far `facts` (or `figures`) are over the limit, at least 0; unlimited is 0."""
    limit = facts.get('effective_limit') if limit is None else limit
    if limit is None or facts.get('limit_mode') == 'unlimited':
        return 0.0
    added = facts.get('document_amount', 0.0) if amount is None else amount
    return max((facts.get('exposure') or 0.0) + added - limit, 0.0)


def excess_grew(facts, passed, amount=None):
    """Return whether the excess is greater than at the last passed checkpoint.

    Measured at the larger of both limits: lowering a limit never touches what was approved.
    """
    if 'unlimited' in (facts.get('limit_mode'), passed.get('limit_mode')):
        return False
    limit = max(facts.get('effective_limit') or 0.0, passed.get('effective_limit') or 0.0)
    return exceeds(excess(facts, limit, amount), excess(passed), facts.get('rounding'))


def standing_rank(facts):
    """Return the rank of the worse of the two standings: invoice and order partner."""
    standings = (facts.get('standing'), facts.get('partner_standing'))
    return max((STANDINGS.index(item) for item in standings if item), default=0)


def worsened(facts, passed):
    """Return whether any figure is worse than at the last passed checkpoint.

    Both are `figures` (or facts): excess, oldest days overdue, overdue amount, standing.
    """
    if standing_rank(facts) > standing_rank(passed or _NOTHING_NOTED):
        return True
    if not passed:
        return False
    days, amount = (
        [item.get(name) or 0 for item in (facts, passed)]
        for name in ('overdue_days', 'overdue_amount')
    )
    return (
        excess_grew(facts, passed)
        or days[0] > days[1]
        or exceeds(*amount, facts.get('rounding'))
    )
