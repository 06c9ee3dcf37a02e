"""Three texts a breach: what each reader gets, and what he must not."""

from datetime import date, timedelta

import pytest
from samples import (
    TODAY,
    aged,
    breach,
    bureau_event,
    document,
    facts,
    formatter,
    grouped,
    policy,
    sentence,
)

from credit_management import rules
from credit_management.tools.breaches import evaluate
from credit_management.tools.dispatch import Dispatch

OVERDUE = {
    'overdue_days': 38, 'overdue_lines': 2, 'overdue_amount': 50_000.0,
    'overdue_oldest_ref': 'INV/0815', 'in_transit': 48_000.0, 'grade': 'B',
}


def all_breaches():
    """Return a breach of every rule there is."""
    bad = aged(
        40, **{**OVERDUE, 'overdue_amount': 150_000.0}, standing='suspended',
        standing_date=date(2026, 11, 3), standing_user="Wang", standing_reason="broken promise",
        review_date=date(2026, 3, 12), bureau_age=400, bureau_events=[bureau_event()],
        demand_last=7, demand_day=date(2026, 11, 20), demand_days=3, demand_code='R12',
        demand_amount=50_000.0, contracts={}, letters={}, representatives={}, principals=[1],
        danger_score=54, danger_level='stop', danger_codes=['DS1', 'DS3', 'DS8'], danger_stops=['DS8'],
        group=grouped(), insurance={'extension': 30},
    )
    asked = document(
        30_000.0, differing_invoice=True, prepaid_required=10_000.0, term="Net 90",
        term_due=TODAY + timedelta(days=90), goods=(5,), orderer=(7,), orderer_name="Li Wei",
        dispatch=Dispatch(
            TODAY, order="S00042", ordered=30_000.0, signed=False, principal=1, leaves=30_000.0,
            extra=(("Bolts", 3.0, "Units"),), is_noted=False, helper="Sally"),
    )
    found = {}
    for checkpoint in ('order_confirm', 'delivery'):
        case = policy(severity='hold', amount={'B': 5_000.0}, percent=10.0)
        case['rules']['H03']['params'] = {'percent': 10.0, 'amount': 0.0}
        for code in ('H19', 'H21'):
            case['rules'][code]['params'] = {'above': 5_000.0}
        found.update((item.code, item) for item in evaluate(bad, asked, case, checkpoint).breaches)
    found['H00'] = rules.RULES['H00'].breach(None, None, reason='H01')
    return [found[code] for code in sorted(found)]


def test_the_samples_breach_every_rule():
    assert [item.code for item in all_breaches()] == sorted(rules.RULES)


@pytest.mark.parametrize('item', all_breaches(), ids=lambda item: item.code)
@pytest.mark.parametrize('audience', ['officer', 'sales'])
def test_officer_and_sales_get_a_whole_sentence(item, audience):
    for options in ({}, {'show_amounts': False}):
        text = sentence(item, audience, **options)
        assert text.endswith('.')
        assert '%(' not in text
        assert 'None' not in text


@pytest.mark.parametrize('item', all_breaches(), ids=lambda item: item.code)
def test_the_customer_reads_one_of_two_neutral_sentences(item):
    text = sentence(item.as_dict(), 'customer')
    assert text in (
        "Thank you, we have your order and will confirm it shortly.",
        "Please pay by the link to start your order.",
    )
    assert not any(character.isdigit() for character in text)
    assert formatter('customer').cure(item) == {}


@pytest.mark.parametrize('item', all_breaches(), ids=lambda item: item.code)
def test_hidden_amounts_are_in_no_sales_text_and_no_sales_cure(item):
    reader = formatter('sales', show_amounts=False)
    assert '…' not in rules.sentence(item, reader)
    money = {'30,000', '18,000', '12,000', '50,000', '150,000', '518,000', '500,000', '10,000'}
    assert not any(amount in rules.sentence(item, reader) for amount in money)
    assert all(reader.cure(item).get(name) is None for name in ('amount', 'to', 'by'))


@pytest.mark.parametrize('item', all_breaches(), ids=lambda item: item.code)
def test_sales_reads_no_grade_no_reason_and_no_name(item):
    text = sentence(item, 'sales')
    assert not any(word in text for word in (
        "broken promise", "Wang", "blocked", "risk", "grade", "nsolven", "Creditsafe", "bureau"))


def test_the_words_of_the_limit():
    item = breach('H01', facts(), document(30_000.0))
    assert sentence(item) == (
        "Exposure 518,000.00 of 500,000.00 with this order, 18,000.00 over; fits up to 12,000.00,"
        " or with 18,000.00 paid."
    )
    assert sentence(item, 'sales') == (
        "18,000.00 over the limit. Goes through with 18,000.00 paid or an order up to 12,000.00."
    )


