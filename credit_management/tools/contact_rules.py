"""What may leave the house to a customer today, and what must not. Pure.

Nothing goes out on quiet days, to who is on the stop list, beside another follow-up system, or while
money that nobody matched covers half of what is late (`practice.md` F5). Mail is a draft until a
manager lets its plan send by itself.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction

from .exact import exact
from .rpm_plans import CHANNELS
from .touches import weight

#: `pre_due` is before the due day: it is no reminder of what is late, and counts as none; `papers` are
#: what a customer asked for.
KINDS = ('reminder', 'demand', 'statement', 'pre_due', 'papers')
#: Reasons that go by themselves: the same is asked again on another day.
PASSING = frozenset({'quiet_day', 'mail_today', 'reminder_lately'})

#: Longer than any row of quiet days; beyond it a calendar is wrong.
_LONGEST_QUIET = 60


@dataclass(frozen=True)
class Rules:
    """A company's rules; counts of None do not limit.

    :param reminders: in `reminder_days` running days, today among them
    :param weekdays, days: on which nothing is sent (Monday is 0)
    :param covered: the part of what is late that unmatched money has to cover to stop everything
    """

    mails_a_day: int = 1
    reminders: int = 1
    reminder_days: int = 7
    weekdays: frozenset = frozenset({5, 6})
    days: frozenset = frozenset()
    covered: object = Fraction(1, 2)

    def is_quiet(self, day):
        """Tell whether nothing is sent on `day`."""
        return day.weekday() in self.weekdays or day in self.days


RULES = Rules()


@dataclass(frozen=True)
class Recipient:
    """What decides whether a customer may be written to.

    :param sent: ``[(day, kind)]`` of what went out to him lately
    :param overdue, unmatched: what is late; what of his is here and not matched
    :param is_stopped: on the stop list, or no follow-up is wanted for what is asked
    :param other_system: name of another follow-up that is active for the company, or None
    """

    overdue: object = 0
    unmatched: object = 0
    is_stopped: bool = False
    other_system: str = None
    sent: tuple = field(default_factory=tuple)


def is_covered(overdue, unmatched, part=RULES.covered):
    """Tell whether money that nobody matched covers `part` of what is late; of nothing late, no."""
    return exact(overdue) > 0 and exact(unmatched) >= exact(overdue) * exact(part)


def refusal(kind, recipient, day, rules=RULES):
    """Return why nothing of `kind` may go to `recipient` on `day`, or None if it may.

    :return: `other_system`, `stop_list`, `unmatched_money`, `quiet_day`, `mail_today` or
        `reminder_lately`, the first that holds
    :raises ValueError: no such kind
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is sent to nobody; it must be one of {', '.join(KINDS)}.")
    if kind == 'papers':
        # He waits for them: only that nobody writes to him at all keeps them back.
        return 'stop_list' if recipient.is_stopped else None
    if recipient.other_system:
        return 'other_system'
    if recipient.is_stopped:
        return 'stop_list'
    # A statement too: it would show as open what is here.
    if is_covered(recipient.overdue, recipient.unmatched, rules.covered):
        return 'unmatched_money'
    if rules.is_quiet(day):
        return 'quiet_day'
    return _too_often(kind, recipient.sent, day, rules)


def _too_often(kind, sent, day, rules):
    today = sum(when == day for when, _kind in sent)
    if rules.mails_a_day is not None and today >= rules.mails_a_day:
        return 'mail_today'
    if kind != 'reminder' or rules.reminders is None:
        return None
    first = day - timedelta(days=rules.reminder_days - 1)
    lately = sum(first <= when <= day and of == 'reminder' for when, of in sent)
    return 'reminder_lately' if lately >= rules.reminders else None


def first_day(kind, recipient, day, rules=RULES):
    """Return the first day from `day` on which `kind` may go out, or None if time alone helps not."""
    for ahead in range(_LONGEST_QUIET):
        candidate = day + timedelta(days=ahead)
        reason = refusal(kind, recipient, candidate, rules)
        if reason is None:
            return candidate
        if reason in ('other_system', 'stop_list', 'unmatched_money'):
            return None
    return None


@dataclass(frozen=True)
class Mail:
    """One mail to one customer with all of one kind that is due: `template` of its highest rung.

    No text speaks of two kinds: what was due is not about to fall due, and who was only reminded has
    no statement.

    `refused`: why it does not go; `is_draft`: a person has to approve it first.
    """

    customer: object
    kind: str
    template: str
    works: tuple
    refused: str = None
    is_draft: bool = True


def kind_of(step):
    """Return what a step sends: a demand, the statement, else a reminder."""
    if step.is_demand:
        return 'demand'
    if step.anchor == 'due':
        return 'reminder' if step.offset > 0 else 'pre_due'
    return 'statement' if step.anchor == 'statement' else 'reminder'


def batch(works, recipients, day, rules=RULES, sends_itself=False):
    """Return the `Mail` of a day: one a customer, by customer, of what machines are to send.

    The first that may go: of the highest rung, else what is due soon, else the statement. Steps that
    it does not carry wait.

    :param works: `touches.Work` of marks that are due; those of people are left out
    :param recipients: ``{customer: Recipient}``
    :param sends_itself: the plan's; a mail that is refused is in the batch, with its reason
    """
    groups = {}
    for work in works:
        if work.mark.step.is_automatic and CHANNELS[work.mark.step.channel][1]:
            groups.setdefault(work.customer, []).append(work)
    found = []
    for customer in sorted(groups, key=str):
        of_kind = {}
        for work in sorted(groups[customer], key=weight):
            of_kind.setdefault(kind_of(work.mark.step), []).append(work)
        mails = [
            Mail(customer, kind, own[0].mark.step.template, tuple(own),
                 refusal(kind, recipients[customer], day, rules), not sends_itself)
            for kind, own in of_kind.items()]
        found.append(next((mail for mail in mails if not mail.refused), mails[0]))
    return tuple(found)
