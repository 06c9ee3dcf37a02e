"""Identifiers of companies: their normal form, and whether a check digit is right. Pure."""

import re

from stdnum import get_cc_module, lei
from stdnum.cn import uscc
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret
from stdnum.us import ein

#: What stands before the digits of a company number of the United Kingdom.
_CRN_PREFIXES = (
    'AC|BR|CE|CS|FC|GE|GN|GS|IC|IP|LP|NA|NC|NF|NI|NL|NO|NP|NR|NV|NZ|OC|OE|PC|RC|RS|SA|SC|SE|SF'
    '|SG|SI|SL|SO|SP|SR|SZ|ZC'
)
_CRN = re.compile(rf'(\d{{8}}|({_CRN_PREFIXES})\d{{6}}|R\d{{7}})')
_DUNS = re.compile(r'\d{9}')
#: Country of a partner -> prefix of its VAT numbers, where the two differ.
_VAT_PREFIXES = {'GR': 'EL'}


def normal(scheme, value, country=None):
    """Return (value in normal form, valid): True or False by check digit or form, None if
    nobody can tell.

    :param country: ISO-3166 alpha-2 of the company, for numbers that mean nothing without it
    """
    text = re.sub(r'\s', '', str(value or '')).upper()
    if scheme == 'vat':
        return _vat(text, country)
    if scheme == 'reg_no':
        return _reg_no(text, country)
    if scheme == 'duns':
        text = text.replace('-', '')
        return text, None if _DUNS.fullmatch(text) else False
    module = {'usci': uscc, 'lei': lei, 'siren': siren, 'siret': siret, 'ein': ein}.get(scheme)
    return _by_module(module, text) if module else (text, None)


def _by_module(module, text):
    try:
        return module.validate(text), True
    except ValidationError:
        return text, False


def _vat(text, country):
    text = re.sub(r'[^A-Z0-9]', '', text)
    prefix = _VAT_PREFIXES.get(country, country or '')
    if prefix and not text.startswith(prefix) and (
        prefix.lower() in eu_vat.MEMBER_STATES or prefix in ('GB', 'EL')
    ):
        text = prefix + text
    if text[:2].lower() in eu_vat.MEMBER_STATES or text[:2] == 'EL':
        return _by_module(eu_vat, text)
    if text[:2] == 'GB':
        number, valid = _by_module(get_cc_module('gb', 'vat'), text)
        return number if number.startswith('GB') else 'GB' + number, valid
    module = get_cc_module(country.lower(), 'vat') if country else None
    return _by_module(module, text) if module else (text, None)


def _reg_no(text, country):
    if country != 'GB':
        return text, None
    padded = text.zfill(8) if text.isdigit() else text
    return padded, bool(_CRN.fullmatch(padded))


def of_partner(country, vat, registry):
    """Return [(scheme, value)] of what Odoo's own two fields of a company say, none of it wrong.

    A French registry number is a SIREN, or a SIRET, whose first nine digits are one; a Chinese one
    is a unified social credit identifier, which stands in the VAT field just as often.
    """
    found = []
    if country == 'CN':
        found += [('usci', number) for number in (registry, vat) if number]
    elif vat:
        found.append(('vat', vat))
    if registry and country == 'FR':
        digits = re.sub(r'\D', '', registry)
        found += [('siret', digits)] if len(digits) == 14 else []
        found.append(('siren', digits[:9]))
    elif registry and country != 'CN':
        found.append(('reg_no', registry))
    checked = [(scheme, *normal(scheme, value, country)) for scheme, value in found]
    return list(dict.fromkeys(
        (scheme, value) for scheme, value, valid in checked if value and valid is not False
    ))
