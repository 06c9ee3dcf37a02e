"""A figure against its target. Pure; less is better, and what is unknown is neither met nor missed."""

MET, MISSED, NONE, UNKNOWN = 'met', 'missed', 'none', 'unknown'


def against(value, target):
    """Return ``(state, by how much)``; the gap is above the target, None where nobody can say.

    :param target: 0 or None is no target
    """
    if value is None:
        return UNKNOWN, None
    if not target:
        return NONE, None
    return (MISSED if value > target else MET), value - target


def share(part, rest):
    """Return `part` of both together in per cent, or None where there is nothing."""
    whole = (part or 0) + (rest or 0)
    return 100.0 * (part or 0) / whole if whole > 0 else None
