"""What monitoring has to say each day of a year, written from the specification alone.

It walks from day to day and remembers, where the addon computes each day anew; it shares no code
with it. Steps, days, roles of grades: R0–R17 of the process; a take-over never happens here, since the
plans begin before the first sale.
"""

from dataclasses import dataclass, field
from datetime import timedelta

#: (code, days from its anchor, by a machine); the anchors in their order.
PAPERS = {
    'full': (('R0', 'dispatch', 0, False), ('R1', 'dispatch', 3, False), ('R2', 'arrival', 7, False),
             ('R3', 'invoice', 5, False), ('R4', 'statement', 0, True)),
}
PAPERS['standard'] = PAPERS['full']
LADDER = {
    'full': (('R5', -7, False), ('R6', -3, True), ('R7', 0, False), ('R8', 1, False),
             ('R9', 5, False), ('R10', 9, False), ('R11', 13, False), ('R12', 17, False),
             ('R13', 21, False), ('R14', 31, False), ('R15', 61, False), ('R16', 91, False),
             ('R17', 121, False)),
    'standard': (('R5', -7, False), ('R6', -3, True), ('R8', 1, True), ('R9', 5, True),
                 ('R10', 9, False), ('R11', 13, False), ('R12', 17, False), ('R13', 21, False),
                 ('R14', 31, False), ('R15', 61, False), ('R16', 91, False), ('R17', 121, False)),
}
#: In the standard plan these are asked for a watched item only.
WATCHED = {'R0', 'R2', 'R3', 'R5'}
FORMAL = ('R11', 'R12', 'R13', 'R14', 'R15', 'R16', 'R17')
#: A case opens when monitoring reviews one.
REVIEW = 31
FACTOR = {'C': (3, 4), 'D': (1, 2)}
GRACE = 3
#: Days after the due date in which a dispute counts whoever brings it.
OBJECTION_DAYS = 20


def working(day):
    """Return the first day from `day` on that is no Saturday or Sunday."""
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def review_days(grade):
    above, below = FACTOR.get(grade, (1, 1))
    return REVIEW * above // below


def third_of_next_month(day):
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return day.replace(year=year, month=month, day=3)


@dataclass
class Vow:
    """A promise of `amount` for `day`: kept once 95 % of it came by `until`, bank days counted."""

    amount: float
    day: object
    until: object
    paid: float = 0.0
    state: str = 'open'
    decided: object = None

    def take(self, amount):
        """Count money that came in time; return whether the promise is kept now."""
        self.paid = round(self.paid + min(amount, self.amount - self.paid), 2)
        if self.paid >= 0.95 * self.amount - 1e-9:
            self.state = 'kept'

    def end(self, today):
        """Return whether it was broken by `today`, in the morning."""
        if self.state != 'open' or today <= self.until:
            return False
        self.state = 'partial' if self.paid else 'broken'
        return True


@dataclass
class Dispute:
    """A part of a claim that its customer disputes; `waits`: until an officer lets it count."""

    day: object
    amount: float
    waits: bool
    credited: float = 0.0
    state: str = 'open'

    def counts(self, today):
        return self.state == 'open' and not self.waits and today <= self.day + timedelta(days=60)


