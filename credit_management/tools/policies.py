"""Policies as plain values: what differs between two versions, and how a threshold reads."""

from ..const import CHECKPOINTS

#: Grades in the order of a threshold table; ungraded stands between B and C.
GRADE_COLUMNS = ('A', 'B', '-', 'C', 'D', 'E')
SWITCHES = ('at_or_above', 'ignore_line_below', 'ignore_total_percent')
#: What a policy is to bring about; 0 is no target, and who does not say one changes none.
TARGETS = ('target_dso', 'target_overdue', 'target_bad_debt')


def differences(before, after):
    """Return what changed from policy values `before` to `after`, as plain rows in a fixed order.

    Each is ``{"code", "item", "name", "grade", "before", "after"}``; `item` is switch, severity or
    threshold, and a side that does not exist is None.
    """
    rows = [
        _row(None, 'switch', name, None, before.get(name), after.get(name)) for name in SWITCHES
    ]
    rows += [
        _row(None, 'switch', name, None, *(values.get(name, before.get(name)) or None
                                           for values in (before, after))) for name in TARGETS
    ]
    for code in sorted({*before['rules'], *after['rules']}):
        old, new = (_flat(values['rules'].get(code)) for values in (before, after))
        keys = sorted({*old, *new}, key=_order)
        rows += [_row(code, *key, old.get(key), new.get(key)) for key in keys]
    return [row for row in rows if row['before'] != row['after']]


def _row(code, item, name, grade, before, after):
    return {
        'code': code, 'item': item, 'name': name, 'grade': grade, 'before': before, 'after': after
    }


def _flat(settings):
    """Return the settings of one rule as ``{(item, name, grade): value}``; off is no severity."""
    if not settings:
        return {}
    flat = {
        ('severity', checkpoint, None): severity
        for checkpoint, severity in settings['severity'].items() if severity != 'off'
    }
    for name, value in settings['params'].items():
        by_grade = value if isinstance(value, dict) else {None: value}
        flat.update({('threshold', name, grade): number for grade, number in by_grade.items()})
    return flat


def _order(key):
    item, name, grade = key
    place = CHECKPOINTS.index(name) if name in CHECKPOINTS else len(CHECKPOINTS)
    return item, place, name, GRADE_COLUMNS.index(grade) if grade in GRADE_COLUMNS else -1
