"""Risk events of bureaus: intervals folded from observations, and how grave each is. Pure."""

#: These stop by themselves: the debtor is insolvent, unwilling by judgment, or being wound up.
STOPS = frozenset({
    'bankruptcy', 'insolvency', 'dishonest_debtor', 'execution_ended', 'deregistration',
    'liquidation_solvent',
})
ALERTS = frozenset({
    'consumption_limit', 'bill_overdue', 'moratorium', 'strike_off_notice', 'abnormal_operation',
    'serious_violation', 'tax_arrears', 'tax_violation', 'equity_freeze',
})
#: A large builder is a defendant every week: these count above a size only.
BY_SIZE = frozenset({
    'judgment', 'lien', 'execution', 'court_notice', 'case_filing', 'collection', 'payment_remark',
})
#: Being heard in court says nothing unless it is known as what.
AS_DEFENDANT_ONLY = frozenset({'court_notice', 'case_filing'})

#: A company's own status, as grave as the event that it stands for.
STATUS_LEVELS = {
    'insolvent': 'stop', 'liquidation': 'stop', 'dissolved': 'stop', 'revoked': 'stop',
    'struck_off_pending': 'alert',
}

#: A case counts above this part of the paid-in capital,
CAPITAL_SHARE = 0.01
#: and above this part of the customer's own earlier cases, once there are so many.
OWN_SHARE = 0.95
OWN_CASES = 5

#: What a later observation may say anew about an event.
OBSERVED = (
    'kind', 'severity', 'status', 'opened_on', 'closed_on', 'amount', 'currency', 'authority',
    'case_no', 'role', 'text',
)


def fold(known, observations):
    """Return ``{key: state}`` after `observations`, whatever their order.

    An observation is an event of the contract with `order`, a comparable (as_of, retrieved_at,
    hash) of its report; the greatest order says how the interval stands, so an older report never
    reopens what a newer one closed. What a newer report does not mention stays as it was.

    :param dict known: states so far, of the same shape
    """
    states = dict(known)
    for observed in observations:
        state = states.get(observed['key'])
        if state is None or observed['order'] >= state['order']:
            states[observed['key']] = observed
    return states


def is_open(event):
    """Tell whether an event (dict with `status` and `closed_on`) is in force; unknown is open."""
    return event['status'] != 'closed' and not event['closed_on']


def threshold(paid_in, earlier):
    """Return the amount above which a case counts.

    :param paid_in: the company's paid-in capital, or None
    :param earlier: amounts of its own earlier cases, same currency
    """
    least = (paid_in or 0.0) * CAPITAL_SHARE
    if len(earlier) < OWN_CASES:
        return least
    ranked = sorted(earlier)
    return max(least, ranked[min(int(OWN_SHARE * len(ranked)), len(ranked) - 1)])


def level(event, least=0.0):
    """Return *stop*, *alert* or *info*: what the event is to us, whoever called it what.

    What the agent read decides only between a payment case and another: it calls the latter *info*.

    :param least: the `threshold` for this customer in the event's currency
    """
    kind = event['kind']
    if event['role'] in ('plaintiff', 'other'):
        return 'info'
    if kind in STOPS:
        return 'stop'
    if kind in ALERTS:
        return 'alert'
    if kind not in BY_SIZE or event['severity'] == 'info':
        return 'info'
    if kind in AS_DEFENDANT_ONLY and event['role'] != 'defendant':
        return 'info'
    amount = event['amount']
    return 'alert' if amount is None or amount > least else 'info'


def levels(events, paid_in=None):
    """Return ``{key: level}`` of one customer's events; cases are measured by those before them.

    :param events: dicts with key, kind, role, severity, amount, currency, opened_on
    :param paid_in: (amount, currency) of the paid-in capital, or None
    """
    found, earlier = {}, {}
    for event in sorted(events, key=lambda item: (str(item['opened_on'] or ''), item['key'])):
        own = earlier.setdefault(event['currency'], [])
        capital = paid_in[0] if paid_in and paid_in[1] == event['currency'] else None
        found[event['key']] = level(event, threshold(capital, own))
        if event['kind'] in BY_SIZE and event['amount']:
            own.append(event['amount'])
    return found
