"""Neutral reports about a made-up company."""

import datetime as dt
from decimal import Decimal

from stubs.identifiers import duns

from sync_agent.normalise import Draft, Profile
from sync_agent.normalise.scales import shipped

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.timezone.utc)
TODAY = NOW.date()
PROFILE = Profile('test', 'testbureau', scales=shipped()[1])


def report(**changes):
    """Return a neutral report as a source makes it."""
    return {
        'subject': {
            'legal_name': "Probe Trading GmbH", 'country': 'DE',
            'identifiers': [{'scheme': 'duns', 'value': duns(1)}],
        },
        'provider_ref': 'p-1',
        'as_of': dt.date(2026, 11, 1),
        **changes,
    }


def draft(**changes):
    return Draft(report(**changes), 'portfolio', 'a' * 64, NOW)


def statement(**changes):
    return {
        'period_end': dt.date(2025, 12, 31), 'months': 12, 'currency': 'EUR',
        'total_assets': Decimal(1000), 'total_liabilities': Decimal(600), 'equity': Decimal(400),
        **changes,
    }
