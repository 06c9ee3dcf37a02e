"""What the records say about themselves, for maps and for rules that hold for every list."""

import functools
import types
import typing

from .base import Record


@functools.cache
def fields_of(record):
    """Return {wire name: type, without `| None`} of a record."""
    hints = typing.get_type_hints(record, include_extras=True)
    return {field.alias or name: unwrap(hints[name])
            for name, field in record.model_fields.items()}


def unwrap(annotation):
    """Return the type without `| None`."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return next(part for part in typing.get_args(annotation) if part is not type(None))
    return annotation


def is_record(annotation):
    return isinstance(annotation, type) and issubclass(annotation, Record)


def row_of(annotation):
    """Return the record of which this is a list, or None."""
    if typing.get_origin(annotation) is not list:
        return None
    inner = typing.get_args(annotation)[0]
    return inner if is_record(inner) else None


@functools.cache
def required_fields(owner):
    """Return {list: names without which a row says nothing} of a record's lists."""
    found = {}
    for name, annotation in fields_of(owner).items():
        record = row_of(annotation)
        if record is not None:
            found[name] = tuple(
                field.alias or inner for inner, field in record.model_fields.items()
                if field.is_required())
    return found
