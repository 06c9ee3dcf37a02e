"""H09: a formal demand that was made holds orders; one that somebody failed to make does not."""

from datetime import date

import pytest
from samples import document, facts, formatter

from credit_management import rules
from credit_management.tools.breaches import UNKNOWN

RULE = rules.RULES['H09']


def check(days, document_amount=100.0, passed=None, **changes):
    known = facts(demand_last=7, demand_day=date(2026, 11, 20), demand_days=3, demand_code='R12',
                  demand_amount=50_000.0, **changes)
    return RULE.check(known, document(document_amount, **({'passed': passed, 'checkpoint': 'delivery'}
                                                          if passed else {})), {'after_days': days})


@pytest.mark.parametrize(('days', 'breached'), [(0, True), (3, True), (4, False), (None, False)])
def test_from_so_many_days_after_the_demand(days, breached):
    assert bool(check(days)) is breached


def test_grade_a_is_exempt_by_default():
    assert 'A' not in RULE.parameters[0].default


def test_without_a_demand_nothing_is_held_and_without_its_day_nobody_knows():
    assert RULE.check(facts(), document(100.0), {'after_days': 0}) is None
    assert RULE.check(facts(demand_last=7), document(100.0), {'after_days': 0}) is UNKNOWN


def test_what_adds_nothing_passes():
    assert check(0, document_amount=0.0) is None


def test_the_sentence_names_demand_day_and_amount():
    breach = check(0)
    text = rules.sentence(breach, formatter('officer'))
    assert 'R12' in text
    assert '50,000' in text
    assert breach.cure == {'kind': 'pay', 'amount': 50_000.0}
