"""Cells to values: exact, or refused with the reason."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_agent.normalise import values
from sync_agent.normalise.values import BadValue


@pytest.mark.parametrize(('text', 'options', 'number'), [
    ('1234.56', {}, '1234.56'),
    ('1.234,56', {'decimal_mark': ',', 'thousands_mark': '.'}, '1234.56'),
    ('1234567', {'thousands_mark': ','}, '1234567'),
    ('(1,000)', {'thousands_mark': ','}, '-1000'),
    ('77800.32', {'unit': '万'}, '778003200'),
    ('-5', {'unit': 'thousand'}, '-5000'),
])
def test_numbers_are_read_exactly(text, options, number):
    assert values.to_decimal(text, **options) == Decimal(number)


@pytest.mark.parametrize(('text', 'options'), [
    # Read as a thousands mark this would be a hundred times too much.
    ('12.34', {'decimal_mark': ',', 'thousands_mark': '.'}),
    ('1,234.56', {}), ('1e5', {}), ('NaN', {}), ('--5', {}), ('5 %', {}), ('', {}), ('٣', {}),
    ('1' * 41, {}),
])
def test_what_is_no_number_here_is_refused(text, options):
    with pytest.raises(BadValue):
        values.to_decimal(text, **options)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4,
                   min_value=-10**12, max_value=10**12))
def test_a_number_survives_every_notation(number):
    plain = f'{number:.4f}'
    german = f'{number:,.4f}'.translate(str.maketrans(',.', '.,'))
    assert values.to_decimal(plain) == number
    assert values.to_decimal(german, decimal_mark=',', thousands_mark='.') == number


@pytest.mark.parametrize(('text', 'form', 'zone', 'day'), [
    ('2026-04-03', 'iso', 'UTC', (2026, 4, 3)),
    ('03/04/2026', '%d/%m/%Y', 'UTC', (2026, 4, 3)),
    ('03/04/2026', '%m/%d/%Y', 'UTC', (2026, 3, 4)),
    # Midnight in Shanghai is still the day before in Greenwich.
    ('1767196800000', 'epoch_ms', 'Asia/Shanghai', (2026, 1, 1)),
    ('1767196800', 'epoch_s', 'UTC', (2025, 12, 31)),
    ('2026-04-03T23:30:00Z', 'iso_instant', 'Asia/Shanghai', (2026, 4, 4)),
    ('2026-04-03T23:30:00', 'iso_instant', 'Asia/Shanghai', (2026, 4, 3)),
])
def test_days_are_those_of_the_bureau(text, form, zone, day):
    assert values.to_date(text, form, zone) == dt.date(*day)


@pytest.mark.parametrize(('text', 'form'), [
    ('2026-4-3', 'iso'), ('20260403', 'iso'), ('2026-W14-5', 'iso'), ('31.02.2026', '%d.%m.%Y'),
    ('03/04/26', '%d/%m/%Y'), ('999999999999999999', 'epoch_ms'), ('x', 'epoch_s'),
    ('0', 'epoch_ms'), ('20260131', 'epoch_ms'), ('2026', 'epoch_s'),
])
def test_what_is_no_day_of_the_declared_form_is_refused(text, form):
    with pytest.raises(BadValue):
        values.to_date(text, form)


@pytest.mark.parametrize(('text', 'money'), [
    ('77800.32万人民币', ('778003200', 'CNY')), ('1000 EUR', ('1000', 'EUR')),
    ('5000万元', ('50000000', 'CNY')), ('12.5', ('12.5', None)), ('3亿美元', ('300000000', 'USD')),
])
def test_amounts_bring_their_unit_and_currency(text, money):
    found = values.to_money(text)
    assert (found['amount'], found['currency']) == (Decimal(money[0]), money[1])


@pytest.mark.parametrize('text', ['no limit', '5 gold coins', 'EUR'])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(BadValue):
        values.to_money(text)


def test_codes_are_codes():
    assert values.to_country('uk') == 'GB'
    assert values.to_country('NA') == 'NA'
    assert values.to_currency('RMB') == 'CNY'
    for read, text in ((values.to_country, 'Germany'), (values.to_currency, 'EURO'),
                       (values.to_boolean, 'maybe'), (values.to_integer, '1.5')):
        with pytest.raises(BadValue):
            read(text)
