"""One case from the day it opens to what comes back years later: the parts speak one language."""

from datetime import date, timedelta

from credit_management.tools.case_agenda import Agenda, next_action
from credit_management.tools.case_file import Paper, case_file
from credit_management.tools.case_routes import move_refusal, needed, opening_rules, opens
from credit_management.tools.court_calendar import CALENDARS, CourtEvent, next_deadline
from credit_management.tools.debtor_classes import ability, classify, promise_points, willingness
from credit_management.tools.demand_letters import CHANNELS, due_letter
from credit_management.tools.late_interest import CN as TERMS
from credit_management.tools.late_interest import Debt, charge, table
from credit_management.tools.limitation import Event, limitation, start_of
from credit_management.tools.limitation_laws import CN as LAW
from credit_management.tools.write_offs import (
    GROUNDS,
    Memo,
    is_approved,
    open_grounds,
    recovery,
    write_off_entry,
)

DUE = date(2026, 6, 30)


def late(days):
    return DUE + timedelta(days=days)


def sent(letter_code, channel, day):
    """Return the event of limitation that a letter is, with the evidence that its channel leaves."""
    way = CHANNELS[channel]
    return Event(way.event, day, evidence=frozenset(way.evidence), ref=letter_code)


def test_a_case_opens_is_pressed_and_is_kept_alive():
    rules = opening_rules(500)
    assert not opens('B', [(30, 100_000)], rules)
    assert opens('B', [(31, 100_000)], rules)

    letters, events = [], []
    for day in range(31, 130):
        letter = due_letter(late(day), day, letters)
        if letter:
            letters.append((letter.degree, late(day)))
            events.append(sent(letter.code, 'courier', late(day)))
    assert letters == [(1, late(31)), (2, late(39)), (3, late(91))]

    found = limitation(start_of(LAW, due=DUE), events, LAW)
    assert found.moved_by.ref == 'lawyer'
    assert found.date == LAW.span.after(late(91))


def test_a_letter_without_its_receipt_is_worth_nothing_until_it_is_found():
    event = sent('warning', 'courier', late(39))
    unfiled = Event(event.kind, event.date, evidence=event.evidence - {'carrier_no'})
    found = limitation(DUE, [unfiled], LAW)
    assert found.date == date(2029, 6, 30)
    assert found.arguable == limitation(DUE, [event], LAW).date


def test_who_breaks_promises_and_could_pay_goes_to_court_with_his_papers():
    debtor = classify(willingness(promise_points(0, 20_000), 40, 80).value,
                      ability(70, 60, 50).value)
    assert debtor.code == 'K3'
    papers = case_file([
        Paper(section, DUE, section, 'pdf')
        for section in ('contract', 'order', 'proof_of_delivery', 'invoice', 'letter')
    ])
    present = ['claim_file'] if not papers.missing else []
    assert needed('third_party', present) == ('mandate',)
    present += ['mandate', 'power_of_attorney']
    route = 'salesperson'
    for wanted in ('credit', 'third_party', 'lawyer', 'court'):
        assert move_refusal(route, wanted, present) is None
        assert move_refusal(wanted, route, present) == 'milder'
        route = wanted


def test_after_the_judgment_the_case_waits_for_its_deadline():
    judged = CourtEvent('judgment_effective', date(2027, 8, 2), 'first instance')
    deadline = next_deadline([judged], CALENDARS['CN'])
    assert deadline.date == date(2029, 8, 2)
    suit = Event('lawsuit', late(130), date(2027, 8, 2), frozenset({'filing_receipt', 'ruling'}))
    claim = limitation(DUE, [suit], LAW)
    assert claim.date == date(2030, 8, 2)
    agenda = Agenda('court', date(2029, 7, 20), court=deadline.date, limitation=claim.date)
    found = next_action(agenda, date(2029, 7, 20))
    assert (found.date, found.reason) == (deadline.date, 'court')
    applied = [judged, CourtEvent('enforcement_applied', date(2027, 9, 1), 'first instance')]
    assert next_deadline(applied, CALENDARS['CN']) is None


def test_what_does_not_come_is_written_off_and_what_comes_late_is_booked_back():
    interest = charge(Debt(100_000, DUE), late(90), TERMS, table([(date(2026, 1, 1), 0.03)]))
    assert interest.amount() == 1_109.59
    papers = ('claim_papers', 'collection_log', 'reason', 'judgment', 'enforcement_terminated')
    ground, missing = open_grounds(
        100_000, DUE, date(2028, 6, 1), papers, GROUNDS['CN'])[0]
    assert (ground.code, missing) == ('enforcement_failed', ())
    assert is_approved(('wang', 'chen'))
    entry = write_off_entry(100_000, 60_000)
    assert [(line.account, line.debit - line.credit) for line in entry] == [
        ('allowance', 60_000), ('expense', 40_000), ('receivable', -100_000)]
    found = recovery(25_000, Memo(100_000))
    assert [(line.account, line.debit - line.credit) for line in found.lines] == [
        ('receivable', 25_000), ('allowance', -25_000)]
    assert found.memo.outstanding == 75_000
