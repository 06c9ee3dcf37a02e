"""A map, compiled: which value goes into which place of a report."""

from dataclasses import dataclass

from ..errors import ConfigError
from ..normalise.values import BadValue
from ..records.report import SECTIONS, Report
from . import targets
from .convert import ABSENT, Bad, converter, to_text
from .model import FieldMap

#: What is known of a box: no field of it delivered; all of them empty; one has a value.
UNTOUCHED, EMPTY, FILLED = range(3)
#: Sections that are one object, there or not; the others are lists, perhaps of nothing.
OBJECTS = frozenset({'payment', 'group', 'filings'})


@dataclass(frozen=True)
class Slot:
    """One field of a map, ready: `read` turns a value, `box` and `name` say where it goes."""

    field: FieldMap
    target: targets.Target
    box: int
    read: object

    @property
    def name(self):
        return self.target.field


class Plan:
    """Assembles one report, or one item of a list, from the values of its fields."""

    def __init__(self, fields, constants, formats, model=Report):
        self.model = model
        self.boxes = [targets.ROOT]
        self.slots = [self._slot(field, formats(field)) for field in fields]
        self._constants = [{} for _box in self.boxes]
        for path, value in constants.items():
            self._add_constant(path, value, formats)
        self._parents = [self._parent(box) for box in self.boxes]
        numbers = range(1, len(self.boxes))
        self._rows = [number for number in numbers if self.boxes[number].kind != 'object']
        self._objects = [number for number in reversed(numbers) if number not in self._rows]
        self._money = [self._is_money(number) for number in range(len(self.boxes))]
        self._steps = [
            (slot.box, slot.name, slot.field.required, slot.target.kind == 'texts',
             slot.field.scale, slot) for slot in self.slots]

    # === COMPILE === #

    def _slot(self, field, form):
        target = targets.resolve(field.to, self.model)
        return Slot(field, target, self._box(target), converter(field, target, form))

    def _box(self, target):
        for box in target.boxes[1:]:
            if box not in self.boxes:
                self.boxes.append(box)
        return self.boxes.index(target.box)

    def _add_constant(self, path, value, formats):
        field = FieldMap(source='', to=path)
        slot = self._slot(field, formats(field))
        while len(self._constants) < len(self.boxes):
            self._constants.append({})
        try:
            parsed = slot.read(to_text(value))
        except BadValue as error:
            raise ConfigError(f"The constant {path!r}: {error}.") from None
        if parsed is None or isinstance(parsed, Bad):
            raise ConfigError(f"The constant {path!r} cannot be {value!r}.")
        self._constants[slot.box][slot.name] = parsed

    def _parent(self, box):
        if box is targets.ROOT:
            return None
        path = box.path[:-1] if box.kind == 'object' else box.path[:-2]
        return next(number for number, other in enumerate(self.boxes) if other.path == path)

    def _is_money(self, number):
        names = {slot.name for slot in self.slots if slot.box == number}
        return number in self._objects and bool(names) and names <= {'amount', 'currency'}

    def sections(self, delivered):
        """Return the list sections that count as delivered when these slots have a column."""
        return sorted({slot.target.section for slot in delivered} & set(SECTIONS)
                      - OBJECTS)

    # === ASSEMBLE === #

    def assemble(self, found, draft_issue, prefix=''):
        """Return (report, reason) from values in the order of the slots.

        :param found: a value, None, ABSENT or Bad a slot
        :param draft_issue: called with (code, path, severity)
        :return: `reason` is (code, path, message) when a required field is missing, else None
        """
        boxes = [dict(values) for values in self._constants]
        state = [UNTOUCHED] * len(boxes)
        for (number, name, required, texts, scale, slot), value in zip(
                self._steps, found, strict=True):
            if value is ABSENT:
                continue
            if value is None or value.__class__ is Bad:
                if required:
                    return None, ('malformed', prefix + slot.field.to, reason_of(value))
                value = self._replace(slot, value, boxes[number], draft_issue, prefix)
            if value is not None:
                state[number] = FILLED
            elif state[number] == UNTOUCHED:
                state[number] = EMPTY
            box = boxes[number]
            if texts:
                # Several columns may fill one list, such as the lines of an address.
                box.setdefault(name, []).extend(value or ())
            elif box.get(name) is None:
                box[name] = value
            if scale is not None:
                box['scale'] = scale
        return self._join(boxes, state), None

    def _replace(self, slot, value, box, draft_issue, prefix):
        """Return what stands in for a value that is unknown or could not be read."""
        if value is None:
            return None
        draft_issue(value.code, prefix + slot.field.to, 'warning')
        if value.code == 'enum_drift' and 'unknown' in slot.target.choices:
            return 'unknown'
        if slot.target.box.name == 'limits' and slot.name == 'amount':
            # "Credit limit not applicable": words are an answer too.
            box['text'] = True
        return None

    def _join(self, boxes, state):
        """Hang the boxes into each other: rows in the order of the map, then objects, inner first."""
        for number in self._rows:
            spec, box = self.boxes[number], boxes[number]
            parent = boxes[self._parents[number]]
            if spec.kind == 'entry':
                if state[number] == FILLED:
                    parent.setdefault(spec.name, {})[spec.token] = box
            # A score that was asked for and is empty says "not rated", a limit may hold words.
            elif state[number] == FILLED or 'text' in box or (
                    spec.name == 'scores' and state[number] == EMPTY):
                if spec.key:
                    box[spec.key] = spec.token
                parent.setdefault(spec.name, []).append(box)
        for number in self._objects:
            spec, box = self.boxes[number], boxes[number]
            if self._money[number] and box.get('amount') is None:
                # Without its figure an amount is unknown, whatever its currency.
                box = None
            elif self._money[number]:
                box.setdefault('currency', None)
            if box or state[number] != UNTOUCHED:
                boxes[self._parents[number]][spec.name] = box
        # A row of a list is none if it holds nothing but what every row holds.
        return boxes[0] if self.model is Report or state[0] == FILLED else None


def reason_of(value):
    return "It is empty." if value is None else value.reason


def add_empty(report, sections):
    """Say of sections that were delivered without a row: asked, and there is none."""
    for section in sections:
        if section not in report:
            report[section] = {} if section == 'counters' else []


def check_map(report_map):
    """Raise ConfigError unless every place that a map names is there and of its type."""
    Plan(report_map.fields, report_map.constants, report_map.format_of)
    for found in report_map.lists:
        Plan(found.fields, found.constants, report_map.format_of, targets.item_record(found.to))
