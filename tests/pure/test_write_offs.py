"""Write-offs: grounds and evidence, who approves, entries that balance, and what comes back."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgers import money

from credit_management.tools.exact import exact, rounded, total
from credit_management.tools.legal_dates import Span
from credit_management.tools.write_offs import (
    APPROVERS,
    GROUNDS,
    Ground,
    Line,
    Memo,
    approval_refusal,
    fits,
    is_approved,
    open_grounds,
    recovery,
    register_total,
    write_off_entry,
)

DUE = date(2025, 6, 30)
CN = {ground.code: ground for ground in GROUNDS['CN']}
CLAIM = ('claim_papers', 'collection_log', 'reason')


# === GROUNDS === #

def test_grounds_by_pack():
    common = {
        'insolvent': ('court_ruling',), 'enforcement_failed': ('judgment', 'enforcement_terminated'),
        'deregistered': ('registry_extract',), 'settled': ('settlement_agreement',),
        'not_worth_it': ('cost_estimate',),
    }
    evidence = {
        pack: {ground.code: ground.evidence for ground in grounds}
        for pack, grounds in GROUNDS.items()
    }
    assert evidence == {
        'CN': {**common, 'over_three_years': (), 'small_over_one_year': ()},
        'EU': {**common, 'vat_relief': ()}, 'UK': {**common, 'vat_relief': ()}, 'neutral': common,
    }


def test_what_tax_accepts_is_another_question():
    accepted = {
        pack: {ground.code: ground.tax_evidence for ground in grounds if ground.is_tax}
        for pack, grounds in GROUNDS.items()
    }
    report = ('special_report',)
    assert accepted == {
        'CN': {'insolvent': (), 'enforcement_failed': (), 'deregistered': (),
               'settled': ('debtor_tax_statement',), 'over_three_years': report,
               'small_over_one_year': report},
        'EU': {'vat_relief': ('national_condition_met', 'customer_informed')},
        'UK': {'vat_relief': ('vat_account',)}, 'neutral': {},
    }
    assert all(ground.source for grounds in GROUNDS.values() for ground in grounds if ground.is_tax)


def test_missing_evidence_is_named():
    ground = CN['enforcement_failed']
    assert ground.missing(()) == (*CLAIM, 'judgment', 'enforcement_terminated')
    assert ground.missing((*CLAIM, 'judgment')) == ('enforcement_terminated',)
    assert CN['over_three_years'].missing(CLAIM) == ()
    assert CN['over_three_years'].missing_for_tax(CLAIM) == ('special_report',)
    assert CN['over_three_years'].missing_for_tax((*CLAIM, 'special_report')) == ()
    assert CN['insolvent'].missing_for_tax(CLAIM) == ('court_ruling',)
    assert CN['not_worth_it'].missing_for_tax(CLAIM) is None


@pytest.mark.parametrize(('code', 'amount', 'today', 'income', 'expected'), [
    ('over_three_years', 1e6, date(2028, 6, 30), None, False),
    ('over_three_years', 1e6, date(2028, 7, 1), None, True),
    ('small_over_one_year', 50_000, date(2026, 6, 30), None, False),
    ('small_over_one_year', 50_000, date(2026, 7, 1), None, True),
    ('small_over_one_year', 50_000.01, date(2026, 7, 1), None, None),
    ('small_over_one_year', 50_000.01, date(2026, 7, 1), 500_000_000, False),
    ('small_over_one_year', 80_000, date(2026, 7, 1), 800_000_000, True),
    ('small_over_one_year', 80_000.01, date(2026, 7, 1), 800_000_000, False),
    ('small_over_one_year', 50_000.01, date(2026, 6, 30), 1e12, False),
    ('insolvent', 1e6, date(2025, 1, 1), None, True),
])
def test_age_and_caps(code, amount, today, income, expected):
    assert fits(CN[code], amount, DUE, today, income) is expected


def test_without_a_due_date_an_age_cannot_be_told():
    assert fits(CN['over_three_years'], 10, None, date(2030, 1, 1)) is None
    assert fits(CN['insolvent'], 10, None, date(2030, 1, 1)) is True


def test_uk_vat_comes_back_after_half_a_year():
    (relief,) = [one for one in GROUNDS['UK'] if one.code == 'vat_relief']
    assert fits(relief, 10, date(2026, 8, 31), date(2027, 2, 28)) is False
    assert fits(relief, 10, date(2026, 8, 31), date(2027, 3, 1)) is True


def test_one_cap_alone():
    cap = Ground('x', (), amount_cap=Fraction(100))
    assert fits(cap, 100, DUE, DUE) is True
    assert fits(cap, 101, DUE, DUE, 1e9) is False
    share = Ground('x', (), income_cap=Fraction(1, 100))
    assert fits(share, 10, DUE, DUE, 1_000) is True
    assert fits(share, 10.01, DUE, DUE, 1_000) is False
    assert fits(share, 10, DUE, DUE) is None
    assert CN['small_over_one_year'].currency == 'CNY'
    assert CN['small_over_one_year'].age == Span(years=1)


def test_open_grounds_begin_with_the_nearest_to_complete():
    found = open_grounds(60_000, DUE, date(2026, 7, 1), (*CLAIM, 'registry_extract'), GROUNDS['CN'])
    assert [(ground.code, missing) for ground, missing in found] == [
        ('deregistered', ()), ('insolvent', ('court_ruling',)),
        ('settled', ('settlement_agreement',)), ('not_worth_it', ('cost_estimate',)),
        ('enforcement_failed', ('judgment', 'enforcement_terminated')),
    ]
    rich = open_grounds(60_000, DUE, date(2026, 7, 1), CLAIM, GROUNDS['CN'], income=6e8)
    assert rich[0][0].code == 'small_over_one_year'


# === WHO APPROVES === #

@pytest.mark.parametrize(('person', 'approvers', 'amount', 'authority', 'refusal'), [
    ('wang', (), 100, 100, None), ('wang', ('chen',), 100, 100, None),
    ('li', (), 100, 100, 'requester'), ('tom', (), 100, 100, 'seller'),
    ('wang', ('wang',), 100, 100, 'twice'), ('wang', ('chen', 'zhao'), 100, 100, 'complete'),
    ('wang', ('chen', 'wang'), 100, 100, 'twice'),
    ('wang', (), 100.01, 100, 'authority'), ('wang', (), 100, None, 'authority'),
    ('wang', (), 0, None, 'authority'),
])
def test_two_others_approve_within_their_authority(person, approvers, amount, authority, refusal):
    assert approval_refusal(person, 'li', ('tom', 'ann'), approvers, amount, authority) == refusal


def test_who_wrote_it_does_not_approve():
    args = ('li', ('tom',), (), 100, 100)
    assert approval_refusal('wang', *args, authors=('wang', 'chen')) == 'author'
    assert approval_refusal('zhao', *args, authors=('wang', 'chen')) is None


def test_two_are_two_people():
    assert APPROVERS == 2
    assert is_approved(('a', 'b')) is True
    assert is_approved(('a', 'a')) is False
    assert is_approved(()) is False


people = st.sampled_from('abcdef')


@given(st.lists(people, max_size=12), people, st.sets(people, max_size=3))
def test_nobody_approves_twice_or_his_own(asked, requester, sellers):
    approvers = []
    for person in asked:
        if approval_refusal(person, requester, sellers, approvers, 10, 10) is None:
            approvers.append(person)
    assert len(set(approvers)) == len(approvers) <= APPROVERS
    assert not {requester, *sellers} & set(approvers)


# === ENTRIES === #

@pytest.mark.parametrize(('amount', 'allowance', 'tax', 'lines'), [
    (1_000, 1_000, 0, [('allowance', 1_000, 0), ('receivable', 0, 1_000)]),
    (1_000, 5_000, 0, [('allowance', 1_000, 0), ('receivable', 0, 1_000)]),
    (1_000, 400, 0, [('allowance', 400, 0), ('expense', 600, 0), ('receivable', 0, 1_000)]),
    (1_000, 0, 0, [('expense', 1_000, 0), ('receivable', 0, 1_000)]),
    (1_000, -50, 0, [('expense', 1_000, 0), ('receivable', 0, 1_000)]),
    (1_130, 600, 130, [('allowance', 600, 0), ('expense', 400, 0), ('tax', 130, 0),
                       ('receivable', 0, 1_130)]),
    (1_130, 9_999, 130, [('allowance', 1_000, 0), ('tax', 130, 0), ('receivable', 0, 1_130)]),
    (100, 9_999, 100, [('tax', 100, 0), ('receivable', 0, 100)]),
    (0, 400, 0, []),
    (0.125, 1, 0, [('allowance', 0.13, 0), ('receivable', 0, 0.13)]),
    (0.1 + 0.2, 1, 0, [('allowance', 0.3, 0), ('receivable', 0, 0.3)]),
])
def test_the_allowance_is_used_up_and_the_rest_is_expense(amount, allowance, tax, lines):
    assert write_off_entry(amount, allowance, tax) == tuple(Line(*line) for line in lines)


def test_yen_have_no_cents():
    assert write_off_entry(100.5, 50.4, digits=0) == (
        Line('allowance', 50, 0), Line('expense', 51, 0), Line('receivable', 0, 101))


def test_what_cannot_be_written_off_is_said():
    with pytest.raises(ValueError, match=r"Tax of 11.0 is more than the 10.0 written off"):
        write_off_entry(10, 5, 11)
    with pytest.raises(ValueError, match=r"not below zero: -0.01"):
        write_off_entry(-0.01, 5)
    with pytest.raises(ValueError, match="not below zero"):
        recovery(-1, Memo(10))


@given(money, st.decimals(-1_000_000, 2_000_000, places=3), st.integers(0, 100), st.sampled_from([0, 2]))
def test_entries_balance_and_take_no_more_than_there_is(amount, allowance, tax_percent, digits):
    tax = exact(amount) * tax_percent / 100
    lines = write_off_entry(amount, allowance, tax, digits)
    assert total(one.debit for one in lines) == total(one.credit for one in lines)
    assert total(one.credit for one in lines) == exact(rounded(amount, digits))
    used = total(one.debit for one in lines if one.account == 'allowance')
    assert used <= max(exact(rounded(allowance, digits)), 0)
    assert all((one.debit > 0) != (one.credit > 0) for one in lines)


# === WHAT COMES BACK === #

def test_what_comes_back_sets_the_claim_up_again_and_fills_the_allowance():
    found = recovery(400, Memo(1_000))
    assert found.lines == (Line('receivable', 400, 0), Line('allowance', 0, 400))
    assert found.memo == Memo(1_000, 0, 400)
    assert found.memo.outstanding == 600
    assert found.excess == 0


def test_tax_that_was_given_back_is_owed_again_by_its_part():
    found = recovery(565, Memo(1_130, 130))
    assert found.lines == (
        Line('receivable', 565, 0), Line('allowance', 0, 500), Line('tax', 0, 65))


def test_more_than_is_owed_stays_with_the_customer():
    found = recovery(700, Memo(1_000, 0, 600))
    assert found.lines == (Line('receivable', 400, 0), Line('allowance', 0, 400))
    assert (found.memo.recovered, found.memo.outstanding, found.excess) == (1_000, 0, 300)
    done = recovery(5, found.memo)
    assert (done.lines, done.excess) == ((), 5)
    assert recovery(5, Memo(0)).excess == 5
    assert recovery(0.125, Memo(10)).memo.recovered == Fraction(13, 100)
    assert Line('tax') == Line('tax', 0.0, 0.0)


def test_the_register_says_what_is_still_collectable():
    assert register_total([Memo(1_000, 0, 400), Memo(10), Memo(10, 0, 12)]) == 610
    assert register_total([]) == 0


@given(st.integers(1, 10 ** 7), st.integers(0, 100), st.lists(st.integers(1, 10 ** 6), max_size=12))
def test_parts_of_tax_add_up_to_the_cent(cents, tax_percent, receipts):
    memo = Memo(Fraction(cents, 100), exact(rounded(Fraction(cents * tax_percent, 10_000))))
    tax = back = excess = Fraction(0)
    for receipt in [*receipts, cents]:
        found = recovery(Fraction(receipt, 100), memo)
        assert total(one.debit for one in found.lines) == total(one.credit for one in found.lines)
        tax += total(one.credit for one in found.lines if one.account == 'tax')
        back += total(one.debit for one in found.lines)
        excess += found.excess
        assert found.memo.recovered >= memo.recovered
        memo = found.memo
    assert (memo.outstanding, tax, back) == (0, memo.tax, memo.amount)
    assert back + excess == Fraction(sum(receipts) + cents, 100)


def test_a_memo_is_a_value():
    assert replace(Memo(10), recovered=3).outstanding == 7
