"""What is asked of a delivery before it leaves: papers that are signed, who receives, how much, the note.

Pure. Sources: `domain.md` 1.6 and 7.5. Whether any of it stops a delivery is a policy's to say: H20 to
H23 read what is gathered here.
"""

from dataclasses import dataclass, replace
from datetime import date

from .authorizations import Answer, Reason, authorized, name_key

SCOPE = 'receive_goods'


@dataclass(frozen=True)
class Goods:
    """Goods of a move: the order line they are of (below zero: of none), what they are called.

    `left`: what is still to be delivered of the line, in `unit`; `factor`: units for one of the move.
    """

    line: int
    left: float
    name: str = ''
    unit: str = ''
    factor: float = 1.0


@dataclass(frozen=True)
class Dispatch:
    """One delivery as its papers are asked for. Amounts are in company currency, tax included.

    `order`: name of its order, empty for none; `ordered`: what that comes to; `signed`: by the
    customer, or under a contract; `receiver`: who is named to take the goods over; `letters`: of
    the customer; `is_person`: the customer acts for himself; `leaves`: what this delivery is worth;
    `extra`: ``(goods, how many more than ordered, unit)``; `is_noted`: its delivery note is
    printed, None where that is not asked yet; `helper`: whom the warehouse may call.
    """

    day: date
    order: str = ''
    ordered: float = 0.0
    signed: bool = None
    principal: int = 0
    address: int = 0
    address_name: str = ''
    receiver: str = ''
    letters: tuple = ()
    representatives: frozenset = frozenset()
    is_person: bool = False
    leaves: float = None
    extra: tuple = ()
    is_noted: bool = None
    helper: str = ''

    def leaving(self, leaves, extra):
        """Return it for a part: what that is worth, and what of it nobody ordered."""
        return replace(self, leaves=leaves, extra=extra)


def receiving(dispatch):
    """Return the `Answer` to whether the goods go to somebody with authority to take them over.

    Where nobody is named, one letter for the address is enough: the proof of delivery asks by name.
    """
    if dispatch.is_person:
        return Answer('ok')
    if dispatch.receiver:
        person = {name_key(dispatch.receiver)} - {''}
        known = dispatch.representatives
    else:
        person = {key for letter in dispatch.letters for key in letter.agent}
        known = ()
    if not person:
        return Answer('fail', (Reason('no_letter', SCOPE),))
    return authorized(
        SCOPE, dispatch.principal, person, dispatch.leaves, dispatch.day, dispatch.letters,
        dispatch.address, known)


def more_than_ordered(goods, quantities, gone=None):
    """Return ``((name, how many more than ordered, unit), …)`` of moves that hand over `quantities`.

    :param goods: ``{move: Goods}``
    :param gone: ``{line: units}`` that leave with other deliveries of the same moment
    """
    taken, first = dict(gone or {}), {}
    for key, quantity in quantities.items():
        if one := goods.get(key):
            taken[one.line] = taken.get(one.line, 0.0) + quantity * one.factor
            first.setdefault(one.line, one)
    found = ((one, round(taken[line] - one.left, 3)) for line, one in first.items())
    return tuple((one.name, more, one.unit) for one, more in found if more > 0)
