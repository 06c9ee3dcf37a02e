"""Fact providers, one a file: what rules need to know about customers."""

from .base import Provider
from .exposure import ExposureProvider
from .overdue import OverdueProvider
from .profile import ProfileProvider
from .terms import TermsProvider

PROVIDERS = []
#: Every decision needs these: the currency to compare in, and the grade to choose thresholds by.
BASIC_FACTS = frozenset({'rounding', 'grade'})


def register(provider):
    """Add `provider`; a later one with the same facts wins. Twice the same class is once."""
    if all(type(known) is not type(provider) for known in PROVIDERS):
        PROVIDERS.append(provider)
    return provider


for _provider in (ProfileProvider, ExposureProvider, OverdueProvider, TermsProvider):
    register(_provider())


def collect(env, cr, rows, as_of, needs, context=None):
    """Return ``{profile id: {fact: value}}`` for the profiles of `rows` on date `as_of`.

    :param rows: of `credit.check._rows`; a customer who is not saved yet has id 0
    :param needs: names of facts (`rules.needs`); providers of others do not run
    :param dict context: ``documents`` and ``claims`` (amount taken by others) by profile id,
        ``exclude_order_ids``, ``floor`` (exposure that is known from elsewhere to be reached),
        ``policies`` (values by profile id)
    """
    facts = {row['id']: {} for row in rows}
    if not rows:
        return facts
    wanted = BASIC_FACTS | set(needs)
    for provider in PROVIDERS:
        if provider.provides & wanted:
            loaded = provider.load(env, cr, rows, as_of, context or {})
            for profile_id, values in loaded.items():
                facts[profile_id].update(values)
    return facts
