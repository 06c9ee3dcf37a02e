"""The events of a customer's account, from plain rows of the ledger and of his orders. Pure.

Two accounts may walk together: `dated`, where everything happens on its date, and `known`, where
money happens when it was entered. They are one where all money was entered on its day.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from .backtest import AFTER_ORDER, LEDGER, ORDER

#: An order made later than that after its own date was brought in from elsewhere.
_LIVE = timedelta(days=1)


@dataclass
class Order:
    """One order, and whether it adds to the account (else another customer pays it).

    `remainder`: what it adds today. `bills`: (invoice, day, amount, whether it is posted).
    `asked`: what the log says of the first time it was asked for: (moment, decision, passed), or
    None. `last_done`: the day of its last delivery.
    """

    id: int
    state: str
    confirmed: datetime
    made: datetime
    total: float
    promised: date = None
    counts: bool = True
    prepaid: float = 0.0
    remainder: float = 0.0
    bills: list = field(default_factory=list)
    asked: tuple = None
    last_done: date = None
    row: dict = field(default_factory=dict)

    @property
    def is_live(self):
        """Whether it was made about when it was confirmed, and not entered later."""
        return self.made <= self.confirmed + _LIVE

    @property
    def moment(self):
        """When it was first asked for."""
        return self.asked[0] if self.asked else self.confirmed

    @property
    def begins(self):
        """When it adds to the account: None, never."""
        if self.state != 'sale' or not self.counts:
            return None
        return self.moment if not self.asked or self.asked[2] else self.confirmed


@dataclass
class Item:
    """A journal item on the receivable: `amount` (above zero) was open when the period began.

    `allocations`: (day, amount, the other item), of the period.
    """

    id: int
    move_id: int
    day: date
    due: date
    amount: float
    made: datetime
    is_credit: bool = False
    is_money: bool = False
    allocations: list = field(default_factory=list)


class Events:
    """Collects what happens to accounts; `start` says when a day begins."""

    def __init__(self, start, horizon=0):
        self.start, self.horizon, self.list = start, horizon, []

    def add(self, moment, rank, happen, *arguments, sequence=0):
        """Let `happen` be called at `moment` (naive UTC); of the same moment the least `rank` first."""
        self.list.append((moment, rank, sequence, happen, arguments))

    # === LEDGER === #

    def ledger(self, account, items, orders, by_entry):
        """Book and settle `items`; `by_entry`: money when it was entered, not on its date."""
        bound, booked = self._bound(orders), {}
        for item in items:
            moment, rank = self.start(item.day), LEDGER
            if item.move_id in bound:
                moment, rank = bound[item.move_id], AFTER_ORDER
            if by_entry and item.is_money:
                moment = max(moment, item.made)
            booked[item.id] = moment
            self.add(moment, rank, account.book, item.id, item.due, item.amount, item.is_credit)
        for item in items:
            for day, amount, other in item.allocations:
                own = booked[item.id]
                moment = max(self.start(day), own, booked.get(other, own))
                self.add(moment, AFTER_ORDER, account.settle, item.id, amount, sequence=1)

    def _bound(self, orders):
        """Return ``{invoice: moment}`` of those of the very day on which their order began."""
        bound = {}
        for order in orders:
            for move_id, day, _amount, is_posted in order.bills:
                if is_posted and order.begins and self.start(day) <= order.begins < self.start(
                        day + timedelta(days=1)):
                    bound[move_id] = max(bound.get(move_id, order.begins), order.begins)
        return bound

    def money(self, account, arrivals):
        """Money of which nothing is on the receivable to this day: (day, amount, counts)."""
        for day, amount, is_counted in arrivals:
            self.add(self.start(day), LEDGER, account.arrive, amount, is_counted)

    # === ORDERS === #

    def order(self, accounts, order, ask=None):
        """Ask for an order (`ask`: a function), and let it run its course on `accounts`."""
        sequence = order.asked[1] if order.asked else order.id
        if ask:
            self.add(order.moment, ORDER, ask, sequence=sequence)
        if not order.begins:
            return
        for account in accounts:
            self.add(order.begins, ORDER, account.confirm, order.id, order.total,
                     sequence=sequence)
            self._bills(account, order)
            self._horizon(account, order)

    def _bills(self, account, order):
        billed, ends = 0.0, [order.begins]
        for _move, day, amount, is_posted in order.bills:
            if is_posted:
                moment = max(self.start(day), order.begins)
                rank = AFTER_ORDER if moment == order.begins else LEDGER
                self.add(moment, rank, account.bill, order.id, amount)
                ends.append(moment)
            billed += amount
        dropped = order.total - billed - order.remainder
        if dropped > 0.005:  # cancelled, closed, or never to be delivered: since its last trace
            if order.last_done:
                ends.append(self.start(order.last_done))
            self.add(max(ends), AFTER_ORDER, account.bill, order.id, dropped, sequence=1)

    def _horizon(self, account, order):
        if not (self.horizon and order.promised):
            return
        shown = self.start(order.promised - timedelta(days=self.horizon))
        if shown > order.begins:
            self.add(order.begins, ORDER, account.hide, order.id, sequence=-1)
            self.add(shown, LEDGER, account.show, order.id)
