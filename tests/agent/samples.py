"""Made-up companies with identifiers that pass their checks and belong to nobody."""

import datetime as dt
from decimal import Decimal

from stdnum import lei, luhn
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10, mod_97_10

from sync_agent.normalise import Draft, Profile
from sync_agent.normalise.scales import shipped

NOW = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.timezone.utc)
TODAY = NOW.date()
PROFILE = Profile('test', 'testbureau', scales=shipped()[1])


def usci(number):
    """Return a code of region 000000, which no company has."""
    body = f'91000000{number:09d}'
    return body + uscc.calc_check_digit(body)


def lei_code(number):
    body = f'0000{number:014d}'
    code = body + mod_97_10.calc_check_digits(body)
    assert lei.is_valid(code)
    return code


def siren(number):
    """Return nine digits that pass Luhn, from a range that is not given out."""
    body = f'0000{number:04d}'
    return body + luhn.calc_check_digit(body)


def siret(number):
    body = siren(number) + '0000'
    return body + luhn.calc_check_digit(body)


def french_vat(number):
    found = siren(number)
    return f'FR{(12 + 3 * (int(found) % 97)) % 97:02d}{found}'


def german_vat(number):
    body = f'1000{number:04d}'
    return f'DE{body}{mod_11_10.calc_check_digit(body)}'


def duns(number):
    return f'0000{number:05d}'


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
