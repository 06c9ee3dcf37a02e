from datetime import date, timedelta

from credit_management.tools import fraud_checks as checks

TODAY = date(2026, 6, 30)


def results(*found):
    return [one.result for one in found]


def test_number():
    assert results(checks.number('91', True), checks.number('91', False), checks.number('1', None),
                   checks.number(None, None)) == ['green', 'red', 'unknown', 'unknown']


def test_a_name_alike_another_firms():
    found = checks.name("Siemenz Trading Ltd", ["Bolt GmbH", "Siemens Trading GmbH"])
    assert (found.result, found.values) == ('red', {'other': "Siemens Trading GmbH"})
    assert checks.name("华为技术有限公司", ["华为技术股份有限公司"]).result == 'red'
    assert checks.name("Bolt GmbH", ["Heath Builders", ""]).result == 'green'
    assert checks.name("Bolt GmbH", []).result == 'green'


def test_age():
    year_ago = date(2025, 6, 30)
    assert results(checks.age(None, TODAY), checks.age(year_ago, TODAY),
                   checks.age(year_ago + timedelta(days=1), TODAY)) == ['unknown', 'green', 'red']


def test_capital():
    assert results(checks.capital(None), checks.capital(0), checks.capital(1)) == [
        'unknown', 'red', 'green']


def test_payer_and_delivery():
    assert results(checks.payer(None, True), checks.payer(False, False), checks.payer(False, True),
                   checks.payer(True, False)) == ['unknown', 'unknown', 'green', 'red']
    assert results(checks.delivery(False, []), checks.delivery(True, []),
                   checks.delivery(True, ["Else Ltd"])) == ['unknown', 'green', 'red']


def test_first_order():
    assert results(checks.order(None, 10), checks.order(10, 0), checks.order(9.99, 10),
                   checks.order(10, 10)) == ['unknown', 'unknown', 'green', 'red']


def test_mail():
    assert checks.mail([], 'acme.com').result == 'unknown'
    assert checks.mail(['a@gmail.com'], None).fact == 'free_mail'
    assert checks.mail(['a@acme.com'], None).fact == 'no_website'
    assert checks.mail(['a@acme.com', 'b@mail.acme.com'], 'https://www.acme.com/x').result == 'green'
    found = checks.mail(['a@acme.com', 'b@acme-pay.com'], 'http://acme.com')
    assert (found.result, found.values['domain']) == ('red', 'acme-pay.com')


def test_bank():
    old, new = TODAY - timedelta(days=400), TODAY - timedelta(days=5)
    assert results(checks.bank([], TODAY), checks.bank([new], TODAY), checks.bank([old, new], TODAY),
                   checks.bank([new, new], TODAY), checks.bank([old, old], TODAY)) == [
        'unknown', 'green', 'red', 'green', 'green']
