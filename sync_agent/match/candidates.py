"""The other way round: which of a bureau's companies is this customer?"""

from ..normalise import identifiers
from ..records.lists import STRONG_SCHEMES
from ..sources.base import SubjectQuery
from . import names


def query_of(customer, numbers, other_names):
    """Return the SubjectQuery of a cached customer."""
    return SubjectQuery(
        customer['id'], customer['name'], customer['country'],
        tuple((row['scheme'], row['value']) for row in numbers), tuple(other_names),
        customer['city'], customer['postcode'])


def agreeing(candidate, query):
    """Return the strong identifiers that a candidate shares, if country and name agree too."""
    subject = candidate.subject
    country = subject.get('country') or query.country
    if query.country is None or country != query.country:
        return []
    wanted = [query.name, *query.names]
    given = [subject.get('legal_name') or '', *(subject.get('trade_names') or ())]
    if names.best(wanted, given) < names.FLOOR:
        return []
    known, shared = set(query.identifiers), []
    for row in subject.get('identifiers') or ():
        if row['scheme'] in STRONG_SCHEMES and row.get('value'):
            value, valid = identifiers.verify(row['scheme'], row['value'], country)
            if valid is not False and (row['scheme'], value) in known:
                shared.append((row['scheme'], value))
    return shared


def choose(candidates, query):
    """Return the one candidate that identifiers prove, or None: the rest is for a person."""
    proven = [candidate for candidate in candidates if agreeing(candidate, query)]
    return proven[0] if len(proven) == 1 else None
