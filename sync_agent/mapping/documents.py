"""JSON documents -> reports, by paths such as `report.scores[type=failure].value`."""

import re
from decimal import Decimal

from ..errors import ConfigError
from ..records import Report
from .convert import ABSENT, Bad
from .plan import Plan, add_empty
from .targets import item_record

_STEP = re.compile(r'^([^.\[\]]+)((?:\[[^\[\]]+\])*)$')
_BRACKET = re.compile(r'\[([^\[\]]+)\]')
#: More leaves than this are not counted as unknown.
MAX_LEAVES = 2000


class Path:
    """A way into a document: keys, `[0]` for a place, `[key=value]` for the item that says so."""

    def __init__(self, text):
        self._steps = []
        for step in re.split(r'\.(?![^\[]*\])', text):
            found = _STEP.match(step)
            if not found:
                raise ConfigError(f"{text!r} is no path into a document: {step!r} cannot be read.")
            self._steps.append(found[1])
            self._steps.extend(self._bracket(inner, text) for inner in _BRACKET.findall(found[2]))
        #: The path without places, as unknown keys are counted.
        self.keys = tuple(step for step in self._steps if isinstance(step, str))

    def _bracket(self, inner, text):
        if inner.isdigit():
            return int(inner)
        key, equals, value = inner.partition('=')
        if not equals:
            raise ConfigError(f"{text!r}: [{inner}] is neither a place nor key=value.")
        return (key, value)

    def get(self, document):
        """Return what is there, None for null, ABSENT if the way ends before."""
        for step in self._steps:
            if document is None:
                return ABSENT
            document = self._step(document, step)
            if document is ABSENT:
                return ABSENT
        return document

    def _step(self, document, step):
        if isinstance(step, str):
            return document.get(step, ABSENT) if isinstance(document, dict) else ABSENT
        if not isinstance(document, list):
            return ABSENT
        if isinstance(step, int):
            return document[step] if step < len(document) else ABSENT
        key, value = step
        return next((item for item in document
                     if isinstance(item, dict) and _says(item.get(key), value)), ABSENT)


def _says(found, value):
    if isinstance(found, bool):
        return ('true' if found else 'false') == value
    return isinstance(found, (str, int, Decimal)) and str(found) == value


def first(paths, document):
    """Return what the first path that leads anywhere finds."""
    for path in paths:
        found = path.get(document)
        if found is not ABSENT:
            return found
    return ABSENT


class Reading:
    """A plan whose values come out of documents."""

    def __init__(self, plan):
        self._plan = plan
        self._paths = [[Path(text) for text in slot.field.sources] for slot in plan.slots]

    def assemble(self, document, draft_issue, prefix=''):
        found = []
        for slot, paths in zip(self._plan.slots, self._paths, strict=True):
            value = first(paths, document)
            if value is not ABSENT:
                value = self._read(slot, value)
            found.append(value)
        report, reason = self._plan.assemble(found, draft_issue, prefix)
        if report is not None and self._plan.model is Report:
            delivered = [slot for slot, value in zip(self._plan.slots, found, strict=True)
                         if value is not ABSENT]
            add_empty(report, self._plan.sections(delivered))
        return report, reason

    def _read(self, slot, value):
        if slot.target.kind == 'texts' and isinstance(value, list):
            read = [slot.read(item) for item in value]
            bad = next((item for item in read if isinstance(item, Bad)), None)
            return bad or [text for item in read if item for text in item]
        return slot.read(value)

    def known(self):
        """Return the keys of everything that is read."""
        return {path.keys for paths in self._paths for path in paths}


class DocumentMap:
    """A map for documents of one kind."""

    def __init__(self, report_map):
        self._reading = Reading(
            Plan(report_map.fields, report_map.constants, report_map.format_of))
        self._lists = [self._list(list_map, report_map) for list_map in report_map.lists]
        self._known = self._reading.known()
        for paths, _to, reading in self._lists:
            self._known |= {path.keys + keys for path in paths for keys in reading.known()}

    def _list(self, list_map, report_map):
        plan = Plan(list_map.fields, list_map.constants, report_map.format_of,
                    item_record(list_map.to))
        return [Path(text) for text in list_map.sources], list_map.to, Reading(plan)

    def assemble(self, document, draft_issue):
        """Return (report, reason) as `Plan.assemble`."""
        report, reason = self._reading.assemble(document, draft_issue)
        if reason is None:
            for paths, to, reading in self._lists:
                self._add_list(report, first(paths, document), to, reading, draft_issue)
        return report, reason

    def _add_list(self, report, items, to, reading, draft_issue):
        if items is ABSENT:
            return
        owner, _, name = to.rpartition('.')
        parent = report.setdefault(owner, {}) if owner else report
        rows = parent.setdefault(name, [])
        if isinstance(items, dict):
            items = [items]
        if not isinstance(items, list):
            if items is not None:
                draft_issue('bad_value', to, 'warning')
            return
        for place, item in enumerate(items):
            row, reason = reading.assemble(item, draft_issue, f'{to}[{place}].')
            if reason is not None:
                draft_issue('incomplete_row', f'{to}[{place}]', 'warning')
            elif row is not None:
                rows.append(row)

    def unknown(self, document):
        """Return the paths of values that nothing reads, without places, each once."""
        found = set()
        for path in leaves(document):
            if not any(path[:len(known)] == known for known in self._known):
                found.add('.'.join(path))
        return tuple(sorted(found))


def leaves(document):
    """Yield the key paths of all values, lists without places, at most MAX_LEAVES."""
    stack, count = [((), document)], 0
    while stack and count < MAX_LEAVES:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(((*path, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            stack.extend((path, inner) for inner in value)
        else:
            count += 1
            yield path
