"""Three degrees of letters: when each is due, what it contains, what sending it leaves."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import money

from credit_management.tools.demand_letters import (
    CHANNELS,
    DEGREES,
    LETTERS,
    LIMITATION,
    TAKES_BACK,
    demanded,
    due_letter,
    missing,
    missing_evidence,
    pay_by,
    taken_back,
)
from credit_management.tools.limitation_laws import CN
from credit_management.tools.rpm_plans import FULL

#: A Monday.
TODAY = date(2026, 11, 23)
ALWAYS = (
    'creditor', 'debtor_registered_name', 'service_address', 'lines', 'total', 'demand_sentence',
    'pay_by', 'bank_account', 'interest_reserved',
)


def ago(days):
    return TODAY - timedelta(days=days)


def test_the_letters():
    assert [(one.degree, one.code, one.days, one.reply_days, one.signer) for one in LETTERS] == [
        (1, 'notice', 13, 7, 'credit_officer'), (2, 'warning', 21, 14, 'credit_manager'),
        (3, 'lawyer', 91, 14, 'lawyer'),
    ]
    assert (LIMITATION.degree, LIMITATION.code, LIMITATION.days, LIMITATION.reply_days,
            LIMITATION.signer) == (0, 'limitation', 1, 14, 'credit_officer')
    assert LIMITATION.contents == ALWAYS
    assert [one.contents for one in LETTERS] == [
        (*ALWAYS, 'evidence_copies'),
        (*ALWAYS, 'evidence_copies', 'interest_to_date', 'earlier_letters', 'consequences'),
        (*ALWAYS, 'interest_to_date', 'earlier_letters', 'consequences', 'legal_basis',
         'power_of_attorney'),
    ]


def test_o_cl_2_monitoring_goes_the_first_day_and_then_every_four():
    after_due = [step.offset for step in FULL.steps if step.anchor == 'due' and step.offset > 0]
    assert after_due[:6] == [1 + 4 * step for step in range(6)] == [1, 5, 9, 13, 17, 21]


def test_demands_of_monitoring_are_degrees():
    demands = [step for step in FULL.steps if step.is_demand]
    assert {step.template: DEGREES[step.template] for step in demands} == dict(DEGREES) == {
        'demand_1': 1, 'serious': 2, 'demand_2': 2, 'ultimatum': 2}
    first = {}
    for step in demands:
        first.setdefault(DEGREES[step.template], step.offset)
    assert first == {1: 13, 2: 17}
    assert LETTERS[0].days == first[1]


@pytest.mark.parametrize(('days', 'sent', 'factor', 'degree'), [
    (12, [], 1, None), (13, [], 1, 1), (900, [], 1, 1),
    (6, [], 0.5, 1), (5, [], 0.5, None), (9, [], 0.75, 1), (8, [], 0.75, None),
    (21, [(1, ago(8))], 1, 2), (20, [(1, ago(8))], 1, None), (21, [(1, ago(7))], 1, None),
    (900, [(1, ago(0))], 1, None), (900, [(1, ago(8))], 1, 2),
    (91, [(1, ago(70)), (2, ago(15))], 1, 3), (91, [(2, ago(15)), (1, ago(70))], 1, 3),
    (90, [(2, ago(15))], 1, None), (91, [(2, ago(14))], 1, None),
    (900, [(3, ago(500))], 1, None), (0, [], 0, None), (1, [], 0, 1),
    (13, [(0, ago(1))], 1, 1), (21, [(1, ago(30)), (1, ago(3))], 1, None),
])
def test_a_letter_follows_the_one_below_and_its_time_to_answer(days, sent, factor, degree):
    found = due_letter(TODAY, days, sent, factor)
    assert (found and found.degree) == degree


def test_letters_of_ones_own():
    assert due_letter(TODAY, 91, [(2, ago(15))], letters=LETTERS[:2]) is None
    assert due_letter(TODAY, 91, [(1, ago(8))], letters=LETTERS[::2]).degree == 3


def test_the_day_to_pay_by_is_a_working_day():
    assert pay_by(LETTERS[0], TODAY) == TODAY + timedelta(days=7)
    assert pay_by(LETTERS[0], TODAY - timedelta(days=2)) == TODAY + timedelta(days=7)
    assert pay_by(LETTERS[1], TODAY) == TODAY + timedelta(days=14)
    assert pay_by(LETTERS[0], TODAY, holidays={date(2026, 11, 30)}) == date(2026, 12, 1)
    assert pay_by(LETTERS[0], TODAY, weekend=frozenset({0})) == date(2026, 12, 1)


def test_what_a_letter_lacks_is_named_in_order():
    assert missing(LETTERS[1], LETTERS[0].contents) == (
        'interest_to_date', 'earlier_letters', 'consequences')
    assert missing(LETTERS[1], ()) == LETTERS[1].contents
    assert missing(LETTERS[1], LETTERS[1].contents) == ()


def test_sending_leaves_evidence_that_interrupts_limitation():
    assert {code: (one.event, one.evidence) for code, one in CHANNELS.items()} == {
        'hand': ('demand_delivered', ('document', 'signer', 'authorization')),
        'courier': ('demand_sent', ('content', 'address', 'carrier_no')),
        'mail': ('demand_sent', ('content', 'address', 'delivery_receipt')),
        'message': ('demand_sent', ('content', 'address', 'delivery_receipt')),
        'newspaper': ('public_notice', ('copy',)),
    }
    for channel in CHANNELS.values():
        assert CN.events[channel.event].missing(frozenset(channel.evidence)) == frozenset()
    assert missing_evidence('courier', ('content',)) == ('address', 'carrier_no')
    assert missing_evidence('hand', CHANNELS['hand'].evidence) == ()
    with pytest.raises(KeyError):
        missing_evidence('pigeon', ())


@pytest.mark.parametrize(('text', 'found'), [
    ("Please pay 100,000 by 7 December.", ()),
    ("This is Not a  demand\nfor payment.", ('not a demand for payment',)),
    ("本函仅为复核账目之用，并非催款结算。", ('仅为复核账目之用', '并非催款结算')),
    ("本函 仅为 复核账目之用", ('仅为复核账目之用',)),
    ("For audit purposes only; not a request for payment",
     ('not a request for payment', 'for audit purposes only')),
    ("", ()),
])
def test_no_sentence_takes_the_demand_back(text, found):
    assert taken_back(text) == found
    assert set(found) <= set(TAKES_BACK)


def test_what_is_disputed_is_not_demanded():
    assert demanded([
        ('a', 100, 0), ('b', 100, 30), ('c', 100, 100), ('d', 100, 130), ('e', 100, -5),
        ('f', -40, 0), ('g', 0, 0), ('h', 0.1, 0), ('i', -40, 10),
    ]) == (('a', 100), ('b', 70), ('e', 100), ('h', Fraction(1, 10)))


@given(st.lists(st.tuples(st.integers(), money, money), max_size=5))
def test_no_more_is_demanded_than_is_owed_and_undisputed(lines):
    asked = sum((amount for _key, amount in demanded(lines)), Fraction(0))
    owed = sum((Fraction(amount) for _key, amount, _disputed in lines), Fraction(0))
    disputed = sum((Fraction(part) for _key, _amount, part in lines), Fraction(0))
    assert owed - disputed <= asked <= owed


@given(st.lists(st.integers(1, 40), max_size=40), st.sampled_from([1, 0.75, 0.5]))
def test_degrees_are_passed_one_by_one(steps, factor):
    sent, day, late = [], TODAY, 0
    for step in steps:
        day, late = day + timedelta(days=step), late + step
        letter = due_letter(day, late, sent, factor)
        if letter:
            assert letter.degree == len(sent) + 1
            sent.append((letter.degree, day))
