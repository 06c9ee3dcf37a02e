"""What a kind of company should begin with, put into numbers of one company. Pure.

A preset is short: ``{"ignore_line_below", "ignore_total_percent", "rules": {code: [quotation,
order_confirm, delivery, params]}}``. A threshold by grade is a list in the order of `GRADE_COLUMNS`,
None where a grade has none. An amount is one of `AMOUNTS`: no number fits two companies.
"""

from .policies import GRADE_COLUMNS

CHECKPOINTS = ('quotation', 'order_confirm', 'delivery')

#: Name of an amount in a preset -> where `tools.defaults.proposed` has it.
AMOUNTS = {
    'P5': ('ignore_line_below',), 'P50': ('smallest_limit',), 'first': ('allowance',),
    'P80': ('percentiles', '80'), 'P90': ('percentiles', '90'), 'P95': ('percentiles', '95'),
}


def preset_values(preset, rules, now, amounts):
    """Return policy values by `preset`, and what it could not say.

    A rule that the preset does not name is off and keeps its thresholds, and so does an amount that
    the company's invoices do not tell.

    :param rules: ``{code: Rule}`` of all rules that a policy may list
    :param now: the values of the policy that it is put into
    :param amounts: as `tools.defaults.proposed` gives them
    :return: ``(values, [(code or None, name) of amounts that are not known])``
    """
    filling = _Filling(amounts)
    values = {**now, 'at_or_above': False, 'rules': {}}
    for name in ('ignore_line_below', 'ignore_total_percent'):
        values[name] = filling.number(preset[name], now[name], None, name)
    for code, rule in rules.items():
        settings = now['rules'].get(code) or {'params': _defaults(rule)}
        *severities, params = preset['rules'].get(code, ('off', 'off', 'off', {}))
        values['rules'][code] = {
            'severity': dict(zip(CHECKPOINTS, severities, strict=True)),
            'params': {**settings['params'], **{
                name: filling.param(value, settings['params'].get(name), code, name)
                for name, value in params.items()
            }},
        }
    return values, filling.unknown


def _defaults(rule):
    return {parameter.name: parameter.default for parameter in rule.parameters}


class _Filling:
    """Puts a company's amounts in the place of their names, and notes those it does not have."""

    def __init__(self, amounts):
        self.amounts, self.unknown = amounts, []

    def param(self, value, before, code, name):
        if not isinstance(value, list):
            return self.number(value, before, code, name)
        before = before if isinstance(before, dict) else {}
        by_grade = {
            grade: self.number(number, before.get(grade), code, name)
            for grade, number in zip(GRADE_COLUMNS, value, strict=True) if number is not None
        }
        return {grade: number for grade, number in by_grade.items() if number is not None}

    def number(self, value, before, code, name):
        if not isinstance(value, str):
            return float(value)
        found = self.amounts
        for key in AMOUNTS[value]:
            found = found[key]
        if found is None:
            if (code, name) not in self.unknown:
                self.unknown.append((code, name))
            return before
        return float(found)
