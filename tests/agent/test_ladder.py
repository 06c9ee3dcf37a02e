"""Whose report it is: what binds, what only proposes, and what a person has said."""

from decimal import Decimal

import pytest
from samples import PROFILE, TODAY, draft
from sink import customer
from stubs import identifiers

from sync_agent.errors import Defect
from sync_agent.match import Ladder, partners
from sync_agent.match.ladder import MAX_CANDIDATES
from sync_agent.normalise import finish
from sync_agent.odoo_gateway import KeyPage
from sync_agent.records import PartnerKey

DUNS, USCI = identifiers.duns(7), identifiers.usci(7)


class Keys:
    """What `partner_keys` gives, without an Odoo behind it."""

    def __init__(self, *customers):
        self.customers = [PartnerKey(**found) for found in customers]

    def partner_keys(self, _cursor, _limit):
        return KeyPage(self.customers, None)


def german(number, name="Probe Trading GmbH", **values):
    return customer(number, name, **{
        'country': 'DE', 'identifiers': [{'scheme': 'duns', 'value': DUNS}], **values})


@pytest.fixture
def verdict(state):
    """Match a report of `subject` against customers."""
    def match(*customers, provider_ref='p-1', partner_id=None, evidence=(), **subject):
        partners.refresh(Keys(*customers), state, full=True)
        found = draft(provider_ref=provider_ref, subject={
            'legal_name': "Probe Trading GmbH", 'country': 'DE',
            'identifiers': [{'scheme': 'duns', 'value': DUNS}], **subject})
        found.partner_id, found.evidence = partner_id, list(evidence)
        return Ladder(state.partners).match(finish(found, PROFILE, TODAY))
    return match


REF = {'provider': 'testbureau', 'provider_ref': 'p-1'}


# === WHAT BINDS === #

def test_a_stored_binding_is_used(verdict):
    found = verdict(german(1, identifiers=[], refs=[REF]))
    assert (found.step, found.partner_id, found.method) == ('binding', 1, 'mapping')
    assert found.confidence == 1


def test_one_strong_identifier_binds(verdict):
    found = verdict(german(1), german(2, identifiers=[]))
    assert (found.step, found.partner_id, found.method) == ('identifier', 1, 'identifier')


@pytest.mark.parametrize(('identifier', 'country'), [
    ({'scheme': 'usci', 'value': USCI}, 'CN'),
    ({'scheme': 'lei', 'value': identifiers.lei_code(7)}, 'DE'),
    ({'scheme': 'vat', 'value': identifiers.german_vat(7)}, 'DE'),
    ({'scheme': 'reg_no', 'value': 'HRB 12'}, 'DE'),
    ({'scheme': 'siren', 'value': identifiers.siren(7)}, 'FR'),
])
def test_every_strong_scheme_binds(verdict, identifier, country):
    found = verdict(german(1, identifiers=[identifier], country=country),
                    identifiers=[identifier], country=country)
    assert found.step == 'identifier'


def test_an_identifier_is_compared_in_its_verified_form(verdict):
    vat = identifiers.german_vat(7)
    found = verdict(german(1, identifiers=[{'scheme': 'vat', 'value': f'{vat[:5]} {vat[5:]}'}]),
                    identifiers=[{'scheme': 'vat', 'value': vat[2:]}])
    assert found.step == 'identifier'


def test_a_former_name_satisfies_the_floor(verdict):
    found = verdict(german(1, "Altmodisch Handels AG"),
                    previous_names=[{'name': "Altmodisch Handels AG"}])
    assert found.step == 'identifier'


def test_a_siren_from_a_siret_binds_as_one(verdict):
    found = verdict(
        german(1, country='FR', identifiers=[{'scheme': 'siren', 'value': identifiers.siren(7)}]),
        country='FR', identifiers=[{'scheme': 'siret', 'value': identifiers.siret(7)}])
    assert found.step == 'identifier'


# === WHAT DOES NOT === #

@pytest.mark.parametrize(('customers', 'subject', 'step'), [
    ([german(1), german(2)], {}, 'identifiers of several customers'),
    ([german(1), german(2, identifiers=[{'scheme': 'lei', 'value': identifiers.lei_code(7)}])],
     {'identifiers': [{'scheme': 'duns', 'value': DUNS},
                      {'scheme': 'lei', 'value': identifiers.lei_code(7)}]},
     'identifiers of several customers'),
    ([german(1, "Zenith Foods AG")], {}, 'identifier, but another name'),
    ([german(1, active=False)], {}, 'identifier of an archived customer'),
    ([german(1, country='AT')], {}, 'identifier, but another country'),
    ([german(1)], {'country': None}, 'identifier, but another country'),
    ([german(1, rejected=[REF])], {}, 'refused by a person'),
    ([german(1, identifiers=[])], {}, 'no identifier'),
])
def test_everything_else_is_a_persons_decision(verdict, customers, subject, step):
    found = verdict(*customers, **subject)
    assert (found.step, found.partner_id, found.method) == (step, None, 'none')


