"""The limit that counts today."""

from datetime import date

import pytest

from credit_management.tools.limits import effective_limit

PROFILE = {
    'limit_mode': 'limited', 'standing': 'normal', 'grade': None, 'credit_limit': 1000.0,
    'temporary_limit': 0.0, 'temporary_from': None, 'temporary_to': None,
}


@pytest.mark.parametrize(
    ('changes', 'limit'),
    [
        ({}, 1000.0),
        ({'credit_limit': None}, 0.0),
        ({'standing': 'watch', 'grade': 'D'}, 1000.0),
        ({'standing': 'suspended'}, 0.0),
        ({'fraud_stop': True}, 0.0),
        ({'limit_mode': 'unlimited', 'fraud_stop': True}, 0.0),
        ({'standing': 'blocked'}, 0.0),
        ({'grade': 'E'}, 0.0),
        ({'limit_mode': 'cash_only'}, 0.0),
        ({'limit_mode': 'unlimited'}, None),
        ({'limit_mode': 'unlimited', 'standing': 'suspended'}, 0.0),
    ],
)
def test_mode_standing_and_grade_decide(changes, limit):
    assert effective_limit({**PROFILE, **changes}, date(2026, 11, 23)) == limit


@pytest.mark.parametrize(
    ('day', 'limit'), [(9, 1000.0), (10, 1500.0), (20, 1500.0), (21, 1000.0)]
)
def test_a_temporary_increase_begins_and_ends_by_date(day, limit):
    profile = {
        **PROFILE, 'temporary_limit': 500.0, 'temporary_from': date(2026, 11, 10),
        'temporary_to': date(2026, 11, 20),
    }
    assert effective_limit(profile, date(2026, 11, day)) == limit
