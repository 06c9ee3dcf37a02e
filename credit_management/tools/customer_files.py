"""What is known of a customer: whose word counts, when to ask again, and which kind he is. Pure.

Source: `domain.md` 9.2 (classes by angle) and 9.3 (information points, refresh by grade).
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .signals import RANK

#: Whose word counts, the best first; what our own books say is no hearsay.
SOURCES = ('registry', 'bureau', 'erp', 'customer', 'sales')
STAGES = ('prospect', 'new', 'existing', 'key', 'dormant', 'former')
#: Stage -> the points that are asked for, by the name of their mark.
ASKED = {
    'prospect': 'for_new', 'new': 'for_new', 'existing': 'for_existing', 'key': 'for_key',
    'dormant': 'for_existing', 'former': 'for_existing',
}
#: Months until a file is looked at again; without a grade as a C.
REFRESH = {'A': 12, 'B': 12, 'C': 6, 'D': 3, 'E': 3}
#: Months without an invoice.
DORMANT, FORMER = 12, 36
#: Days beyond terms up to which a customer counts as this; above them he is bad.
PAYING = ((0, 'prompt'), (15, 'slow'), (45, 'late'))
#: Part of the value that A customers make up together, and A and B together.
ABC = (('A', 0.80), ('B', 0.95))


def state_of(entries, today):
    """Return ``{entry id: state}`` of all entries of one point.

    The newest of a source is its word, the others are ``past``; what is ``disputed`` or ``expired``
    does not count; of the rest the best source is ``current``, the others stay as ``other``.

    :param entries: [(id, source, as of, expires on or None, is disputed)]
    """
    states, words = {}, []
    for source in SOURCES:
        own = sorted((e for e in entries if e[1] == source), key=lambda e: (e[2], e[0]), reverse=True)
        words += own[:1]
        states |= {entry[0]: 'past' for entry in own[1:]}
    has_current = False
    for number, _source, _as_of, expires, is_disputed in words:
        if is_disputed:
            states[number] = 'disputed'
        elif expires and expires < today:
            states[number] = 'expired'
        else:
            states[number] = 'other' if has_current else 'current'
            has_current = True
    return states


def refresh_date(grade, looked_at, made_on, number):
    """Return the day on which a file is to be looked at again.

    Files that nobody ever looked at are spread over their time by their `number`, so that those of
    a day of go-live do not all come at once; none comes in its first month.

    :param looked_at: day of the last look, or None
    """
    months = REFRESH.get(grade, REFRESH['C'])
    if looked_at:
        return looked_at + relativedelta(months=months)
    days = ((made_on + relativedelta(months=months)) - made_on).days
    return made_on + timedelta(days=30 + number % (days - 29))


def got_worse(level, level_then):
    """Tell whether the danger is above what it was when the file was looked at."""
    return RANK.get(level, 0) > RANK.get(level_then, 0)


def stage(first, last, today, new_months=12, is_key=False):
    """Return the stage of the relationship.

    :param first: day of the first invoice, None without any; `last`: of the last one
    """
    if first is None:
        return 'prospect'
    if last < today - relativedelta(months=FORMER):
        return 'former'
    if last < today - relativedelta(months=DORMANT):
        return 'dormant'
    if is_key:
        return 'key'
    return 'new' if first > today - relativedelta(months=new_months) else 'existing'


def paying(days):
    """Return how a customer pays by his days beyond terms; None where nothing fell due."""
    if days is None:
        return None
    return next((name for most, name in PAYING if days <= most), 'bad')


def abc(values):
    """Return ``{key: A, B or C}`` by value, the largest first; who brings nothing is a C."""
    total = sum(value for value in values.values() if value > 0)
    classes, before = {}, 0.0
    for key, value in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])):
        classes[key] = next(
            (name for name, part in ABC if value > 0 and before < part * total), 'C')
        before += max(value, 0.0)
    return classes


def policy(limit_mode, standing, grade):
    """Return how a customer buys: ``blacklist``, ``cash``, ``limited`` credit or ``credit``."""
    if standing == 'blocked':
        return 'blacklist'
    if limit_mode == 'cash_only' or standing == 'suspended' or grade == 'E':
        return 'cash'
    return 'limited' if grade == 'D' or standing == 'watch' else 'credit'