def test_the_words_of_the_oldest_overdue():
    item = breach('H02', facts(**OVERDUE))
    assert sentence(item) == (
        "Oldest INV/0815 38 d late (tolerance 20), lines: 2, to pay: 50,000.00."
        " 48,000.00 in transit would cover a part."
    )
    assert sentence(item, 'sales') == (
        "2 invoices late, oldest 38 days. Goes through with 50,000.00 paid."
    )


def test_the_words_of_the_standing():
    item = breach('H07', facts(
        limit_mode='cash_only', standing_date=date(2026, 11, 3), standing_user="Wang",
        standing_reason="broken promise",
    ), document(30_000.0))
    assert sentence(item) == (
        "Cash only since 2026-11-03, by Wang (broken promise). Passes with 30,000.00 paid."
    )


def test_a_breach_of_a_rule_that_is_gone_still_has_words():
    text = sentence({'code': 'H99', 'severity': 'hold'})
    assert text.startswith("Credit could not be checked (H99).")


def test_money_in_transit_is_named_as_what_it_does():
    late = {**OVERDUE, 'overdue_amount': 48_000.0}
    assert sentence(breach('H02', facts(**late))).endswith("48,000.00 in transit would cover it.")
    late['overdue_applied_in_transit'] = 48_000.0
    item = breach('H02', facts(**late, overdue_oldest_date=date(2026, 10, 16)))
    assert sentence(item).endswith("48,000.00 in transit already taken off.")
    assert (item.params['oldest_date'], item.params['applied']) == ('2026-10-16', 48_000.0)
    late['in_transit'] = late['overdue_applied_in_transit'] = 0.0
    assert sentence(breach('H02', facts(**late))).endswith("to pay: 48,000.00.")
    uncounted = facts(in_transit=18_000.0, in_transit_counts=False)
    item = breach('H01', uncounted, document(30_000.0))
    assert item.cure['kind'] == 'match'
    assert sentence(item).endswith("18,000.00 in transit would cover it.")


@pytest.mark.parametrize(
    ('changes', 'words'),
    [
        ({'review_date': TODAY}, "Review is due on 2026-11-23, in 0 d; review the customer."),
        ({'review_date': date(2026, 11, 22)},
         "Review was due on 2026-11-22, 1 d ago; review the customer."),
        ({'limit_valid_until': date(2026, 11, 30)}, "Limit ends on 2026-11-30, in 7 d; renew it."),
        ({'limit_valid_until': date(2026, 11, 13)},
         "Limit ended on 2026-11-13, 10 d ago; renew it."),
    ],
)
def test_the_words_of_an_expiry(changes, words):
    item = breach('H05', facts(**changes))
    assert sentence(item) == words
    late = item.value > 0
    assert ("is late" in sentence(item, 'sales')) is late
    assert ("is coming up" in sentence(item, 'sales')) is not late


def test_the_words_of_longer_terms():
    item = breach('H06', facts(), document(term="Net 90", term_due=TODAY + timedelta(days=90)))
    assert sentence(item) == (
        "Net 90 on the order, Net 60 approved; final due date 30 d later. Passes with the approved"
        " terms."
    )
    unnamed = breach('H06', facts(), document(term='', term_due=TODAY + timedelta(days=90)))
    assert sentence(unnamed).startswith("? on the order, Net 60 approved")


def test_the_words_of_little_left():
    item = breach('H10', facts(exposure=458_000.0), document(12_000.0))
    assert sentence(item) == (
        "30,000.00 of 500,000.00 left after this order (wanted 50,000.00); a payment of 20,000.00"
        " restores it."
    )
    assert sentence(item, 'sales') == "30,000.00 left after this order. A payment makes room."
    assert sentence(item, 'sales', show_amounts=False).startswith("Little of the limit is left")
    nothing = breach('H10', facts(), document(12_000.0))
    assert nothing.value == 0
    assert sentence(nothing, 'sales').startswith("Nothing of the limit is left")


def test_a_standing_without_a_known_author_has_words_too():
    bare = breach('H07', facts(standing='blocked'))
    assert sentence(bare).startswith("Blocked. Passes when the block is lifted")
    dated = breach('H07', facts(
        standing='blocked', standing_date=date(2026, 11, 3), standing_user="Wang",
    ))
    assert sentence(dated).startswith("Blocked since 2026-11-03, by Wang. Passes")
