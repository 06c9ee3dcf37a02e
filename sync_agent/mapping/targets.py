"""Neutral paths: what `scores[coface.dra].raw` names in a report, and of what type it is.

The types are read off the records, so a path that does not exist is an error of the configuration
and not of the first report.
"""

import re
import typing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import StringConstraints

from ..errors import ConfigError
from ..records.base import (
    Code,
    Country,
    Currency,
    Line,
    Money,
    Name,
    Postcode,
    Reference,
    Text,
)
from ..records.introspect import fields_of, is_record, row_of
from ..records.report import SECTIONS, Report
from ..records.sections import Identity

#: A list whose items have a name of their own carries it here: `identifiers[duns]`.
KEYS = {'identifiers': 'scheme', 'scores': 'code', 'limits': 'code', 'events': 'key'}
#: What a map may set beside `subject` and the sections.
ENVELOPE = ('provider_ref', 'external_id', 'as_of', 'disputed')
_STEP = re.compile(r'^([a-z_0-9]+)(?:\[([^\[\]]+)\])?$')
#: A code is refused when it is too long: cut, it would be another's.
_NAMED = {
    Code: 'code', Postcode: 'code', Reference: 'code', Country: 'country', Currency: 'currency',
    Line: 'text', Name: 'text', Text: 'text',
}
_SCALARS = (
    (bool, 'boolean'), (int, 'integer'), (Decimal, 'decimal'), (date, 'date'),
)


@dataclass(frozen=True)
class Box:
    """A place that holds fields: the report, an object in it, or an item of a list.

    `kind`: `object` hangs under `name`; `item` is appended to the list `name`, with `key` set to
    `token` where the list has keys; `entry` is `token` of the dictionary `name`.
    """

    path: tuple = ()
    kind: str = 'object'
    name: str = ''
    key: str | None = None
    token: str | None = None


ROOT = Box()


@dataclass(frozen=True)
class Target:
    """Where a value goes: `field` of the last box, of type `kind`.

    `choices` of a closed list; `length`: how many characters a text may have.
    """

    boxes: tuple
    field: str
    kind: str
    choices: tuple = ()
    length: int | None = None

    @property
    def box(self):
        return self.boxes[-1]

    @property
    def section(self):
        """Return the section this belongs to, or None for identity and envelope."""
        return next((box.name for box in self.boxes if box.name in SECTIONS), None)


def resolve(path, model=Report):
    """Return the Target of a neutral path.

    :param model: the record that the path starts in: a report, or the item of a list
    :raises ConfigError: there is no such place, or a report cannot be filled there by a map
    """
    boxes, steps = [ROOT], split(path)
    if model is Report and steps[0][0] not in (*ENVELOPE, 'subject', *SECTIONS):
        raise ConfigError(f"A map cannot set {path!r}: the agent writes it.")
    for place, (name, token) in enumerate(steps):
        annotation = annotation_of(model, name, path)
        if place == len(steps) - 1 and (token is None or is_texts(annotation)):
            return Target(tuple(boxes), name, *kind_of(annotation, path))
        model, box = enter(annotation, name, token, boxes[-1], path)
        boxes.append(box)
    raise ConfigError(f"{path!r} names a whole row; say which field of it.")


def split(path):
    """Return [(name, token or None)] of a path; tokens may hold dots."""
    steps = []
    for step in re.findall(r'[^.\[\]]+(?:\[[^\[\]]*\])?|.', path):
        if step == '.':
            continue
        found = _STEP.match(step)
        if not found:
            raise ConfigError(f"{path!r} is no neutral path: {step!r} cannot be read.")
        steps.append(found.groups())
    if not steps:
        raise ConfigError("A neutral path is empty.")
    return steps


def annotation_of(model, name, path):
    fields = fields_of(model)
    if name in fields:
        return fields[name]
    raise ConfigError(f"{path!r}: {model.__name__} has no {name!r}; it has "
                      f"{', '.join(sorted(fields))}.")


def enter(annotation, name, token, parent, path):
    """Step into an object, a row of a list, or an entry; return (its record, its box)."""
    row, arguments = row_of(annotation), typing.get_args(annotation)
    if row is not None:
        if token is None:
            raise ConfigError(f"{path!r}: {name} is a list; write {name}[name].")
        key = KEYS.get(name)
        check_token(row, key, token, path)
        return row, Box((*parent.path, name, token), 'item', name, key, token)
    if typing.get_origin(annotation) is dict:
        if token not in typing.get_args(arguments[0]):
            raise ConfigError(f"{path!r}: {token!r} is not on the list of the contract.")
        return arguments[1], Box((*parent.path, name, token), 'entry', name, None, token)
    if is_record(annotation) and token is None:
        return annotation, Box((*parent.path, name), 'object', name)
    raise ConfigError(f"{path!r}: there is nothing below {name}.")


def check_token(record, key, token, path):
    """Refuse a key that the contract has no place for."""
    annotation = fields_of(record)[key] if key else None
    if typing.get_origin(annotation) is typing.Literal:
        choices = typing.get_args(annotation)
        if token not in choices:
            raise ConfigError(f"{path!r}: {token!r} is none of {', '.join(choices)}.")


def kind_of(annotation, path):
    """Return (kind, closed list, length) of a field that holds one value."""
    if annotation in _NAMED:
        return _NAMED[annotation], (), length_of(annotation)
    if is_texts(annotation):
        return 'texts', (), length_of(typing.get_args(annotation)[0])
    if annotation is Money:
        return 'money', (), None
    if typing.get_origin(annotation) is typing.Literal:
        return 'choice', typing.get_args(annotation), None
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    for scalar, kind in _SCALARS:
        if annotation is scalar:
            return kind, (), None
    raise ConfigError(f"{path!r} is no single value.")


def length_of(annotation):
    return next((part.max_length for part in typing.get_args(annotation)
                 if isinstance(part, StringConstraints)), None)


def is_texts(annotation):
    """Say whether this is a list of plain texts, such as the lines of an address."""
    if typing.get_origin(annotation) is not list:
        return False
    inner = typing.get_args(annotation)[0]
    return inner is str or (typing.get_origin(inner) is typing.Annotated
                            and typing.get_args(inner)[0] is str)


def item_record(section):
    """Return the record of a list that may hang under a report or its subject."""
    owner = Report if section in SECTIONS else Identity
    name = section if owner is Report else section.removeprefix('subject.')
    record = row_of(annotation_of(owner, name, section))
    if record is None:
        raise ConfigError(f"{section!r} is no list of rows.")
    return record
