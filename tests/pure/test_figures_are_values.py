"""What figures are handed over in cannot be changed by who reads it."""

import importlib
from dataclasses import is_dataclass

import pytest

MODULES = (
    'aging', 'aging_grades', 'aging_structure', 'authorizations', 'case_agenda', 'case_file',
    'case_routes', 'causes', 'ceiling', 'contact_rules', 'contracts', 'court_calendar', 'cures',
    'debt_order', 'debtor_classes', 'demand_letters', 'disputes', 'dso', 'dso_levers', 'excuses',
    'forecast', 'group_pool', 'guarantees', 'late_interest', 'legal_dates', 'limitation',
    'limitation_laws', 'mandates', 'promises', 'provisions', 'quadrant', 'rpm', 'rpm_figures',
    'rpm_items', 'rpm_ladder', 'rpm_plans', 'signal_checks', 'signals', 'step_findings',
    'touches', 'write_offs',
)


@pytest.mark.parametrize('name', MODULES)
def test_every_result_is_frozen(name):
    module = importlib.import_module(f'credit_management.tools.{name}')
    results = [
        found for found in vars(module).values()
        if is_dataclass(found) and found.__module__ == module.__name__
    ]
    assert results
    assert all(found.__dataclass_params__.frozen for found in results)
