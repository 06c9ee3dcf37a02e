"""What danger signals have to say each day of a year, written from the specification alone.

Signals that a story of orders, money, promises, contacts and disputes can bring; no code of the addon.
"""

from dataclasses import dataclass, field
from datetime import timedelta

POINTS = {
    'DS1': 15, 'DS2': 15, 'DS3': 20, 'DS4': 8, 'DS5': 8, 'DS6': 10, 'DS7': 6, 'DS10': 10,
}
LEVELS = ((50, 'stop'), (30, 'alert'), (15, 'watch'), (0, 'normal'))


@dataclass
class Sign:
    """One signal of a customer: since when, last seen, how strong."""

    first: object
    last: object
    value: float


@dataclass
class Receipt:
    """Money that paid `amount` of an invoice so many days `late` on a day."""

    day: object
    amount: float
    late: int
    sale: int
    is_other: bool


@dataclass
class Danger:
    """A customer's signals: what happened to him, and what it was each morning.

    :param history: days of data without which nothing is said; `expiry`: days a signal counts
        after it was last seen
    """

    history: int
    expiry: int
    vows: list = field(default_factory=list)
    orders: list = field(default_factory=list)
    receipts: list = field(default_factory=list)
    #: ``[(day,)]`` of money that came back, and of wishes for a larger limit.
    returned: list = field(default_factory=list)
    wishes: list = field(default_factory=list)
    #: ``[(day, was somebody reached)]``
    tries: list = field(default_factory=list)
    #: ``[(day, amount)]`` of invoices, and of credit notes.
    bills: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    disputes: list = field(default_factory=list)
    signs: dict = field(default_factory=dict)
    score: int = 0
    level: str = 'normal'
    #: ``[(day, code or None, what happened)]``
    news: list = field(default_factory=list)

    def wake(self, today):
        """See in the morning what the day before, and the night, brought."""
        for vow in self.vows:
            if vow.state != 'open' and not vow.decided:
                vow.decided = today - timedelta(days=1) if vow.state == 'kept' else today
        if self.orders and (today - self.orders[0][0]).days >= self.history:
            for code in POINTS:
                found = getattr(self, f'_{code.lower()}')(today)
                if found:
                    self._take(code, today, *found)
        for code in self.signs:
            if today == self.expires(code) + timedelta(days=1):
                self.news.append((today, code, 'expired'))
        self.score = min(sum(POINTS[code] for code in self.signs if self.is_on(code, today)), 100)
        level = next(name for least, name in LEVELS if self.score >= least)
        if level != self.level:
            self.news.append((today, None, level))
            self.level = level

    def expires(self, code):
        return self.signs[code].last + timedelta(days=self.expiry)

    def is_on(self, code, today):
        return code in self.signs and today <= self.expires(code)

    def _take(self, code, today, value, is_on, is_seen):
        """It begins at its threshold, and stays as long as it is seen above a lower one."""
        if self.is_on(code, today):
            if is_seen:
                sign = self.signs[code]
                sign.last, sign.value = today, value
        elif is_on:
            self.news.append((today, code, 'back' if code in self.signs else 'new'))
            self.signs[code] = Sign(today, today, value)

    # === WHAT EACH MEASURES: (value, is it on, is it still seen), or None: nothing is known === #

    @staticmethod
    def _last(rows, today, days, before=0):
        """Return the rows of the days up to `before` days ago, so many of them."""
        end = today - timedelta(days=before)
        return [row for row in rows if end - timedelta(days=days) < _day(row) <= end]

    def _ds1(self, today):
        now = self._last(self.receipts, today, 90)
        then = self._last(self.receipts, today, 365, 90)
        if not then or len({one.sale for one in now}) < 3:
            return None
        slower = _beyond(now) - _beyond(then)
        return slower, slower >= 10, slower >= 5

    def _ds2(self, today):
        decided = [vow for vow in self.vows
                   if vow.decided and vow.decided > today - timedelta(days=180)]
        points, was_broken = 0, False
        for vow in sorted(decided, key=lambda one: one.decided):
            is_broken = vow.state != 'kept'
            points += is_broken * (2 if was_broken else 1)
            was_broken = is_broken
        return _number(points, 2)

    def _ds3(self, today):
        return _number(len(self._last(self.returned, today, 365)), 1)

    def _ds4(self, today):
        """The largest order of a week: thrice an average month, and among his largest."""
        week = self._last(self.orders, today, 7)
        if not week:
            return None
        day, amount = max(week, key=lambda row: row[1])
        before = sorted(own for other, own in self.orders
                        if day - timedelta(days=365) <= other < day)
        if len(before) < 6:
            return None
        month = sum(before) / 12
        rank = -(-95 * len(before) // 100)
        return _number(amount / month, max(3, before[rank - 1] / month))

    def _ds5(self, today):
        return _number(len(self._last(self.wishes, today, 90)), 2)

    def _ds6(self, today):
        failed = 0
        for _day, reached in self.tries:
            failed = 0 if reached else failed + 1
        return _number(failed, 3)

    def _ds7(self, today):
        """Money from somebody else: more than a fifth of what came in."""
        now = self._last(self.receipts, today, 90)
        paid = sum(one.amount for one in now)
        share = sum(one.amount for one in now if one.is_other) / paid if paid else 0
        return share, share > 0.2 + 1e-9, share > 0.2 + 1e-9

    def _ds10(self, today):
        """What came back or is disputed: a twentieth of sales, and twice what it was."""
        now, then = self._trouble(today), self._trouble(today, 90)
        if now is None:
            return None
        is_on = now >= 0.05 - 1e-9 and now >= 2 * (then or 0) - 1e-9
        return now, is_on, is_on or now >= 0.03 - 1e-9

    def _trouble(self, today, before=0):
        sold = sum(row[1] for row in self._last(self.bills, today, 90, before))
        bad = sum(row[1] for row in self._last(self.notes, today, 90, before)) + sum(
            one.amount - one.credited for one in self._last(self.disputes, today, 90, before))
        return bad / sold if sold else None


def _day(row):
    return row[0] if isinstance(row, tuple) else row.day


def _beyond(receipts):
    return sum(one.amount * one.late for one in receipts) / sum(one.amount for one in receipts)


def _number(value, least):
    return value, value >= least, value >= least
