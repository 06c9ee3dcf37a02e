"""H20 to H23: what is asked for before goods leave, in words for the warehouse."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples import TODAY, document, facts, formatter, judge

from credit_management import rules
from credit_management.rules import RULES
from credit_management.tools.authorizations import Letter, name_key
from credit_management.tools.deliveries import Delivery, Line, Move
from credit_management.tools.dispatch import Dispatch, Goods, more_than_ordered

ACME, YARD, DAY = 3, 8, timedelta(days=1)
LETTER = Letter(
    2, ACME, frozenset({7, name_key("Li Wei")}), frozenset({'receive_goods'}), TODAY - 90 * DAY,
    TODAY + 90 * DAY, max_single=80_000, addresses=frozenset({YARD}))
READY = Dispatch(
    TODAY, order="S00042", ordered=60_000.0, signed=True, principal=ACME, address=YARD,
    address_name="Acme, Yard", letters=(LETTER,), leaves=60_000.0, is_noted=True, helper="Sally")
CODES = ('H20', 'H21', 'H22', 'H23')


def ask(code, **changes):
    asked = document(0.0, checkpoint='delivery', dispatch=replace(READY, **changes))
    return judge(code, facts(), asked, 'delivery')


def text(verdict, audience='sales', **options):
    [breach] = verdict.breaches
    return rules.sentence(breach, formatter(audience, **options))


def test_all_are_off_in_a_new_policy_and_ask_at_deliveries_alone():
    for code in CODES:
        assert not RULES[code].default_severity
        assert RULES[code].checkpoints == ('delivery',)


@pytest.mark.parametrize('code', CODES)
def test_a_delivery_with_its_papers_passes(code):
    assert ask(code).passed == [code]
    nothing = document(0.0, checkpoint='delivery')
    assert judge(code, facts(), nothing, 'delivery').not_checked == [code]


def test_an_order_that_nobody_signed():
    assert text(ask('H20', signed=False)) == (
        "S00042 is not signed by the customer, and no contract covers it. Bring either, signed."
        " Ask Sally.")
    assert ask('H20', signed=None).not_checked == ['H20']
    assert ask('H20', signed=False, ordered=0.0).passed


@pytest.mark.parametrize(('changes', 'says'), [
    ({'letters': ()}, "No letter of authority to take over the goods is on file."),
    ({'receiver': "Wang Fang"}, "Wang Fang has no letter of authority to take over the goods."),
    ({'address': 9, 'address_name': "Acme, Office"}, "does not cover the address Acme, Office"),
    ({'letters': (replace(LETTER, last=TODAY - DAY),)}, "ended on"),
    ({'letters': (replace(LETTER, revoked_on=TODAY),)}, "is revoked since"),
    ({'letters': (replace(LETTER, first=TODAY + DAY),)}, "begins on"),
    ({'letters': (replace(LETTER, scopes=frozenset({'order'})),)}, "is on file. Bring one"),
    ({'leaves': 90_000.0}, "worth more than the receiver's letter of authority allows"),
])
def test_what_a_receiver_lacks_and_what_to_bring(changes, says):
    verdict = ask('H21', **changes)
    assert says in text(verdict)
    assert text(verdict).endswith("Ask Sally.")
    assert '90,000' not in text(verdict)
    assert text(verdict, 'officer')


def test_who_needs_no_letter():
    assert ask('H21', letters=(), leaves=50_000.0).passed
    assert ask('H21', letters=(), is_person=True).passed
    assert ask('H21', receiver="li  wei").passed
    known = frozenset({name_key("Chen Bo")})
    assert ask('H21', letters=(), receiver="Chen Bo", representatives=known).passed
    assert ask('H21', letters=(), representatives=known).breaches


def test_a_copy_is_a_warning():
    verdict = judge('H21', facts(), document(0.0, checkpoint='delivery', dispatch=replace(
        READY, letters=(replace(LETTER, has_original=False),))), 'delivery')
    assert verdict.verdict == 'warn'


def test_more_than_ordered_and_the_note():
    assert text(ask('H22', extra=(("Bolts", 3.0, "Units"), ("Nuts", 0.5, "kg")))) == (
        "Bolts: 3 Units more than ordered. Nuts: 0.5 kg more than ordered. Take out what is too"
        " much, or have the order changed. Ask Sally.")
    assert "Print it" in text(ask('H23', is_noted=False))
    assert ask('H23', is_noted=None).passed


def test_what_is_too_much_is_counted_by_order_line():
    goods = {1: Goods(10, 12.0, "Bolts", "Units", 12.0), 2: Goods(10, 12.0, "Bolts", "Units"),
             3: Goods(-3, 0.0, "Gift", "Units")}
    assert more_than_ordered(goods, {1: 1.0, 2: 0.0}) == ()
    assert more_than_ordered(goods, {1: 1.0, 2: 2.0}) == (("Bolts", 2.0, "Units"),)
    assert more_than_ordered(goods, {1: 1.0}, {10: 1.0}) == (("Bolts", 1.0, "Units"),)
    assert more_than_ordered(goods, {3: 1.0, 9: 5.0}) == (("Gift", 1.0, "Units"),)


def test_a_part_is_asked_for_what_it_is_worth():
    delivery = Delivery(
        document(0.0, checkpoint='delivery', dispatch=READY), facts(), {},
        order={'gross': 90_000.0, 'amount': 90_000.0, 'counted': 90_000.0, 'advance': 0.0},
        lines={10: Line(1_000.0, 90.0)}, moves={1: Move(10, 90.0)}, goods={1: Goods(10, 90.0)})
    whole, part = delivery.document_of().dispatch, delivery.document_of({1: 95.0}).dispatch
    assert (whole.leaves, whole.extra) == (90_000.0, ())
    assert (part.leaves, part.extra) == (95_000.0, (('', 5.0, ''),))
