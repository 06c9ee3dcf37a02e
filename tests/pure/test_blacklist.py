"""What is exact acts; what only looks alike is for a person."""

import pytest

from credit_management.tools import blacklist

USCI = '91440300708461136T'


def contact(**values):
    return {
        'name': "Northwind Trading Ltd", 'country': None, 'vat': None, 'registry': None,
        'is_company': True, 'numbers': (), 'phones': (), 'addresses': (), 'persons': (), **values}


def entry(*pairs):
    return {(kind, blacklist.key_of(kind, value)[0]) for kind, value in pairs}


def found(known, who, name="Northwind Trading"):
    return blacklist.compare(
        known, blacklist.keys_of_contact(who), [(name, who['name'])])


@pytest.mark.parametrize('who', [
    contact(name="Something Else", vat=USCI),
    contact(name="Something Else", country='CN', registry=f' {USCI.lower()} '),
    contact(name="Something Else", numbers=[('usci', USCI)]),
])
def test_the_same_registered_number_acts_whatever_the_name(who):
    answer = found(entry(('usci', USCI), ('phone', '12345678')), who)
    assert (answer.acts, answer.by[0]) == (True, 'usci')


def test_legal_representative_and_name_together_act():
    known = entry(('name', "Northwind Trading GmbH"), ('person', "J. Doe"))
    both = found(known, contact(persons=["j doe"]))
    assert (both.acts, both.by) == (True, ('name', 'person'))
    for who in (contact(), contact(name="Other", persons=["J. Doe"])):
        assert found(known, who).acts is False


@pytest.mark.parametrize('kind, value, who', [
    ('name', "Northwind Trading", contact()),
    ('name', "Northwind Trading", contact(name="Northwind Tradings Ltd")),
    ('phone', "+44 20 7946 0958", contact(name="Other", phones=["020 7946-0958"])),
    ('address', "1 High Street, Leeds", contact(name="Other", addresses=["1 High Street Leeds"])),
    ('person', "Jane Doe", contact(name="Jane Doe", is_company=False)),
    ('reg_no', "12345678", contact(name="Other", numbers=[('reg_no', "12345678")])),
])
def test_what_looks_alike_never_acts(kind, value, who):
    name = value if kind == 'name' else "Nobody"
    answer = found(entry((kind, value)), who, name)
    assert answer.acts is False and len(answer.by) == 1


def test_nothing_in_common_is_nothing():
    assert found(entry(('phone', '12345678'), ('name', "Southwind")), contact(), "Southwind") is None


@pytest.mark.parametrize('kind, value', [
    ('usci', '91440300708461136X'), ('phone', '12'), ('name', ' '), ('lei', 'x')])
def test_what_cannot_be_right_is_no_key(kind, value):
    assert blacklist.key_of(kind, value)[1] is False
