"""A policy as JSON: how it is written, and what of a file is accepted. Pure.

A file is accepted whole or not at all: every value that does not fit is named by its path, and what
would fit by a code (`Problem.wanted`), which the reader's language has words for. What a rule does
not know is refused, never dropped.
"""

import json
import math
from typing import NamedTuple

from .policies import GRADE_COLUMNS

FORMAT, FORMAT_VERSION = 'credit_policy', 1
SEVERITIES = ('off', 'warn', 'hold', 'stop')
#: A file is never longer, in characters; a threshold never larger.
LONGEST, LARGEST = 1_000_000, 1e13
LONGEST_NAME, LONGEST_NOTE = 200, 10_000
#: Problems that are told at once.
MOST_PROBLEMS = 20
#: Aging grades are counted from 1.
AGING_GRADES = range(1, 9)

SWITCHES = {'at_or_above': 'switch', 'ignore_line_below': 'number', 'ignore_total_percent': 'share'}
#: Left out where there is none.
TARGETS = {'target_dso': 'number', 'target_overdue': 'share', 'target_bad_debt': 'share'}
KEYS = (
    'format', 'format_version', 'name', 'version', 'currency', *SWITCHES, *TARGETS, 'note', 'rules')


class Problem(NamedTuple):
    """What does not fit: where, what stands there, what would fit; `among`: the values that would."""

    path: str
    value: object
    wanted: str
    among: tuple = ()


class _Twice(ValueError):
    """A key stands twice in one object: nobody knows which one is meant."""


# === WRITING === #

