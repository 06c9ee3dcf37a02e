"""Monitoring: the events of a portfolio.

Events are asked for by the day on which the bureau wrote them, which is not the day on which something
happened, and which an event does not carry: so the cursor is the moment of our last question. It
overlaps, because the bureau's moments have no zone, and events are known by their number.
`…/sync`, which empties a portfolio first, is never called.
"""

import datetime as dt

from ...errors import BadPayload, ConfigError, Forbidden, NotFound
from ...mapping import Path
from ..base import Change
from ..rest import pages
from ..rest.model import PagingSettings
from .messages import AlreadyThere

#: Events are counted in pages from 0, companies (see `source`) from 1.
_EVENTS = PagingSettings(first=0, size_parameter='pageSize', size=100, total='totalCount')
OVERLAP = dt.timedelta(days=1)
MOMENT = '%Y-%m-%d %H:%M:%S'


def read(source, cursor):
    """Return (changes, cursor) after `cursor`: (moment to ask from, numbers told before)."""
    asked_at = dt.datetime.now(dt.timezone.utc)
    since, told = cursor or [(asked_at - OVERLAP).strftime(MOMENT), []]
    warn_of_silence(source)
    numbers, found = set(), []
    for event in events(source, since):
        change, number = change_of(event)
        if number is None:
            source.context.tell("An event lacks its company or its number; the others are used.",
                                lost=True)
        if number is None or number in numbers:
            continue
        numbers.add(number)
        if number not in told and is_wanted(source, event):
            found.append(change)
    # Whatever this question brought may be brought by the next one too.
    return found, [(asked_at - OVERLAP).strftime(MOMENT), sorted(numbers)]


def events(source, since):
    path = f'monitoring/portfolios/{source.settings.portfolio}/notificationEvents'
    params = {'startDate': since, 'filterByCreatedDate': 'true'}

    def ask(_address, page):
        try:
            return source.client.get(path, params={**params, **page}).json()
        except NotFound:
            raise ConfigError(f"There is no portfolio {source.settings.portfolio}.") from None

    return pages.walk(ask, _EVENTS, Path('data'))


def change_of(event):
    """Return (Change, number) of an event, (None, None) if it does not say whom it is about."""
    company = event.get('company') if isinstance(event, dict) else None
    reference = company.get('id') if isinstance(company, dict) else None
    number = event.get('notificationEventId') if reference else None
    if number is None:
        return None, None
    return Change(str(reference), str(number), str(event.get('ruleCode') or '')), str(number)


def is_wanted(source, event):
    rules = source.settings.rules
    return rules is None or str(event.get('ruleCode')) in map(str, rules)


# === THE PORTFOLIO === #

def subscribe(source, refs):
    """Add companies one by one; those that are there already, or cannot be, end nothing."""
    path, refused = f'monitoring/portfolios/{source.settings.portfolio}/companies', []
    for reference in refs:
        try:
            source.client.request('POST', path, json={'id': reference})
        except AlreadyThere:
            continue
        except (BadPayload, Forbidden, NotFound) as error:
            refused.append(f"{reference} ({error})")
    if refused:
        source.context.tell(f"{len(refused)} companies cannot be monitored: {'; '.join(refused[:3])}"
                            + ("; …" if len(refused) > 3 else ""), lost=True)


def has_rules(source):
    """Say whether the portfolio tells of anything: a new one has no rules, and is silent.

    Unverified: where the rules of a portfolio are read; who does not answer is taken to have some.
    """
    path = f'monitoring/portfolios/{source.settings.portfolio}/eventRules'
    try:
        return any_rule(source.client.get(path).json())
    except (BadPayload, NotFound):
        return True


def any_rule(document):
    """Say whether there is a list with something in it, wherever."""
    if isinstance(document, list):
        return bool(document)
    if isinstance(document, dict):
        return any(map(any_rule, document.values()))
    return False


def warn_of_silence(source):
    if not has_rules(source):
        source.context.tell(no_rules(source.settings.portfolio))


def no_rules(portfolio):
    return (f"Portfolio {portfolio} has no event rules, so it tells of nothing; set them in the "
            f"bureau's portal (101 is the international rating).")
