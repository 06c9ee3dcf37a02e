"""Events: one key each, whether they are over, and how an agent reads them.

The company's policy decides what follows from a severity; this is only what the kind suggests.
"""

from ..records import digest, encode

_STOP = frozenset({
    # "Execution ended" is the debtor who is broke; the dishonest one could pay and does not.
    'execution_ended', 'dishonest_debtor', 'bankruptcy', 'insolvency', 'deregistration',
    'liquidation_solvent',
})
_INFO = frozenset({'charge', 'ucc', 'equity_pledge', 'court_notice', 'case_filing'})
_WORD_FIELDS = ('kind', 'case_no', 'authority', 'opened_on', 'amount', 'text')


def complete(events, draft):
    """Return the events with key, status and severity, each key once."""
    found = {}
    for place, event in enumerate(events):
        path = f'events[{place}]'
        if event.get('kind') is None:
            draft.issue('enum_drift', f'{path}.kind')
            continue
        event['key'] = event.get('key') or derived_key(event)
        settle(event)
        if event['key'] in found:
            draft.issue('duplicate_event', path, 'info')
        # The later row of one answer is the bureau's later word.
        found[event['key']] = event
    return list(found.values())


def derived_key(event):
    """Return a key that the same event has again tomorrow, when it may be closed."""
    return digest(encode([event.get(name) for name in _WORD_FIELDS]))[:32]


def settle(event):
    """Fill in status and severity where the bureau did not say them."""
    if not event.get('status'):
        known = 'open' if event.get('opened_on') else 'unknown'
        event['status'] = 'closed' if event.get('closed_on') else known
    if not event.get('severity'):
        event['severity'] = severity(event['kind'], event.get('role'))


def severity(kind, role=None):
    """Return `stop`, `alert` or `info`; a plaintiff is nobody's risk."""
    if role == 'plaintiff' or kind in _INFO:
        return 'info'
    return 'stop' if kind in _STOP else 'alert'
