"""What is asked at a step of the papers, and what a bad answer opens. Pure.

Questions: `domain.md` §1.2 (arrival, one week after it) and §1.3; what does not apply leaves the count
(`practice.md` F30).
"""

from dataclasses import dataclass
from fractions import Fraction

from .exact import ratio


@dataclass(frozen=True)
class Question:
    """One question of a step; answered badly it opens `opens`, and a dispute for `reason`."""

    code: str
    opens: str = None
    reason: str = None


#: Step -> its questions. What is received late or short stands in the way of the due date too.
QUESTIONS = {
    'R0': (Question('contract', 'paper'), Question('order', 'paper'),
           Question('authorization', 'paper'), Question('delivery_note', 'paper')),
    'R1': (Question('received', 'logistics_case'), Question('count', 'dispute', 'quantity'),
           Question('packing', 'dispute', 'damaged'), Question('hand_over', 'note'),
           Question('invoice', 'resend_invoice')),
    'R2': (Question('specification', 'dispute', 'wrong_item'),
           Question('quantity', 'dispute', 'quantity'), Question('transport', 'dispute', 'damaged'),
           Question('quality', 'dispute', 'quality')),
    'R3': (Question('accepted', 'resend_invoice'),),
    'R5': (Question('no_obstacle', 'promise_or_dispute'),),
}


@dataclass(frozen=True)
class Finding:
    """What answers come to.

    `asked`: part of the questions that apply which were answered; None: none applies;
    `missing`: questions without an answer; `opens`: ``((what, dispute's reason or None), …)``;
    `delays`: the goods did not come, so the due date may not stand
    """

    asked: Fraction
    missing: tuple
    opens: tuple
    delays: bool

    @property
    def is_complete(self):
        """Tell whether every question that applies has an answer, and a good one."""
        return not self.missing and not self.opens


def finding(code, answers, not_applicable=(), questions=QUESTIONS):
    """Return the `Finding` of ``{question: True (good), False (bad)}`` at step `code`.

    None is no answer. Two questions that open the same open it once.

    :raises KeyError: a step that asks nothing, or an answer to what is not asked
    """
    known = {question.code: question for question in questions[code]}
    for answer in answers:
        if answer not in known:
            raise KeyError(answer)
    applies = [question for key, question in known.items() if key not in not_applicable]
    missing = tuple(one.code for one in applies if answers.get(one.code) is None)
    bad = [one for one in applies if answers.get(one.code) is False]
    return Finding(
        ratio(len(applies) - len(missing), len(applies)), missing,
        tuple(dict.fromkeys((one.opens, one.reason) for one in bad if one.opens)),
        any(one.opens == 'logistics_case' for one in bad),
    )
