"""Identifiers that pass their checks and belong to nobody, one a number."""

from stdnum import lei, luhn
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10, mod_97_10


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