def dump(values, currency):
    """Return the text of the file of policy `values`, as `credit.policy._values` has them.

    Severities that are off are left out, and whole numbers have no decimals.
    """
    document = {
        'format': FORMAT, 'format_version': FORMAT_VERSION, 'name': values['name'],
        'version': values['version'], 'currency': currency,
        **{name: _plain(values[name]) for name in SWITCHES},
        **{name: _plain(values[name]) for name in TARGETS if values.get(name)},
        **({'note': values['note']} if values.get('note') else {}),
        'rules': {code: _rule(values['rules'][code]) for code in sorted(values['rules'])},
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + '\n'


def _rule(settings):
    severity = {name: value for name, value in settings['severity'].items() if value != 'off'}
    params = {
        name: {grade: _plain(number) for grade, number in value.items()}
        if isinstance(value, dict) else _plain(value)
        for name, value in settings['params'].items()
    }
    return {'severity': severity, 'params': params}


def _plain(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


# === READING === #

def read(text, rules):
    """Return ``(values, problems)`` of a file; `values` are those of `dump`, None with a problem.

    :param text: str or UTF-8 bytes
    :param rules: ``{code: Rule}`` of all rules that a policy may list
    """
    document, problem = _parsed(text)
    if problem:
        return None, [problem]
    found = _Checked(rules)
    values = found.document(document)
    return (None if found.problems else values), found.problems[:MOST_PROBLEMS]


def read_rules(document, rules):
    """Return ``(rules, problems)`` of the part `rules` of a file, already parsed."""
    found = _Checked(rules)
    values = found.rules(document, 'rules')
    return (None if found.problems else values), found.problems[:MOST_PROBLEMS]


def _parsed(text):
    if isinstance(text, bytes):
        try:
            text = text.decode('utf-8-sig')
        except UnicodeDecodeError as error:
            return None, Problem('', error.start, 'utf8')
    if len(text) > LONGEST:
        return None, Problem('', len(text), 'shorter')
    try:
        return json.loads(text, object_pairs_hook=_once), None
    except _Twice as error:
        return None, Problem(error.args[0], error.args[0], 'once')
    except json.JSONDecodeError as error:
        return None, Problem('', f'{error.lineno}:{error.colno}', 'json')
    except (ValueError, RecursionError):
        return None, Problem('', None, 'json')


def _once(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


class _Checked:
    """Walks over a document, collects what does not fit, returns the rest as values."""

    def __init__(self, rules):
        self.known, self.problems = rules, []

    def _bad(self, path, value, wanted, among=()):
        self.problems.append(Problem(path, value, wanted, tuple(among)))

    def document(self, document):
        if not self._is_object(document, ''):
            return None
        for key in document:
            if key not in KEYS:
                self._bad(key, document[key], 'key', KEYS)
        for key, wanted in (('format', FORMAT), ('format_version', FORMAT_VERSION)):
            if document.get(key) != wanted or isinstance(document.get(key), bool):
                self._bad(key, document.get(key), 'exactly', (wanted,))
        values = {
            'name': self._text(document, 'name', LONGEST_NAME, needed=True),
            'note': self._text(document, 'note', LONGEST_NOTE),
            'currency': self._text(document, 'currency', 10),
        }
        for name, kind in SWITCHES.items():
            values[name] = self._number(document.get(name), name, kind)
        for name in TARGETS.keys() & document.keys():
            values[name] = self._number(document[name], name, TARGETS[name])
        values['rules'] = self.rules(document.get('rules'), 'rules')
        return values

    def rules(self, document, path):
        if not self._is_object(document, path):
            return {}
        values = {}
        for code, settings in document.items():
            here = f'{path}.{code}'
            if code not in self.known:
                self._bad(here, code, 'rule', sorted(self.known))
            elif self._is_object(settings, here):
                values[code] = self._rule(self.known[code], settings, here)
        return values

    def _rule(self, rule, settings, path):
        for key in settings:
            if key not in ('severity', 'params'):
                self._bad(f'{path}.{key}', settings[key], 'key', ('severity', 'params'))
        severity, params = {}, {}
        for name, value in self._items(settings, 'severity', path):
            self._severity(rule, name, value, f'{path}.severity.{name}', severity)
        parameters = {parameter.name: parameter for parameter in rule.parameters}
        for name, value in self._items(settings, 'params', path):
            here = f'{path}.params.{name}'
            if name not in parameters:
                self._bad(here, name, 'parameter', parameters)
            else:
                params[name] = self._param(parameters[name], value, here)
        return {'severity': severity, 'params': params}

    def _severity(self, rule, checkpoint, value, path, severity):
        if checkpoint not in rule.checkpoints:
            # Off is what it is there anyway.
            if value != 'off':
                self._bad(path, checkpoint, 'checkpoint', rule.checkpoints)
        elif not isinstance(value, str) or value not in SEVERITIES:
            self._bad(path, value, 'severity', SEVERITIES)
        else:
            severity[checkpoint] = value

    def _param(self, parameter, value, path):
        if not parameter.by_grade:
            return self._number(value, path, parameter.unit)
        if not isinstance(value, dict):
            self._bad(path, value, 'by_grade', GRADE_COLUMNS)
            return {}
        values = {}
        for grade, number in value.items():
            here = f'{path}.{grade}'
            if grade not in GRADE_COLUMNS:
                self._bad(here, grade, 'grade', GRADE_COLUMNS)
            else:
                values[grade] = self._number(number, here, parameter.unit)
        return values

    # === VALUES === #

    def _items(self, settings, key, path):
        value = settings.get(key, {})
        return value.items() if self._is_object(value, f'{path}.{key}') else ()

    def _is_object(self, value, path):
        if not isinstance(value, dict):
            self._bad(path, value, 'object')
        return isinstance(value, dict)

    def _text(self, document, key, longest, needed=False):
        value = document.get(key)
        if value is None and not needed:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            self._bad(key, value, 'text', (longest,))
        elif '\0' in value or not _is_unicode(value):
            self._bad(key, value, 'characters')
        return value

    def _number(self, value, path, kind):
        """Return the number, as a float; a switch of the policy itself as what it is."""
        if path == 'at_or_above':
            if not isinstance(value, bool):
                self._bad(path, value, 'exactly', (True, False))
            return value
        wanted = _number_problem(value, kind)
        if wanted:
            self._bad(path, value, wanted)
            return 0.0
        return float(value)


def _is_unicode(value):
    """Return whether `value` can be stored: half a surrogate pair cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _number_problem(value, kind):
    """Return what `value` should be, or None if it is that."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not abs(value) <= LARGEST or not math.isfinite(value) or value < 0:
        return {'switch': 'one_or_zero', 'share': 'share'}.get(kind, 'number')
    if kind == 'switch' and value not in (0, 1):
        return 'one_or_zero'
    if kind == 'grade' and value not in AGING_GRADES:
        return 'aging_grade'
    if kind == 'share' and value > 100:
        return 'share'
    return None if value == round(value, 2) else 'decimals'
