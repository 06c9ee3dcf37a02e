"""One delivery as rules judge it: what leaves, what stays, and the largest part that passes.

Pure, like `breaches`. An order is in the exposure from its confirmation on, delivered or not. What
stays in the warehouse can still be kept there, so a delivery is judged on the exposure without it.
"""

import math
from dataclasses import dataclass, field, replace

from . import breaches as core
from .dispatch import more_than_ordered

CHECKPOINT = 'delivery'


@dataclass(frozen=True)
class Line:
    """Goods of one order line, in its unit, as exposure counts them.

    `price`: of one, company currency, tax included. `rest`: still to come. `ahead`: invoiced before
    it was delivered; the receivable has it, so its leaving adds nothing.
    """

    price: float
    rest: float
    ahead: float = 0.0


@dataclass(frozen=True)
class Move:
    """Goods of a line in a transfer: `quantity` in the move's unit, `factor` line units for one."""

    line: int
    quantity: float
    factor: float = 1.0


@dataclass(frozen=True)
class Growth:
    """An open hold on what an order grew by: the figures before it, and the rules it broke."""

    figures: dict
    codes: tuple

    def judged(self, facts, document, policy):
        """Return the Verdict of the rules that stopped the growth, on what leaves.

        What stood before the order grew may leave; of the addition, what an amount lets through.
        """
        passed = {**self.figures, 'document_amount': 0.0}
        held = {code: policy['rules'][code] for code in self.codes}
        rules = {
            code: {**rule, 'severity': {**rule['severity'], CHECKPOINT: 'hold'}}
            for code, rule in held.items()
        }
        policy = {**policy, 'rules': rules}
        return core.evaluate(facts, replace(document, passed=passed), policy, CHECKPOINT)


@dataclass
class Delivery:
    """One transfer of one order (or of none), with all that a judgement of any part of it needs.

    `order`: `amount`, `counted`, `gross`, `advance` of `credit.exposure._order_amounts`; None for a
    transfer without order, whose goods have no price here. `lines`: goods that can stay here; what
    is not among them (services, kits) counts as if it left; `kits`: what those in this transfer
    cost. `gone`: ``{line: quantity}`` that leaves with other transfers of the same call, or is on
    its way. `goods`: ``{move: tools.dispatch.Goods}``, where the document's papers are asked for.
    """

    document: core.Document
    facts: dict
    policy: dict
    order: dict = None
    lines: dict = field(default_factory=dict)
    moves: dict = field(default_factory=dict)
    kits: float = 0.0
    gone: dict = field(default_factory=dict)
    growth: Growth = None
    goods: dict = field(default_factory=dict)

    def leaving(self, quantities):
        """Return ``{line: quantity}`` of what leaves when each move hands over `quantities`."""
        leaving = dict(self.gone)
        for key, quantity in quantities.items():
            move = self.moves.get(key)
            if move:
                leaving[move.line] = leaving.get(move.line, 0.0) + quantity * move.factor
        return leaving

    def stays(self, quantities):
        """Return what exposure counts and stays here, in company currency.

        Below zero when more leaves than was ordered.
        """
        leaving = self.leaving(quantities)
        return sum(
            line.price * (line.rest - max(leaving.get(key, 0.0) - line.ahead, 0.0))
            for key, line in self.lines.items()
        )

    def worth(self, quantities):
        """Return what the goods that leave cost, in company currency."""
        return self.kits + sum(
            self.lines[move.line].price * quantities[key] * move.factor
            for key, move in self.moves.items() if key in quantities and move.line in self.lines
        )

    def dispatched(self, quantities=None):
        """Return the papers' view of what leaves; None: of all that the transfer holds."""
        if quantities is None:
            quantities = {key: move.quantity for key, move in self.moves.items()}
        return self.document.dispatch.leaving(
            self.worth(quantities) if self.order else None,
            more_than_ordered(self.goods, quantities, self.gone))

    def document_of(self, quantities=None):
        """Return the document when each move hands over `quantities`; None: all of the order."""
        dispatch = self.document.dispatch and self.dispatched(quantities)
        if not self.order:
            return replace(self.document, dispatch=dispatch)
        stays = self.stays(quantities) if quantities is not None else 0.0
        total = round(max(self.order['gross'] - stays, 0.0), 6)
        added = max(self.order['amount'] - stays, 0.0) - self.order['counted']
        cash_only = self.facts.get('limit_mode') == 'cash_only'
        return replace(
            self.document, amount=round(added, 6), total=total,
            advance=self.order['advance'], dispatch=dispatch,
            prepaid_required=total + self.order['advance'] if cash_only else 0.0,
        )

    def judged(self, quantities=None):
        """Return the Verdict when each move hands over `quantities`; None: all of the order."""
        document = self.document_of(quantities)
        verdict = core.evaluate(self.facts, document, self.policy, CHECKPOINT)
        if not self.growth:
            return verdict
        known = {breach.code for breach in verdict.breaches}
        more = self.growth.judged(self.facts, document, self.policy)
        return core.Verdict.of(
            verdict.breaches + [breach for breach in more.breaches if breach.code not in known],
            verdict.not_checked,
        )


def fitting(most, passes):
    """Return ``{key: quantity}``, the largest part of `most` that passes, first line first.

    Units stay whole: a line is handed over to its full quantity, else to a whole number.

    :param dict most: ``{key: quantity}``, in the order in which lines are filled
    :param passes: tells of such quantities whether they pass; less of anything must not fail
        where more passes
    """
    part = dict.fromkeys(most, 0.0)
    for key, quantity in most.items():
        if passes({**part, key: quantity}):
            part[key] = quantity
            continue
        low, high = 0, math.ceil(quantity)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if passes({**part, key: middle}) else (low, middle)
        part[key] = float(low)
    return part
