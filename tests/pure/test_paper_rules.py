"""H11 and H19: what is wrong with contract or letter, in words that say what to bring."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples import TODAY, document, facts, formatter, judge, policy

from credit_management import rules
from credit_management.rules import RULES
from credit_management.tools.authorizations import Letter
from credit_management.tools.contracts import Contract

LI, ACME, PAYER = 7, 3, 4
DAY = timedelta(days=1)
FRAME = Contract(1, TODAY - 90 * DAY, TODAY + 90 * DAY, amount=100_000, scope=frozenset({5}),
                 term_due=TODAY + 60 * DAY)
LETTER = Letter(2, ACME, frozenset({LI}), frozenset({'order'}), TODAY - 90 * DAY, TODAY + 90 * DAY,
                max_single=80_000, max_cumulative=200_000)
ORDER = {'goods': (5,), 'orderer': (LI,), 'orderer_name': "Li Wei"}


def contract(amount=60_000.0, papers=(FRAME,), **changes):
    known = facts(contracts={ACME: list(papers)}, principals=[ACME])
    return judge('H11', known, document(amount, **{**ORDER, **changes}))


def letter(amount=60_000.0, papers=(LETTER,), **changes):
    known = facts(letters={ACME: list(papers)}, principals=[ACME], representatives={ACME: {9}})
    return judge('H19', known, document(amount, **{**ORDER, **changes}))


def text(verdict, audience='officer', **options):
    [breach] = verdict.breaches
    return rules.sentence(breach, formatter(audience, **options))


def test_both_are_off_in_a_new_policy():
    for code in ('H11', 'H19'):
        assert not RULES[code].default_severity
        assert policy(code)['rules'][code]['severity'] == {}


def test_an_order_under_its_contract_by_who_may_passes():
    assert contract().passed == ['H11']
    assert letter().passed == ['H19']


@pytest.mark.parametrize(('papers', 'says'), [
    ((), "No contract is in force. Bring one, signed by both sides."),
    ((replace(FRAME, last=TODAY - DAY),), "Bring its renewal, signed."),
    ((replace(FRAME, terminated_on=TODAY),), "was terminated as of"),
    ((replace(FRAME, first=TODAY + DAY),), "begins on"),
    ((replace(FRAME, scope=frozenset({6})),), "does not cover all these goods. Bring an amendment."),
    ((replace(FRAME, amount=50_000),), "60,000.00 is more than the 50,000.00"),
    ((replace(FRAME, term_due=TODAY),), "longer than those of the contract"),
])
def test_what_a_contract_lacks_and_what_to_bring(papers, says):
    assert says in text(contract(papers=papers))


@pytest.mark.parametrize(('papers', 'says'), [
    ((), "Li Wei has no letter of authority. Bring one for orders"),
    ((replace(LETTER, scopes=frozenset({'price'})),), "does not cover orders. Bring one that does."),
    ((replace(LETTER, last=TODAY - DAY),), "Bring its renewal."),
    ((replace(LETTER, revoked_on=TODAY),), "is revoked since"),
    ((replace(LETTER, max_single=50_000),), "allows for one order"),
    ((replace(LETTER, uses=((TODAY, 150_000),)),), "210,000.00 with earlier orders"),
])
def test_what_a_letter_lacks_and_what_to_bring(papers, says):
    assert says in text(letter(papers=papers))


def test_a_copy_is_a_warning_whatever_the_policy_says():
    verdict = letter(papers=[replace(LETTER, has_original=False)])
    assert verdict.verdict == 'warn'
    assert "Bring the original." in text(verdict)


def test_representatives_and_small_orders_need_no_letter():
    assert letter(papers=(), orderer=(9,)).passed == ['H19']
    assert letter(50_000.0, papers=()).passed == ['H19']
    assert letter(50_000.01, papers=()).breaches


def test_nobody_is_named():
    assert "Nobody is named as who orders." in text(letter(orderer=(), orderer_name=''))


def test_what_is_unknown_is_not_checked():
    assert contract(goods=None).not_checked == ['H11']
    assert letter(orderer=None).not_checked == ['H19']
    assert judge('H11', facts(), document(1.0, **ORDER)).not_checked == ['H11']


def test_payer_and_buyer_both_have_to_have_one():
    known = facts(contracts={ACME: [FRAME]}, principals=[PAYER, ACME])
    assert judge('H11', known, document(10.0, **ORDER)).breaches
    known = facts(letters={ACME: [LETTER]}, principals=[PAYER, ACME], representatives={})
    assert judge('H19', known, document(60_000.0, **ORDER)).breaches


def test_terms_are_found_where_none_were_approved():
    known = facts(contracts={ACME: [FRAME]}, principals=[ACME], term_dues={4: TODAY + 90 * DAY})
    asked = document(10.0, **ORDER, term_id=4)
    assert judge('H11', known, replace(asked, term_due=None)).breaches
    assert not judge('H11', known, replace(asked, term_due=None, term_id=5)).breaches


def test_without_amounts_sales_reads_what_to_bring_all_the_same():
    for verdict in (contract(papers=[replace(FRAME, amount=50_000)]),
                    letter(papers=[replace(LETTER, max_single=50_000)])):
        words = text(verdict, 'sales', show_amounts=False)
        assert "ring" in words
        assert "000" not in words
