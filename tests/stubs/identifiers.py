"""Identifiers that pass their checks and belong to nobody, one a number."""

from stdnum import lei, luhn
from stdnum.cn import uscc
from stdnum.gb import vat as gb_vat
from stdnum.iso7064 import mod_11_10, mod_97_10
from stdnum.no import orgnr


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


def companies_house(number):
    """Return a number of the United Kingdom's register, from a range that is not given out."""
    return f'9{number:07d}'


def british_vat(number):
    body = f'00{number:05d}'
    return next(f'GB{body}{check:02d}' for check in range(97)
                if gb_vat.is_valid(f'{body}{check:02d}'))


def norwegian(number):
    """Return the `number`-th register number of nine digits that has a check digit at all."""
    return next(found for tens in (number * 2, number * 2 + 1) for check in range(10)
                if orgnr.is_valid(found := f'0{tens:07d}{check}'))


def swedish(number):
    body = f'000000{number:03d}' if number < 1000 else f'0000{number:05d}'
    return body + luhn.calc_check_digit(body)


def swedish_vat(number):
    return f'SE{swedish(number)}01'


def employer(number):
    """Return an EIN; it has no check digit."""
    return f'10{number:07d}'
