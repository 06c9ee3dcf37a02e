"""Identifiers in normal form, and what Odoo's own fields say of a company."""

import pytest
from bureau_samples import LEI, USCI, VAT

from credit_management.tools.identifiers import normal, of_partner


@pytest.mark.parametrize(('scheme', 'value', 'country', 'expected'), [
    ('usci', ' 9100 0000 1234 56789x', 'CN', (USCI, True)),
    ('usci', '910000001234567890', 'CN', ('910000001234567890', False)),
    ('lei', LEI.lower(), None, (LEI, True)),
    ('lei', LEI[:-1] + '0', None, (LEI[:-1] + '0', False)),
    ('vat', 'DE 999 999 903', 'DE', (VAT, True)),
    ('vat', '999999903', 'DE', (VAT, True)),
    ('vat', 'DE999999904', 'DE', ('DE999999904', False)),
    ('vat', '094259216', 'GR', ('EL094259216', True)),
    ('vat', 'XX-1', 'US', ('XX1', None)),
    ('duns', '00-000-0017', 'US', ('000000017', None)),
    ('duns', '12345', 'US', ('12345', False)),
    ('reg_no', '1234567', 'GB', ('01234567', True)),
    ('reg_no', 'sc123456', 'GB', ('SC123456', True)),
    ('reg_no', 'XX123456', 'GB', ('XX123456', False)),
    ('reg_no', 'HRB 12345', 'DE', ('HRB12345', None)),
    ('siren', '900 000 001', 'FR', ('900000001', True)),
    ('other', 'a b', None, ('AB', None)),
])
def test_a_number_has_one_form_and_a_check_digit_is_checked(scheme, value, country, expected):
    assert normal(scheme, value, country) == expected


def test_leading_zeros_of_a_duns_number_stay():
    assert normal('duns', '012345678')[0] == '012345678'


@pytest.mark.parametrize(('country', 'vat', 'registry', 'expected'), [
    ('DE', VAT, 'HRB 1', [('vat', VAT), ('reg_no', 'HRB1')]),
    ('CN', USCI, USCI, [('usci', USCI)]),
    ('FR', None, '900000001', [('siren', '900000001')]),
    ('GB', None, '1234567', [('reg_no', '01234567')]),
    ('DE', 'DE999999904', None, []),
    (None, None, None, []),
])
def test_what_odoo_s_own_fields_say_of_a_company(country, vat, registry, expected):
    assert of_partner(country, vat, registry) == expected


def test_a_siret_gives_its_siren_too():
    found = of_partner('FR', None, '90000000100000')
    assert ('siren', '900000001') in found
