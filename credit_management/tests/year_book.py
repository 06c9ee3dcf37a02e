"""What a customer's claims come to each day: overdue, cases, contacts; from the specification alone."""

from dataclasses import dataclass, field
from datetime import timedelta

from .year_model import working

#: Decisions and checks of which the customer hears nothing, and whose they are.
DESKS = {'R0': 'sales_assistant', 'R14': 'credit_manager', 'R16': 'cfo', 'R17': 'legal'}
#: What a talk does not do: it goes by letter.
LETTERS = {'R11', 'R12', 'R13', 'R15'}


@dataclass
class Book:
    """A customer's claims, and his cases: one opens when a claim was late so many days, and ends when
    all is paid.

    :param cap: the most that disputes take out of what is overdue
    """

    days: int
    cap: float
    claims: list = field(default_factory=list)
    #: Claims of the case that is open, or None; of those that ended; how many there were.
    open: list = None
    ended: list = field(default_factory=list)
    count: int = 0
    #: Somebody is to be tried again; whether nothing was late on an evening since.
    follows: bool = False
    is_over: bool = False

    # === DISPUTES === #

    def wake(self, today):
        """Share out the cap, see to cases."""
        for claim in self.claims:
            if claim.dispute and claim.dispute.state == 'open' and claim.open <= 0:
                claim.dispute.state = 'paid'
        for claim, amount in self._disputed(today):
            claim.disputed = amount
        self._wake_cases(today)

    def _disputed(self, today):
        room = self.cap
        for claim in sorted(
            (one for one in self.claims if one.dispute), key=lambda one: one.dispute.day
        ):
            counts = claim.dispute.counts(today)
            amount = min(claim.dispute.amount, claim.open, room) if counts else 0.0
            room = round(room - amount, 2)
            yield claim, amount

    # === WHAT IS LATE === #

    def _late(self, today):
        return [one for one in self.claims
                if one.is_billed and one.open > 0 and working(one.sale.due) < today]

    def overdue(self, today):
        """Return what is late and not disputed."""
        return round(sum(one.open - one.disputed for one in self._late(today)), 2)

    def _wake_cases(self, today):
        late = self._late(today)
        if self.open is not None:
            self.open += [one for one in late if one not in self.open]
            if not any(one.open > 0 for one in self.open):
                self.ended.append(self.open)
                self.open = None
        for case in [case for case in self.ended if any(one.open > 0 for one in case)]:
            # Money came back: the same case, or what is open of it joins the one that there is.
            self.ended.remove(case)
            if self.open is None:
                self.open = case
            else:
                self.open += [one for one in case if one.open > 0 and one not in self.open]
        if self.open is None and any(
            (today - working(one.sale.due)).days >= self.days for one in late
            if one.open - one.disputed > 0.005
        ):
            self.open, self.count = late, self.count + 1

    def review(self, claim):
        """Monitoring reviewed a claim: it is a case's from now on."""
        if self.open is None:
            self.open, self.count = [], self.count + 1
        if claim not in self.open:
            self.open.append(claim)

    # === CONTACTS === #

    def touches(self, today):
        """Return ``{role of a desk, None: the contact: codes}``, as planned in the morning."""
        found = {}
        for claim in self.claims:
            for code in claim.due:
                if not claim.by_machine(code):
                    found.setdefault(DESKS.get(code), set()).add(code)
        # On a day off the next working day is planned.
        if self.follows and None not in found:
            self.follows = self.overdue(working(today)) > 0
            if self.follows:
                found[None] = set()
        return found

    def sleep(self, today):
        """What is to be tried again ends by day as soon as nothing is late, or in the next night."""
        self.is_over = self.follows and (self.is_over or self.overdue(working(today)) <= 0)

    def told(self, today, is_reached):
        """Somebody was tried: what a talk does is done, or is tried again on the next working day."""
        self.follows, self.is_over = not is_reached, False
        for claim in self.claims:
            for code in sorted(claim.due):
                if claim.by_machine(code) or code in DESKS:
                    continue
                if not is_reached:
                    claim.again = working(today + timedelta(days=1))
                elif code not in LETTERS:
                    claim.do(code, today)
