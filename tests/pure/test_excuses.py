"""What customers say instead of paying, and what our books answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_management.tools.excuses import (
    BY_CODE,
    CATALOGUE,
    CATEGORIES,
    FIVE_STEPS,
    VERDICTS,
    Check,
    answer,
)

#: Code, facts -> verdict, what decided, what is shown, next step, its kind, its days.
ANSWERS = [
    ('X01', {}, 'unproven', None, None, 'resend_invoice', 'action', 0),
    ('X01', {'invoice_acknowledged': True}, 'refuted', 'invoice_acknowledged', 'invoice_receipt',
     'fix_date', 'promise', 0),
    ('X01', {'invoice_acknowledged': False, 'invoice_opened': True}, 'supported',
     'invoice_acknowledged', 'invoice_receipt', 'resend_invoice', 'action', 0),
    ('X01', {'invoice_opened': True}, 'refuted', 'invoice_opened', 'invoice_receipt', 'fix_date',
     'promise', 0),
    ('X01', {'invoice_opened': False}, 'unproven', None, None, 'resend_invoice', 'action', 0),
    ('X02', {}, 'unproven', None, None, 'ask_carrier', 'action', 2),
    ('X02', {'pod_signed': True}, 'refuted', 'pod_signed', 'proof_of_delivery',
     'send_proof_of_delivery', 'action', 0),
    ('X02', {'pod_signed': False}, 'supported', 'pod_signed', 'proof_of_delivery', 'open_dispute',
     'dispute', 2),
    ('X02', {'pod_signed': True, 'delivery_short': True}, 'supported', 'delivery_short',
     'proof_of_delivery', 'open_dispute', 'dispute', 2),
    ('X02', {'pod_signed': False, 'delivery_short': False, 'statement_confirmed': True}, 'refuted',
     'statement_confirmed', 'statement', 'send_proof_of_delivery', 'action', 0),
    ('X02', {'pod_signed_authorised': True, 'pod_signed': True}, 'refuted',
     'pod_signed_authorised', 'proof_of_delivery', 'send_proof_of_delivery', 'action', 0),
    ('X02', {'pod_signed_authorised': False, 'statement_confirmed': False}, 'unproven', None, None,
     'ask_carrier', 'action', 2),
    ('X03', {}, 'unproven', None, None, 'open_dispute', 'dispute', 10),
    ('X03', {'statement_confirmed': True}, 'unproven', None, None, 'open_dispute', 'dispute', 10),
    ('X03', {'inspection_over': True}, 'refuted', 'inspection_over', 'contract',
     'deemed_conforming', 'action', 0),
    ('X03', {'inspection_over': True, 'objection_in_time': True}, 'supported', 'objection_in_time',
     'objection', 'open_dispute', 'dispute', 10),
    ('X03', {'objection_in_time': False, 'quality_form_signed': True}, 'refuted',
     'quality_form_signed', 'quality_form', 'deemed_conforming', 'action', 0),
    ('X03', {'inspection_over': False, 'quality_form_signed': False}, 'unproven', None, None,
     'open_dispute', 'dispute', 10),
    ('X04', {}, 'unproven', None, None, 'fix_date', 'promise', 0),
    ('X04', {'deputy_authorised': True}, 'refuted', 'deputy_authorised', 'authorization',
     'ask_deputy', 'action', 0),
    ('X04', {'deputy_authorised': False}, 'supported', 'deputy_authorised', 'authorization',
     'fix_date', 'promise', 0),
    ('X05', {}, 'unproven', None, None, 'ask_bank_slip', 'action', 1),
    ('X05', {'money_here': True, 'slip_overdue': True}, 'supported', 'money_here', 'bank_line',
     'match_money', 'action', 0),
    ('X05', {'bank_slip': True}, 'supported', 'bank_slip', 'bank_slip', 'match_money', 'action', 0),
    ('X05', {'money_here': False, 'bank_slip': False}, 'unproven', None, None, 'ask_bank_slip',
     'action', 1),
    ('X05', {'slip_overdue': True}, 'refuted', 'slip_overdue', None, 'fix_date', 'promise', 0),
    ('X06', {}, 'unproven', None, None, 'ask_proof_of_difficulty', 'action', 2),
    ('X06', {'danger_signals': True}, 'supported', 'danger_signals', 'signals',
     'plan_with_security', 'promise', 2),
    ('X06', {'danger_signals': False}, 'refuted', 'danger_signals', 'signals', 'instalment_plan',
     'promise', 2),
    ('X07', {}, 'unproven', None, None, 'fix_date', 'promise', 0),
    ('X07', {'pay_when_paid_clause': False}, 'refuted', 'pay_when_paid_clause', 'contract',
     'fix_date', 'promise', 0),
    ('X07', {'pay_when_paid_clause': True}, 'supported', 'pay_when_paid_clause', 'contract',
     'ask_legal', 'action', 2),
    ('X07', {'pay_when_paid_clause': True, 'sme_protected': True}, 'refuted', 'sme_protected',
     'payment_law', 'fix_date', 'promise', 0),
    ('X08', {}, 'unproven', None, None, 'fix_date', 'promise', 0),
    ('X08', {'sme_protected': True}, 'refuted', 'sme_protected', 'payment_law', 'fix_date',
     'promise', 0),
    ('X08', {'process_in_contract': True}, 'supported', 'process_in_contract', 'contract',
     'follow_his_process', 'action', 2),
    ('X08', {'process_in_contract': False, 'sme_protected': False}, 'refuted',
     'process_in_contract', 'contract', 'fix_date', 'promise', 0),
    ('X09', {}, 'unproven', None, None, 'reconcile', 'action', 3),
    ('X09', {'statement_confirmed': True, 'statement_differs': True}, 'refuted',
     'statement_confirmed', 'statement', 'fix_date', 'promise', 0),
    ('X09', {'statement_differs': True}, 'supported', 'statement_differs', 'statement',
     'reconcile', 'dispute', 3),
    ('X09', {'statement_confirmed': False, 'statement_differs': False}, 'refuted',
     'statement_differs', 'statement', 'fix_date', 'promise', 0),
    ('X10', {}, 'unproven', None, None, 'deduction', 'dispute', 5),
    ('X10', {'deduction_agreed': True}, 'supported', 'deduction_agreed', 'rebate_agreement',
     'deduction', 'dispute', 5),
    ('X10', {'deduction_agreed': False}, 'refuted', 'deduction_agreed', 'rebate_agreement',
     'fix_date', 'promise', 0),
    ('X11', {}, 'unproven', None, None, 'ask_ratification', 'action', 5),
    ('X11', {'signer_authorised': True}, 'refuted', 'signer_authorised', 'authorization',
     'send_authorization', 'action', 0),
    ('X11', {'signer_authorised': False}, 'supported', 'signer_authorised', 'authorization',
     'ask_ratification', 'action', 5),
    ('X11', {'signer_authorised': False, 'performance_accepted': True}, 'refuted',
     'performance_accepted', 'proof_of_delivery', 'send_authorization', 'action', 0),
    ('X12', {}, 'unproven', None, None, 'ask_legal', 'action', 2),
    ('X12', {'within_limitation': True}, 'refuted', 'within_limitation', 'limitation_chain',
     'show_interruptions', 'action', 0),
    ('X12', {'within_limitation': False}, 'supported', 'within_limitation', 'limitation_chain',
     'ask_acknowledgement', 'action', 2),
    ('X13', {}, 'unproven', None, None, 'part_now_rest_dated', 'promise', 0),
]


@pytest.mark.parametrize(
    ('code', 'facts', 'verdict', 'fact', 'shows', 'step', 'kind', 'days'), ANSWERS)
def test_what_the_books_answer(code, facts, verdict, fact, shows, step, kind, days):
    found = answer(BY_CODE[code], facts)
    assert (found.verdict, found.fact, found.shows) == (verdict, fact, shows)
    assert (found.step.code, found.step.kind, found.step.days) == (step, kind, days)


def test_no_proof_of_delivery_shows_the_proof():
    assert answer(BY_CODE['X02'], {'pod_signed': True}).shows == 'proof_of_delivery'


def test_a_confirmed_statement_clears_quantity_never_quality():
    assert 'statement_confirmed' in BY_CODE['X02'].facts
    assert 'statement_confirmed' not in BY_CODE['X03'].facts


def test_unknown_facts_are_named_once_and_decide_nothing():
    found = answer(BY_CODE['X11'], {'performance_accepted': None})
    assert found.verdict == 'unproven'
    assert found.unknown == ('signer_authorised', 'performance_accepted')
    assert answer(BY_CODE['X11'], {'signer_authorised': True}).unknown == ('performance_accepted',)
    assert answer(BY_CODE['X12'], {'within_limitation': False}).unknown == ()


def test_the_catalogue_is_whole():
    assert [excuse.code for excuse in CATALOGUE] == [f'X{number:02}' for number in range(1, 14)]
    assert [excuse.name for excuse in CATALOGUE] == [
        'invoice_not_received', 'goods_missing', 'quality', 'signatory_away', 'already_paid',
        'cash_short', 'not_paid_by_his_customer', 'internal_process', 'accounts_differ', 'set_off',
        'signer_not_authorised', 'too_old', 'month_closed',
    ]
    assert [excuse.category for excuse in CATALOGUE] == [
        'documents', 'documents', 'quality', 'process', 'finance', 'finance', 'terms', 'process',
        'documents', 'terms', 'documents', 'terms', 'process',
    ]
    assert {excuse.category for excuse in CATALOGUE} == set(CATEGORIES)
    assert all(len(excuse.steps) == len(VERDICTS) for excuse in CATALOGUE)
    assert all(excuse.source for excuse in CATALOGUE if excuse.code in ('X03', 'X07', 'X08', 'X11'))
    assert FIVE_STEPS == ('is_it_valid', 'is_it_enough_to_suspend', 'how_much_of_it',
                          'what_he_wants', 'solve_fast')
    assert VERDICTS == ('refuted', 'supported', 'unproven')


def test_a_check_may_know_other_values_than_yes_and_no():
    check = Check('grade', refutes='A', supports='E')
    assert [check.verdict(value) for value in ('A', 'E', 'B', None)] == [
        'refuted', 'supported', None, None]


values = st.sampled_from([True, False, None])


@given(st.sampled_from(CATALOGUE), st.data())
def test_an_answer_rests_on_a_fact_that_is_known(excuse, data):
    facts = {fact: data.draw(values) for fact in excuse.facts}
    found = answer(excuse, facts)
    assert found.verdict in VERDICTS
    assert (found.fact is None) == (found.verdict == 'unproven')
    assert found.fact is None or facts[found.fact] is not None
    assert found.fact not in found.unknown
    assert found.step in excuse.steps