def test_a_number_with_a_wrong_check_digit_binds_nobody(verdict):
    wrong = USCI[:-1] + ('0' if USCI[-1] != '0' else '1')
    found = verdict(
        german(1, country='CN', identifiers=[{'scheme': 'usci', 'value': wrong}]),
        country='CN', identifiers=[{'scheme': 'usci', 'value': wrong}])
    assert found.step == 'no identifier'


def test_a_register_number_of_another_country_is_another_number(verdict):
    number = {'scheme': 'reg_no', 'value': '123456'}
    found = verdict(german(1, country='AT', identifiers=[number]), identifiers=[number])
    assert found.step == 'no identifier'


def test_a_binding_ends_when_the_number_is_anothers(verdict):
    found = verdict(german(1, identifiers=[], refs=[REF]), german(2))
    assert found.step == 'binding disputed by identifiers'
    assert set(found.candidates) == {1, 2}


def test_a_binding_ends_when_the_name_is_anothers(verdict):
    found = verdict(german(1, "Zenith Foods AG", identifiers=[], refs=[REF]))
    assert found.step == 'binding disputed by name'


def test_a_subject_bound_twice_is_bound_to_nobody(verdict):
    found = verdict(german(1, identifiers=[], refs=[REF]), german(2, identifiers=[], refs=[REF]))
    assert found.partner_id is None
    assert set(found.candidates) == {1, 2}


@pytest.mark.parametrize('name', [
    "Probe Trading GmbH", "PROBE TRADING", "Trading Probe AG",
])
def test_a_name_never_binds(verdict, name):
    found = verdict(german(1, name, identifiers=[], city="Berlin", postcode="10115"),
                    identifiers=[], address={'city': "Berlin", 'postcode': "10115"})
    assert found.partner_id is None
    (confidence, evidence), = found.candidates.values()
    assert confidence <= Decimal('0.7')
    assert evidence[0]['kind'] == 'name'


# === A LADDER THAT GOES ON === #

def report(**changes):
    return finish(draft(**changes), PROFILE, TODAY)


def test_a_customer_who_changed_is_asked_for_again(state):
    ladder, found = Ladder(state.partners), report()
    assert ladder.match(found).is_stranger
    for name, candidates in (("Probe Tradings AG", {1}), ("Zenith Foods AG", set())):
        partners.refresh(Keys(german(1, name, identifiers=[])), state, full=True)
        assert set(ladder.match(found).candidates) == candidates
    partners.refresh(Keys(), state, full=True)
    assert ladder.match(found).is_stranger


def test_what_came_to_nothing_is_not_remembered(state):
    ladder, found = Ladder(state.partners), report()
    with pytest.raises(ZeroDivisionError), state.transaction():
        partners.store(state, PartnerKey(**german(1, identifiers=[])), 1)
        assert set(ladder.match(found).candidates) == {1}
        raise ZeroDivisionError
    assert ladder.match(found).is_stranger


def test_customers_and_words_are_asked_for_once(state, monkeypatch):
    partners.refresh(Keys(*(german(number, f"Probe Handel {number} GmbH", identifiers=[])
                            for number in range(1, 50))), state, full=True)
    ladder, found, asked = Ladder(state.partners), report(), []
    rows, row = state.database.rows, state.database.row
    monkeypatch.setattr(state.database, 'rows', lambda *words: asked.append(1) or rows(*words))
    monkeypatch.setattr(state.database, 'row', lambda *words: asked.append(1) or row(*words))
    ladder.match(found)
    first = len(asked)
    assert first > 50
    ladder.match(found)
    # Who is bound, who was refused, who has the number.
    assert len(asked) - first == 3


def test_a_defect_names_its_row(state, monkeypatch):
    found = draft()
    found.origin = {'file': 'f' * 64, 'name': 'a.csv', 'row': 7}
    monkeypatch.setattr('sync_agent.match.ladder.names_of', lambda _subject: 1 / 0)
    with pytest.raises(Defect, match=r"^row 7 of a\.csv: ZeroDivisionError: division by zero$"):
        Ladder(state.partners).match(finish(found, PROFILE, TODAY))


