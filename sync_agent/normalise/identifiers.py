"""Identifiers in the form that their check digit was verified in.

python-stdnum knows nearly all of them. DUNS and EIN (nine digits, no public check digit) and the
numbers of Companies House (eight characters, prefix) are ours.
"""

import functools
import re
from importlib import import_module

from stdnum import exceptions, get_cc_module
from stdnum.cn import uscc

#: Register numbers that have a check digit: country -> module of stdnum.
_REGISTERS = {
    'AU': 'au.acn', 'BE': 'be.vat', 'BR': 'br.cnpj', 'CH': 'ch.uid', 'DK': 'dk.cvr',
    'FI': 'fi.ytunnus', 'FR': 'fr.siren', 'JP': 'jp.cn', 'KR': 'kr.brn', 'NO': 'no.orgnr',
    'SE': 'se.orgnr',
}
_SCHEMES = {
    'usci': 'cn.uscc', 'lei': 'lei', 'siren': 'fr.siren', 'siret': 'fr.siret',
}
#: Prefixes of VAT numbers in the Union: Greece is EL, Northern Ireland XI.
EU_VAT = frozenset({
    'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'EL', 'ES', 'FI', 'FR', 'HR', 'HU', 'IE',
    'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'XI',
})
#: Registers of the United Kingdom, as the first characters of a number say.
_COMPANIES_HOUSE_PREFIXES = frozenset({
    'AC', 'CE', 'CS', 'FC', 'FE', 'GE', 'GN', 'GS', 'IC', 'IP', 'LP', 'NA', 'NC', 'NF', 'NI',
    'NL', 'NO', 'NP', 'NR', 'NV', 'OC', 'OE', 'PC', 'R', 'RC', 'RS', 'SA', 'SC', 'SE', 'SF',
    'SG', 'SI', 'SL', 'SO', 'SP', 'SR', 'SZ', 'ZC',
})
_USCI = re.compile(r'^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$', re.ASCII)
_COMPANIES_HOUSE = re.compile(r'^([A-Z]{0,2})(\d{1,8})$')


@functools.lru_cache(maxsize=256)
def _module(name):
    return import_module(f'stdnum.{name}')


def verify(scheme, value, country=None):
    """Return (value in its verified form, valid).

    `valid` is True after a check digit, False when form or check digit is wrong, None where nothing
    can be checked.
    """
    if scheme in ('duns', 'ein'):
        return _verify_nine_digits(value)
    if scheme == 'usci' and _USCI.match(value):
        # As stdnum does it, without cleaning what is clean: bulk files hold a million of them.
        return value, uscc.calc_check_digit(value[:-1]) == value[-1]
    if scheme == 'vat':
        return _verify_vat(value, country)
    if scheme == 'reg_no':
        return _verify_register_number(value, country)
    if scheme in _SCHEMES:
        return _by_module(_module(_SCHEMES[scheme]), value)
    return value.strip(), None


def _by_module(module, value, prefix=''):
    try:
        return prefix + module.validate(value), True
    except exceptions.ValidationError:
        return _compact(value), False


def _compact(value):
    return re.sub(r'[\s.-]', '', value).upper()


def _verify_nine_digits(value):
    digits = _compact(value)
    return digits, None if len(digits) == 9 and digits.isascii() and digits.isdigit() else False


def _verify_vat(value, country):
    """VAT numbers carry their country's prefix, so that one of two countries is never the other's."""
    number = _compact(value)
    prefix = {'GR': 'EL'}.get(country, country) or number[:2]
    if number[:2] == 'XI' or prefix in EU_VAT:
        code = 'XI' if number[:2] == 'XI' else prefix
        body = number if number.startswith(code) else code + number
        return _by_module(_module('eu.vat'), body)
    if prefix == 'GB':
        return _by_module(_module('gb.vat'), number, 'GB')
    module = get_cc_module(prefix, 'vat') if len(prefix) == 2 and prefix.isalpha() else None
    return _by_module(module, value) if module else (number, None)


def _verify_register_number(value, country):
    if country == 'GB':
        return _verify_companies_house(value)
    if country in _REGISTERS:
        return _by_module(_module(_REGISTERS[country]), value)
    return re.sub(r'\s+', ' ', value).strip().upper(), None


def _verify_companies_house(value):
    number = _compact(value)
    found = _COMPANIES_HOUSE.match(number)
    if not found:
        return number, False
    prefix, digits = found.groups()
    if prefix and prefix not in _COMPANIES_HOUSE_PREFIXES:
        return number, False
    padded = prefix + digits.zfill(8 - len(prefix))
    return padded, None if len(padded) == 8 else False


def derive(scheme, value):
    """Return [(scheme, value)] that follow from a valid identifier, free of charge."""
    if scheme == 'siret':
        return [('siren', value[:9])]
    if scheme == 'vat' and value.startswith('FR') and value[4:].isdigit():
        # Numbers of the overseas departments and old ones hold no SIREN.
        return _by_check('siren', value[4:])
    return []


def _by_check(scheme, value):
    verified, valid = verify(scheme, value)
    return [(scheme, verified)] if valid else []
