"""What a release that saw one breach lets go of a later one of the same rule."""

import pytest

from credit_management.rules import covers
from credit_management.tools.breaches import Breach

EVENT, NEWER = {'kind': 'lien', 'date': '2026-01-02'}, {'kind': 'insolvency', 'date': '2026-02-03'}


def of(code, value=None, **params):
    return Breach(code, 'hold', 'standing', value, None, params)


SEEN = [
    (of('H07', 2), of('H07', 2), of('H07', 3)),
    (of('H08', level='alert'), of('H08', level='watch'), of('H08', level='stop')),
    (of('H17', events=[EVENT], more=0), of('H17', events=[EVENT], more=0),
     of('H17', events=[EVENT, NEWER], more=0)),
    (of('H17', events=[EVENT], more=1), of('H17', events=[EVENT], more=0),
     of('H17', events=[EVENT], more=2)),
    (of('H18', grade='G5'), of('H18', grade='G4'), of('H18', grade='G6')),
    (of('H19', person="Li Wei"), of('H19', person="Li Wei"), of('H19', person="Wang Fang")),
    (of('H21', person="Li Wei", address="Yard"), of('H21', person="Li Wei", address="Yard"),
     of('H21', person="Li Wei", address="Elsewhere")),
    (of('H22', extra=[['Pipe', 2.0, 'Units']]), of('H22', extra=[['Pipe', 1.0, 'Units']]),
     of('H22', extra=[['Pipe', 3.0, 'Units']])),
    (of('H22', extra=[['Pipe', 2.0, 'Units']]), of('H22', extra=[['Pipe', 2.0, 'Units']]),
     of('H22', extra=[['Paint', 1.0, 'Units']])),
]


@pytest.mark.parametrize(('seen', 'same', 'worse'), SEEN)
def test_what_was_seen_goes_and_what_is_worse_does_not(seen, same, worse):
    assert covers(seen.as_dict(), seen)
    assert covers(seen.as_dict(), same)
    assert not covers(seen.as_dict(), worse)


def test_money_and_days_are_bounded_by_the_release_itself():
    assert covers(of('H01', 1_300.0, excess=300.0).as_dict(), of('H01', 1_900.0, excess=900.0))
    assert covers(of('H02', 20).as_dict(), of('H02', 21))


def test_a_rule_that_is_gone_compares_nothing():
    assert covers(of('H99').as_dict(), of('H99'))
