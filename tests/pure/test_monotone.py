"""Laws that hold for every customer: better facts never hold, worse facts never release."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from samples import aged, document, facts, grouped, policy

from credit_management.const import GRADES, LIMIT_MODES, SEVERITIES, STANDINGS
from credit_management.tools.aging_grades import CODES, effective_grade
from credit_management.tools.breaches import evaluate, figures

amounts = st.decimals(0, 2_000_000, places=2).map(float)
checkpoints = st.sampled_from(['quotation', 'order_confirm', 'order_growth', 'delivery'])
policies = st.builds(
    lambda *values: policy(
        severity=values[0], at_or_above=values[1], ignore_total_percent=values[2],
        tolerance_percent=values[3],
    ),
    st.sampled_from(['warn', 'hold', 'stop']), st.booleans(), st.sampled_from([0.0, 2.0]),
    st.sampled_from([0.0, 5.0]),
)


@st.composite
def customers(draw):
    mode = draw(st.sampled_from(LIMIT_MODES))
    limit = draw(amounts)
    overdue = draw(amounts)
    days = draw(st.integers(0, 400)) if overdue else 0
    return aged(
        days, overdue, override=draw(st.sampled_from([None, *CODES])),
        limit_mode=mode,
        standing=draw(st.sampled_from(STANDINGS)),
        grade=draw(st.sampled_from([None, *GRADES])),
        exposure=draw(amounts) - 100_000,
        effective_limit=None if mode == 'unlimited' else limit,
        base_limit=limit,
        overdue_amount=overdue,
        overdue_days=days,
        ar=overdue + draw(amounts),
        in_transit=draw(amounts),
        prepayment_percent=draw(st.sampled_from([0.0, 30.0])),
        group=draw(st.just({}) | st.builds(
            grouped, amounts, amounts, st.sampled_from(['pool', 'rest', 'member']),
            stopped=st.integers(0, 2))),
    )


@st.composite
def documents(draw):
    amount = draw(amounts)
    passed = figures(draw(customers()), document(draw(amounts)))
    return document(amount, passed=draw(st.sampled_from([None, passed])))


def grown_older(case, days):
    """Return the aging facts of a customer whose oldest line is `days` late now."""
    older = aged(days, 50_000.0)
    decided = case['aging_override']
    return {
        **{name: older[name] for name in ('aging_grade_by_days', 'aging_days', 'aging_ladder')},
        'aging_grade': effective_grade(
            older['aging_grade_by_days'], decided and decided['grade'],
            decided and decided['decided_at'],
        ),
    }


def rank(case_facts, case_document, case_policy, checkpoint):
    return SEVERITIES.index(evaluate(case_facts, case_document, case_policy, checkpoint).verdict)


@given(customers(), documents(), policies, checkpoints, amounts)
def test_raising_a_limit_never_creates_a_hold(case, asked, rules, checkpoint, more):
    if case['effective_limit'] is None:
        return
    raised = {**case, **{name: case[name] + more for name in ('effective_limit', 'base_limit')}}
    assert rank(raised, asked, rules, checkpoint) <= rank(case, asked, rules, checkpoint)


@given(customers(), documents(), policies, checkpoints, amounts, st.integers(0, 100))
def test_more_overdue_never_releases(case, asked, rules, checkpoint, more, days):
    worse = {
        **case, 'overdue_amount': case['overdue_amount'] + more, 'ar': case['ar'] + more,
        'overdue_days': case['overdue_days'] + days,
        **grown_older(case, case['overdue_days'] + days),
    }
    assert rank(worse, asked, rules, checkpoint) >= rank(case, asked, rules, checkpoint)


@given(customers(), documents(), policies, checkpoints, amounts)
def test_what_the_others_of_a_group_owe_never_releases(case, asked, rules, checkpoint, more):
    if not case['group']:
        return
    bound = case['group']['bounds'][0]
    worse = {**case, 'group': {
        **case['group'], 'bounds': [{**bound, 'others': bound['others'] + more}]}}
    assert rank(worse, asked, rules, checkpoint) >= rank(case, asked, rules, checkpoint)


@given(customers(), documents(), policies, checkpoints, amounts)
def test_a_larger_document_is_never_judged_better(case, asked, rules, checkpoint, more):
    larger = replace(asked, amount=asked.amount + more, total=asked.total + more)
    assert rank(case, larger, rules, checkpoint) >= rank(case, asked, rules, checkpoint)


@given(customers(), documents(), policies, checkpoints)
def test_asking_twice_gives_the_same_answer_and_changes_nothing(case, asked, rules, checkpoint):
    before = dict(case)
    first = evaluate(case, asked, rules, checkpoint)
    assert evaluate(case, asked, rules, checkpoint) == first
    assert case == before


@given(customers(), documents(), policies, checkpoints)
def test_every_active_rule_answers_once(case, asked, rules, checkpoint):
    verdict = evaluate(case, asked, rules, checkpoint)
    answered = [*verdict.passed, *verdict.not_checked, *(item.code for item in verdict.breaches)]
    assert len(answered) == len(set(answered))
    assert 'H00' not in answered


@given(amounts, amounts)
def test_equality_passes(limit, exposure):
    case = facts(exposure=exposure, effective_limit=exposure + limit)
    assert 'H01' in evaluate(case, document(limit), policy('H01'), 'order_confirm').passed