# === CANDIDATES === #

def test_candidates_are_ranked_by_name_and_place(verdict):
    found = verdict(
        german(1, "Probe Handel GmbH", identifiers=[]),
        german(2, "Probe Trading AG", identifiers=[], city="Hamburg"),
        german(3, "Probe Tradings GmbH", identifiers=[], city="Berlin"),
        identifiers=[], address={'city': "Berlin"})
    ranked = [row['partner_id'] for row in found.wire()['candidates']]
    assert ranked[:2] == [2, 3]


def test_a_branch_is_less_likely_than_its_name(verdict):
    found = verdict(
        german(1, "Probe Trading Zweigniederlassung", identifiers=[]),
        german(2, "Probe Tradings GmbH", identifiers=[]), identifiers=[])
    assert [row['partner_id'] for row in found.wire()['candidates']] == [2]


def test_customers_of_other_countries_are_no_candidates(verdict):
    found = verdict(german(1, country='FR', identifiers=[]), identifiers=[])
    assert found.is_stranger


def test_there_are_few_candidates_however_many_are_alike(verdict):
    found = verdict(*(german(number, identifiers=[]) for number in range(1, 20)), identifiers=[])
    assert len(found.wire()['candidates']) == MAX_CANDIDATES


def test_a_word_that_everybody_has_finds_nobody(verdict):
    others = [german(number, f"Unlike{number} Holding", identifiers=[])
              for number in range(1, 210)]
    assert verdict(*others, identifiers=[], legal_name="Holding").is_stranger


def test_the_customer_it_was_fetched_for_is_a_candidate(verdict):
    found = verdict(german(1, "Quite Unlike", identifiers=[]), partner_id=1, identifiers=[],
                    evidence=[{'kind': 'bureau_search', 'detail': "10 AAZ", 'confidence': 0.8}])
    assert found.candidates == {1: (Decimal('0.80'), [
        {'kind': 'bureau_search', 'detail': "10 AAZ"}])}


def test_whom_a_person_refused_is_not_proposed_again(verdict):
    found = verdict(german(1, identifiers=[], rejected=[REF]), identifiers=[])
    assert found.is_stranger


def test_a_number_that_only_follows_proposes(verdict):
    found = verdict(
        german(1, "Quite Unlike", country='FR',
               identifiers=[{'scheme': 'siret', 'value': identifiers.siret(7)}]),
        country='FR', identifiers=[{'scheme': 'siren', 'value': identifiers.siren(7)}])
    assert found.partner_id is None
    assert found.candidates[1][0] == Decimal('0.8')


# === THE CACHE === #

def test_pages_are_read_to_the_end_and_then_only_what_changed(sink, state):
    gateway = Paged(sink)
    sink.partners = [customer(number, write_date=f'2026-01-01T00:{number // 60:02d}:'
                              f'{number % 60:02d}Z') for number in range(1, 1201)]
    partners.refresh(gateway, state)
    assert state.partners.count() == 1200
    assert len(gateway.cursors) == 3
    sink.partners.append(customer(2000, "New Probe", write_date='2026-03-01T00:00:00Z'))
    changed = partners.refresh(gateway, state)
    assert 'duns:000002000' in changed
    assert 'name:new probe' in changed
    # From a little before the last change on, not from the beginning.
    assert gateway.cursors[3]['write_date'] < '2026-01-01T00:20'
    assert len(changed) == 2


def test_a_full_reading_forgets_who_is_gone(sink, state):
    gateway = Paged(sink)
    sink.partners = [customer(1), customer(2)]
    partners.refresh(gateway, state)
    sink.partners = [customer(2)]
    partners.refresh(gateway, state)
    assert state.partners.count() == 2
    partners.refresh(gateway, state, full=True)
    assert state.partners.all_ids() == [2]


def test_pages_that_go_in_circles_are_noticed(state):
    class Circle:
        def partner_keys(self, _cursor, _limit):
            return KeyPage([PartnerKey(**customer(1))], {'write_date': 'x', 'id': 1})
    with pytest.raises(Exception, match="again and again"):
        partners.refresh(Circle(), state)


class Paged:
    """The sink's pages, without HTTP."""

    def __init__(self, sink):
        self.sink, self.cursors = sink, []

    def partner_keys(self, cursor, limit):
        self.cursors.append(cursor)
        found = self.sink.partner_keys(cursor, limit)
        return KeyPage([PartnerKey(**key) for key in found['partners']], found['cursor'])
