"""A customer's account moved forward through time, as the gate would have met it.

Pure: events in, an account after each of them out. Moments are naive UTC, amounts in company
currency, tax included. Every event is ``(moment, rank, sequence, function, arguments)``.
"""

from bisect import bisect_right, insort
from datetime import date
from operator import itemgetter

from .bank_days import days_overdue
from .disputes import TERMS, disputed

#: At one moment: what the day brings, then who asks, then what follows from his order.
LEDGER, ORDER, AFTER_ORDER = 0, 1, 2

#: Less than any currency's smallest coin: what is left of sums of floats.
_NOTHING = 1e-6

#: Columns of a profile that hold dates; the log keeps them as text.
_DATES = frozenset({'temporary_from', 'temporary_to', 'limit_valid_until', 'review_date'})


def walk(events):
    """Let `events` happen in the order of time."""
    for _moment, _rank, _sequence, happen, arguments in sorted(events, key=itemgetter(0, 1, 2)):
        happen(*arguments)


class _Late:
    """Open claims by due date, without lines below `minimum`."""

    def __init__(self, minimum):
        self.minimum = minimum
        self.sums, self.dues = {}, []

    def counted(self, amount):
        """Return what of a claim counts as late money: all of it, or 0.0 below the minimum."""
        return amount if amount > _NOTHING and amount >= self.minimum else 0.0

    def move(self, due, before, after):
        """Let a claim due on the date `due` go from the amount `before` to `after`."""
        change = self.counted(after) - self.counted(before)
        if not change:
            return
        if due not in self.sums:
            insort(self.dues, due)
        left = self.sums.get(due, 0.0) + change
        if abs(left) > _NOTHING:
            self.sums[due] = left
        else:
            self.sums.pop(due, None)
            self.dues.remove(due)

    def overdue(self, cutoff, credit, less):
        """Return (amount, oldest due date) before `cutoff` after `credit` paid the oldest first.

        :param less: ``{due date: what is disputed of it}``
        """
        amount, oldest = 0.0, None
        for due in self.dues:
            if due >= cutoff:
                break
            rest = self.sums[due] - less.get(due, 0.0)
            if rest <= _NOTHING:
                continue
            rest -= credit
            credit = max(-rest, 0.0)
            if rest > _NOTHING:
                amount += rest
                oldest = oldest or due
        return amount, oldest


class Account:
    """What one customer owes, has paid and has ordered.

    `minima`: least amounts of a late line that policies count. `uncounted`: money in the bank that
    no rule takes for his. `disputes`: `tools.disputes.Dispute` of his lines, `demands`: ``{line: day
    of its first formal demand}``, `terms`: what disputes may do.
    """

    def __init__(self, minima, disputes=(), demands=None, terms=TERMS):
        self.disputes, self.demands, self.terms = disputes, demands or {}, terms
        self.owed = self.credit = self.transit = self.uncounted = self.promised = 0.0
        self.lines, self.orders = {}, {}
        self.late = {minimum: _Late(minimum) for minimum in minima}

    # === LEDGER === #

    def book(self, line_id, due, amount, is_credit=False):
        """A journal item on the receivable, with what was open of it."""
        self.lines[line_id] = [due, 0.0, is_credit]
        self._change(line_id, amount)

    def settle(self, line_id, amount):
        """`amount` (above zero) of an item was allocated."""
        self._change(line_id, -amount)

    def _change(self, line_id, change):
        due, before, is_credit = line = self.lines[line_id]
        line[1] = after = before + change
        if is_credit:
            self.credit += change
            return
        self.owed += change
        for late in self.late.values():
            late.move(due, before, after)

    def arrive(self, amount, is_counted):
        """Money reached the bank and is on no receivable yet."""
        if is_counted:
            self.transit += amount
        else:
            self.uncounted += amount

    # === ORDERS === #

    def confirm(self, order_id, total):
        """An order over `total`, tax included, in company currency, was confirmed."""
        self._order(order_id, total=total)

    def bill(self, order_id, amount):
        """Part of an order moved to an invoice, or will never come."""
        billed = self.orders.get(order_id, {}).get('billed', 0.0)
        self._order(order_id, billed=billed + amount)

    def hide(self, order_id):
        """Until `show`, the order lies beyond the company's horizon."""
        self._order(order_id, is_shown=False)

    def show(self, order_id):
        """The order came within the company's horizon."""
        self._order(order_id, is_shown=True)

    def _order(self, order_id, **values):
        before = self.remainder(order_id)
        self.orders.setdefault(order_id, {}).update(values)
        self.promised += self.remainder(order_id) - before

    def remainder(self, order_id):
        """Return what an order adds now: nothing before it was confirmed."""
        order = self.orders.get(order_id)
        if not order or not order.get('is_shown', True):
            return 0.0
        return max(order.get('total', 0.0) - order.get('billed', 0.0), 0.0)

    # === FIGURES === #

    def facts(self, day, calendar, minimum, extra=0.0, but=None):
        """Return the measured facts of `day`.

        :param calendar: `Calendar` of the company
        :param extra: money applied that the account does not count
        :param but: the order that is asked about
        """
        money = self.credit + self.transit + extra
        less = self._disputed(day, minimum) if self.disputes else {}
        amount, oldest = self.late[minimum].overdue(calendar.cutoff(day), money, less)
        return {
            'exposure': self.owed - money + self.promised - self.remainder(but),
            'ar': self.owed, 'unallocated': self.credit, 'in_transit': self.transit,
            'overdue_amount': amount, 'overdue_oldest_date': oldest,
            'overdue_days': days_overdue(oldest, day, *calendar.rest) if oldest else 0,
        }

    def _disputed(self, day, minimum):
        """Return ``{due date: what of it does not count as late, because it is disputed}``."""
        lines = {
            one.line: (self.lines[one.line][0], self.lines[one.line][1], self.demands.get(one.line))
            for one in self.disputes if one.line in self.lines
        }
        less, counted = {}, self.late[minimum].counted
        for line, out in disputed(self.disputes, lines, day, self.terms).items():
            due, left, _demand = lines[line]
            gone = counted(left) - counted(left - float(out.amount))
            less[due] = less.get(due, 0.0) + gone
        return less


class Calendar:
    """A company's bank days; what a day's cut-off is, is found once."""

    def __init__(self, rest, cutoff):
        self.rest, self._cutoff, self._known = rest, cutoff, {}

    def cutoff(self, day):
        """Return the day before which what fell due is late on `day`."""
        if day not in self._known:
            self._known[day] = self._cutoff(day, *self.rest)
        return self._known[day]


# === WHAT WAS DECIDED === #

class Versions:
    """The row of a profile as it was at any moment, from the changes that the log tells of.

    Before the first logged change of a column it was what that change found.
    """

    def __init__(self, row, changes):
        """`changes`: (moment, values before), oldest first."""
        rows, self.moments = [row], []
        for moment, before in reversed(changes):
            rows.append({**rows[-1], **{name: _plain(name, item) for name, item in before.items()}})
            self.moments.append(moment)
        self.rows = rows[::-1]
        self.moments.reverse()

    def at(self, moment):
        """Return the row (a dict) that held at `moment` (naive UTC)."""
        return self.rows[bisect_right(self.moments, moment)]


def _plain(name, value):
    return date.fromisoformat(value) if name in _DATES and isinstance(value, str) else value
