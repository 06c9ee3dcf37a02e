"""The decision: facts and a policy in, a verdict out."""

import pytest
from samples import document, facts, policy

from credit_management import rules
from credit_management.tools import breaches
from credit_management.tools.breaches import Breach, evaluate, figures, worsened


def judge(case_facts, case_document, case_policy, checkpoint='order_confirm'):
    return evaluate(case_facts, case_document, case_policy, checkpoint)


def codes(verdict):
    return {breach.code: breach.severity for breach in verdict.breaches}


def test_every_rule_of_a_new_policy_passes_an_ordinary_order():
    verdict = judge(facts(exposure=100_000.0), document(), policy())
    assert verdict.verdict == 'ok'
    assert verdict.breaches == []
    assert verdict.passed == [
        'H01', 'H02', 'H05', 'H06', 'H07', 'H08', 'H09', 'H10', 'H14', 'H16', 'H17']


def test_a_rule_that_is_off_at_the_checkpoint_is_not_asked():
    assert 'H13' in judge(facts(), document(), policy(), 'delivery').passed
    assert 'H13' not in judge(facts(), document(), policy()).passed


def test_the_worst_severity_is_the_verdict():
    verdict = judge(facts(standing='blocked'), document(30_000.0), policy())
    assert codes(verdict) == {'H01': 'hold', 'H07': 'stop', 'H10': 'warn'}
    assert verdict.verdict == 'stop'


def test_a_missing_fact_is_named_and_stops_nobody():
    case = facts(exposure=None)
    del case['overdue_days']
    verdict = judge(case, document(), policy())
    assert verdict.not_checked == ['H01', 'H02', 'H10']
    assert verdict.verdict == 'ok'


def test_a_code_nobody_registered_is_named():
    case_policy = policy('H01')
    case_policy['rules']['H99'] = {'severity': {'order_confirm': 'hold'}, 'params': {}}
    assert judge(facts(), document(), case_policy).not_checked == ['H99']


def test_a_rule_missing_in_the_policy_is_off():
    verdict = judge(facts(overdue_days=400, overdue_amount=9e9), document(), policy('H01'))
    assert verdict.passed == ['H01']


@pytest.mark.parametrize(
    ('configured', 'answered'), [('warn', 'warn'), ('hold', 'hold'), ('stop', 'hold')]
)
def test_a_rule_that_breaks_holds_instead_of_passing(monkeypatch, configured, answered):
    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(rules.RULES['H01'], 'check', broken)
    verdict = judge(facts(), document(), policy('H01', severity=configured))
    assert codes(verdict) == {'H00': answered}
    assert verdict.breaches[0].params == {'reason': 'H01'}


def test_growth_is_asked_with_the_severities_of_the_confirmation():
    verdict = judge(facts(), document(30_000.0, increase=30_000.0), policy('H01'), 'order_growth')
    assert codes(verdict) == {'H01': 'hold'}


def test_a_breach_survives_being_stored_as_json():
    breach = judge(facts(), document(30_000.0), policy('H01')).breaches[0]
    assert Breach.of({**breach.as_dict(), 'message': "something rendered"}) == breach


def test_a_code_belongs_to_one_rule():
    class Impostor(rules.Rule):
        code = 'H01'

    with pytest.raises(ValueError, match='H01 is already LimitRule'):
        breaches.register(Impostor())


def test_needed_facts_are_those_of_active_rules_only():
    assert breaches.needed_facts([policy('H06')], 'order_confirm') == {'approved_term'}
    assert breaches.needed_facts([policy('H06')], 'delivery') == set()


def test_thresholds_follow_the_grade_and_ungraded_has_its_own():
    days = {
        grade: breaches.resolve_params(policy('H02'), 'H02', grade)['days']
        for grade in ('A', 'B', None, 'C', 'D', 'E')
    }
    assert days == {'A': 30, 'B': 20, None: 15, 'C': 10, 'D': 5, 'E': 0}


# === WORSENED === #

@pytest.mark.parametrize(
    ('now', 'answer'),
    [
        ({}, False),
        ({'exposure': 500_000.0}, False),
        ({'exposure': 488_000.01}, False),
        ({'exposure': 501_000.0}, True),
        ({'overdue_days': 1}, True),
        ({'overdue_amount': 0.01}, True),
        ({'overdue_amount': 0.004}, False),
        ({'standing': 'watch'}, True),
        ({'partner_standing': 'suspended'}, True),
        ({'effective_limit': 100_000.0}, False),
    ],
)
def test_worse_is_a_greater_excess_age_amount_or_standing(now, answer):
    passed = figures(facts(), document(0.0))
    assert worsened(facts(**now), passed) is answer


def test_an_excess_that_was_released_is_not_worse_until_it_grows():
    released = figures(facts(), document(30_000.0))
    assert not worsened(figures(facts(), document(30_000.0)), released)
    assert worsened(figures(facts(exposure=488_001.0), document(30_000.0)), released)


def test_of_a_customer_never_checked_only_a_stopping_standing_is_worse():
    assert not worsened(facts(overdue_days=90, overdue_amount=1e6, standing='watch'), None)
    assert worsened(facts(standing='suspended'), None)


def test_an_unlimited_customer_who_got_a_limit_is_not_worse():
    passed = figures(facts(limit_mode='unlimited', effective_limit=None), document())
    assert not worsened(facts(effective_limit=1.0), passed)