@dataclass
class Claim:
    """One sale, as the model follows it."""

    sale: object
    grade: object
    is_first: bool
    open: float = 0.0
    is_billed: bool = False
    proof: object = None
    done: dict = field(default_factory=dict)
    vows: list = field(default_factory=list)
    #: Where a broken promise led: (rung, day).
    advanced: tuple = None
    dispute: Dispute = None
    #: What of it is disputed this morning, within the customer's cap.
    disputed: float = 0.0
    #: Nobody is to try before this day.
    again: object = None
    #: What is due this morning, and the day of what comes next.
    due: set = field(default_factory=set)
    next_on: object = None

    @property
    def plan(self):
        return 'full' if self.is_first or self.grade in ('D', 'E') else 'standard'

    @property
    def is_watched(self):
        return self.is_first or self.grade in ('C', 'D', 'E')

    @property
    def is_open(self):
        return not self.is_billed or self.open > 0

    # === WHAT HAPPENS === #

    def bill(self):
        self.is_billed, self.open = True, self.sale.amount

    def pay(self, amount):
        self.open = round(self.open - amount, 2)
        for vow in self.vows:
            if vow.state == 'open':
                vow.take(amount)

    def object(self, day, amount, by_officer):
        """Dispute a part; what who sells brings later than 20 days after the due date has to wait."""
        late = (day - self.sale.due).days
        self.dispute = Dispute(day, amount, not by_officer and late > OBJECTION_DAYS)
        return self.dispute

    def credit(self, amount):
        """A credit note settles the dispute."""
        self.open = round(self.open - amount, 2)
        self.dispute.credited = amount
        self.dispute.state = 'credit_note' if amount >= self.dispute.amount else 'partial'

    def promise(self, amount, day):
        vow = Vow(amount, day, working(day + timedelta(days=GRACE)))
        self.vows.append(vow)
        return vow

    @property
    def vow(self):
        """The promise that runs, or None: a claim has one at a time."""
        return next((vow for vow in self.vows if vow.state == 'open'), None)

    def wake(self, today):
        """Let promises end; one broken when the claim is late leads to the next formal step at once."""
        ended = [vow for vow in self.vows if vow.end(today)]
        if not ended or today <= working(self.sale.due):
            return
        self.advanced = None
        codes = [code for code, _days, _auto in LADDER[self.plan]]
        top = max((codes.index(code) for code in self.done if code in codes), default=-1)
        following = next((code for code in FORMAL if codes.index(code) > top), None)
        if following and today < self._own_date(following):
            self.advanced = (following, today)

    def do(self, code, day):
        self.done.setdefault(code, day)
        if code in FORMAL:
            self.advanced = None

    # === DAYS === #

    def _own_date(self, code):
        payable = working(self.sale.due)
        days = next(days for one, days, _auto in LADDER[self.plan] if one == code)
        if days > 0:
            above, below = FACTOR.get(self.grade, (1, 1))
            days = max(days * above // below, 1)
        return payable + timedelta(days=days)

    def _rungs(self):
        """Return ``[(code, working day)]`` of the ladder, without what is left out."""
        found = []
        for code, days, auto in LADDER[self.plan]:
            if self.plan == 'standard' and code in WATCHED and not self.is_watched:
                continue
            date = self._own_date(code)
            if days < 0 and date <= self.sale.billed:
                continue
            if self.advanced and self.advanced[0] == code:
                date = self.advanced[1]
            found.append((code, date if auto else working(date)))
        return found

    def _papers(self):
        """Return ``[(code, working day)]`` of the papers that are neither done nor shown by evidence."""
        sale = self.sale
        anchors = {
            'dispatch': sale.dispatch, 'invoice': sale.billed if self.is_billed else None,
            'arrival': self.proof or sale.dispatch + timedelta(days=3),
            'statement': third_of_next_month(sale.dispatch),
        }
        found = []
        for code, anchor, days, auto in PAPERS[self.plan]:
            if code in self.done or anchors[anchor] is None:
                continue
            if code == 'R1' and self.proof:
                continue
            if self.plan == 'standard' and code in WATCHED and not self.is_watched:
                continue
            date = anchors[anchor] + timedelta(days=days)
            found.append((code, date if auto else working(date)))
        return found

    def stand(self, today):
        """Return ({what is due today}, day of what comes next or None) in the morning of `today`."""
        if not self.is_open:
            return set(), None
        due, ahead = set(), []
        rungs = self._rungs() if self.is_billed else []
        late_on = min((day for code, day in rungs if self._is_after_due(code)), default=None)
        for code, day in self._papers():
            if day > today:
                ahead.append(day)
            elif late_on is None or today < late_on or day >= late_on:
                self._put(code, today, due, ahead)
        if rungs:
            self._climb(rungs, today, due, ahead)
        return due, None if due else min(ahead, default=None)

    def _put(self, code, today, due, ahead):
        """It is due, or waits for the next try."""
        if self.again and today < self.again and not self.by_machine(code):
            ahead.append(self.again)
        else:
            due.add(code)

    def by_machine(self, code):
        return next(row[-1] for row in (*PAPERS[self.plan], *LADDER[self.plan]) if row[0] == code)

    def asked(self, code):
        """Return what a step asks for: a promise holds everything, a dispute what is late."""
        left = self.open - (self.vow.amount - self.vow.paid if self.vow else 0.0)
        return left - (self.disputed if self._is_after_due(code) else 0.0)

    def _is_after_due(self, code):
        return code not in ('R5', 'R6', 'R7')

    def _climb(self, rungs, today, due, ahead):
        """Only the highest rung that came due is asked for, and nothing below what was done."""
        order = [code for code, _days, _auto in LADDER[self.plan]]
        top = max((order.index(code) for code in self.done if code in order), default=-1)
        left = [(code, day) for code, day in rungs if code not in self.done]
        came = [code for code, day in left if day <= today]
        if came and order.index(came[-1]) > top and self.asked(came[-1]) > 0.005:
            self._put(came[-1], today, due, ahead)
        current = order.index(came[-1]) if came else -1
        ahead += [day for code, day in left
                  if day > today and order.index(code) > max(top, current)
                  and self.asked(code) > 0.005]


