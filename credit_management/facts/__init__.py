"""Fact providers, one a file: what rules need to know about customers."""

from .aging_grade import AgingGradeInvoicesProvider, AgingGradeProvider
from .base import Provider
from .bureau import BureauProvider
from .danger import DangerProvider
from .dunning import DunningProvider
from .exposure import ExposureProvider
from .first_order import FirstOrderProvider
from .group import GroupProvider
from .overdue import OverdueInvoicesProvider, OverdueProvider
from .papers import PapersProvider
from .profile import ProfileProvider
from .terms import final_due_date

PROVIDERS = []
#: Every decision needs these: the currency to compare in, and the grade to choose thresholds by.
BASIC_FACTS = frozenset({'rounding', 'grade'})


def register(provider):
    """Add `provider`; a later one with the same facts wins. Twice the same class is once."""
    if all(type(known) is not type(provider) for known in PROVIDERS):
        PROVIDERS.append(provider)
    return provider


for _provider in (
    ProfileProvider, ExposureProvider, OverdueProvider, FirstOrderProvider, OverdueInvoicesProvider,
    BureauProvider, AgingGradeProvider, AgingGradeInvoicesProvider, DangerProvider,
    DunningProvider, GroupProvider,
    DunningProvider, PapersProvider,
):
    register(_provider())


def offsets(row):
    """Return whether a profile's row has securities that take off exposure, on whatever day."""
    return any(one['effect'] == 'offset' for one in row.get('securities') or ())


def load(env, cr, rows, as_of, needs, context=None):
    """Return ``{profile id: {fact: value}}`` for the profiles of `rows` on date `as_of`.

    :param rows: of `credit.check._rows`; a customer who is not saved yet has id 0
    :param needs: names of facts (`breaches.needed_facts`); providers of others do not run
    :param dict context: ``exclude_order_ids``, ``own_order_ids`` (those asked about), ``named``
        (how many invoices), ``breaches`` (for which they are named), ``paid_line_ids``
        (receivable lines looked at as if they were paid),
        and by profile id: ``claims`` (amount taken by others), ``order_partner_ids`` (who
        orders), ``policies`` (values). Providers find ``loaded`` in it too (facts so far) and
        ``contacts`` (see `credit.exposure._constants`)
    """
    facts = {row['id']: {} for row in rows}
    if not rows:
        return facts
    wanted = BASIC_FACTS | set(needs)
    if 'effective_limit' in wanted and any(offsets(row) for row in rows):
        wanted |= {'exposure'}  # what securities leave of it widens the limit
    # Providers run in order, so a later one sees what is known and need not ask again.
    context = {**(context or {}), 'loaded': facts, 'contacts': {}}
    for provider in PROVIDERS:
        if provider.provides & wanted:
            loaded = provider.load(env, cr, rows, as_of, context)
            for profile_id, values in loaded.items():
                facts[profile_id].update(values)
    return facts
