"""Identifiers in verified form. The numbers are made up and pass their checks."""

import pytest
from stubs import identifiers

from sync_agent.normalise.identifiers import derive, verify

USCI, VAT = identifiers.usci(3), identifiers.french_vat(3)


@pytest.mark.parametrize(('scheme', 'value', 'country', 'expected'), [
    ('usci', USCI.lower(), 'CN', (USCI, True)),
    ('usci', USCI[:-1] + '!', 'CN', (USCI[:-1] + '!', False)),
    ('duns', '01-234-5678', None, ('012345678', None)),
    ('duns', '12345678', None, ('12345678', False)),
    ('vat', VAT[2:], 'FR', (VAT, True)),
    ('vat', f'{VAT[:4]} {VAT[4:7]} {VAT[7:]}', None, (VAT, True)),
    ('vat', 'DE100000000', 'DE', ('DE100000000', False)),
    ('vat', '123', 'US', ('123', None)),
    ('reg_no', '1234567', 'GB', ('01234567', None)),
    ('reg_no', 'sc12345', 'GB', ('SC012345', None)),
    ('reg_no', 'QQ123456', 'GB', ('QQ123456', False)),
    ('reg_no', '123456789', 'GB', ('123456789', False)),
    ('reg_no', ' HRB  1234 ', 'DE', ('HRB 1234', None)),
    ('safe_no', ' DE1 ', None, ('DE1', None)),
])
def test_identifiers_are_verified(scheme, value, country, expected):
    assert verify(scheme, value, country) == expected


def test_the_samples_are_valid():
    assert verify('usci', identifiers.usci(7)) == (identifiers.usci(7), True)
    assert verify('lei', identifiers.lei_code(7)) == (identifiers.lei_code(7), True)
    assert verify('siren', identifiers.siren(7)) == (identifiers.siren(7), True)
    assert verify('vat', identifiers.german_vat(7)) == (identifiers.german_vat(7), True)


def test_a_siren_follows_from_siret_and_french_vat():
    assert verify('siret', identifiers.siret(3)) == (identifiers.siret(3), True)
    assert derive('siret', identifiers.siret(3)) == [('siren', identifiers.siren(3))]
    assert derive('vat', VAT) == [('siren', identifiers.siren(3))]
    assert derive('vat', identifiers.german_vat(3)) == []
