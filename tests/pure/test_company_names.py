"""Names are a floor under identifiers: enough to doubt, never enough to match."""

import pytest

from credit_management.tools.company_names import FLOOR, best, similarity


@pytest.mark.parametrize(('first', 'second'), [
    ("Acme Trade", "ACME TRADE LTD."),
    ("Bolt GmbH", "Bölt Gesellschaft mbH"),
    ("Müller & Söhne KG", "MUELLER UND SOEHNE"),
    ("Cato SA", "Cato S.A."),
    ("Trade Acme", "Acme Trade"),
    ("上海华信国际贸易有限公司", "上海华信国际贸易"),
])
def test_the_same_company_agrees(first, second):
    assert similarity(first, second) >= FLOOR


@pytest.mark.parametrize(('first', 'second'), [
    ("Acme Trade", "Zephyr Logistics"),
    ("Dorn", "Elba Foods"),
    ("北京长城家具有限公司", "上海华信国际贸易有限公司"),
    ("Acme Trade", ""),
])
def test_other_companies_do_not(first, second):
    assert similarity(first, second) < FLOOR


def test_a_former_name_counts():
    assert best(["Newco Holding", "Acme Trade"], ["Acme Trade Ltd"]) == 1.0
    assert best([], ["Acme"]) == 0.0


def test_a_company_called_like_a_legal_form_keeps_its_name():
    assert similarity("SA", "SA") == 1.0
    assert similarity("Company", "Limited") < FLOOR
