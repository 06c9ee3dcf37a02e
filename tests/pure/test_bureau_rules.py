"""H12 and H17: what bureaus say, and what each reader may know of it."""

from datetime import date

import pytest
from samples import breach, bureau_event, document, facts, formatter, judge, passes, sentence

from credit_management.rules import RULES
from credit_management.tools.breaches import figures

NEUTRAL = "Thank you, we have your order and will confirm it shortly."


# === H12: STALE OR MISSING === #

@pytest.mark.parametrize(('age', 'passed'), [(0, True), (90, True), (180, True), (181, False)])
def test_a_report_is_stale_after_twice_its_days(age, passed):
    assert passes('H12', facts(bureau_age=age)) is passed


def test_no_report_at_all_counts_unless_the_policy_says_no():
    none = facts(bureau_reports=0, bureau_age=None)
    assert breach('H12', none).value is None
    assert passes('H12', none, missing=0.0)


def test_h12_is_asked_from_an_amount_on_by_grade():
    stale = facts(bureau_age=400, grade='C')
    amounts = {'C': 10_000.0}
    assert passes('H12', stale, document(9_999.0), least_amount=amounts)
    assert breach('H12', stale, document(10_000.0), least_amount=amounts)
    assert judge('H12', facts(grade='A'), least_amount=amounts).not_checked == ['H12']


def test_without_bureau_facts_nothing_is_guessed():
    assert judge('H12', facts(bureau_reports=None)).not_checked == ['H12']
    assert judge('H17', facts(bureau_events=None)).not_checked == ['H17']
    assert judge('H17', facts(bureau_reports=0)).not_checked == ['H17']


def test_what_adds_nothing_asks_for_no_report():
    assert passes('H12', facts(bureau_age=400), document(0.0))
    assert passes('H17', facts(bureau_events=[bureau_event()]), document(0.0))


def test_the_words_of_a_stale_report():
    item = breach('H12', facts(bureau_age=400))
    assert sentence(item) == (
        "The newest bureau report (Creditsafe, 2026-11-11) is 400 d old, stale after 180 d. Get a"
        " new one.")
    assert sentence(item, 'sales') == (
        "The customer's file must be brought up to date. Ask the credit officer.")
    assert sentence(item, 'customer') == NEUTRAL
    missing = breach('H12', facts(bureau_reports=0))
    assert sentence(missing) == "There is no bureau report on this customer. Get one."


# === H17: STOPS AND ALERTS === #

def test_a_stop_is_as_severe_as_the_policy_says_and_an_alert_warns():
    stop = facts(bureau_events=[bureau_event()])
    assert judge('H17', stop, severity='stop').verdict == 'stop'
    assert judge('H17', stop, severity='warn').verdict == 'warn'
    alert = facts(bureau_events=[bureau_event(level='alert', kind='tax_arrears')])
    assert judge('H17', alert, severity='stop').verdict == 'warn'
    assert judge('H17', alert, severity='stop', hold_alerts=1.0).verdict == 'stop'


def test_a_customer_without_alarms_passes():
    assert passes('H17', facts())


def test_a_delivery_stops_only_for_what_came_since_its_order_passed():
    events = [bureau_event(1), bureau_event(2, kind='bankruptcy')]
    now = facts(bureau_events=events, bureau_event_ids=[1, 2])
    before = facts(bureau_events=events[:1], bureau_event_ids=[1])

    def delivery(passed):
        return document(12_000.0, checkpoint='delivery', passed=passed)

    seen_all = figures(now, document())
    assert passes('H17', now, delivery(seen_all), checkpoint='delivery')
    seen_one = figures(before, document())
    item = breach('H17', now, delivery(seen_one), checkpoint='delivery')
    assert [event['kind'] for event in item.params['events']] == ['bankruptcy']
    assert breach('H17', now, delivery(figures(facts(), document())), checkpoint='delivery')
    assert breach('H17', now, delivery(None), checkpoint='delivery')


def test_the_words_of_a_stop():
    item = breach('H17', facts(bureau_events=[
        bureau_event(1), bureau_event(2, kind='status', text='dissolved', opened_on=None),
        bureau_event(3, kind='judgment', of='order'), bureau_event(4), bureau_event(5),
    ]), severity='stop')
    assert sentence(item) == (
        "Insolvency, 2026-11-03 (Creditsafe); Company status: Dissolved, 2026-11-11 (Creditsafe);"
        " Judgment of the ordering company, 2026-11-03 (Creditsafe) and 2 more. Passes when it is"
        " over, when a manager overrules it with evidence, or prepaid.")
    assert sentence(item, 'sales') == (
        "No orders on account for this customer now. Ask the credit officer.")
    assert sentence(item, 'customer') == NEUTRAL
    assert item.cure == {'kind': 'lift'}


@pytest.mark.parametrize('code', ['H12', 'H17'])
def test_not_even_the_name_of_the_rule_tells_salespeople_of_a_bureau(code):
    assert "ureau" in str(RULES[code].label(formatter('officer')))
    assert "ureau" not in str(RULES[code].label(formatter('sales')))


def test_a_kind_that_nobody_knows_any_more_has_its_code():
    item = breach('H17', facts(bureau_events=[bureau_event(kind='gone'),
                                              bureau_event(kind='score_flag', text="Delphi")]))
    assert sentence(item).startswith(
        "gone, 2026-11-03 (Creditsafe); Score is an alarm: Delphi, 2026-11-03")


def test_both_are_off_or_on_in_a_new_policy_as_practice_has_it():
    assert RULES['H12'].default_severity == {}
    assert RULES['H17'].default_severity == {
        'quotation': 'warn', 'order_confirm': 'stop', 'delivery': 'stop'}


def test_dates_of_a_breach_are_text_so_that_it_can_be_kept():
    item = breach('H17', facts(bureau_events=[bureau_event()]))
    assert item.params['events'][0]['date'] == '2026-11-03'
    assert breach('H12', facts(bureau_age=400)).params['date'] == date(2026, 11, 11).isoformat()
