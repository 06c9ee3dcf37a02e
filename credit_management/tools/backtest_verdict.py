"""What a back-test says of one order: held or not, by which rules, and how far from passing. Pure."""

from dataclasses import dataclass

from . import breaches as core

CHECKPOINT = 'order_confirm'
HELD = ('hold', 'stop')

#: Rules whose threshold a slider moves, and the threshold's name.
SLIDERS = {'H01': 'tolerance_percent', 'H02': 'days'}

#: Beyond any slider: the rule does not hold the order however tight it is, or holds it always.
NEVER, ALWAYS = -1_000_000, 1_000_000


@dataclass(frozen=True)
class Policy:
    """A version as the pure core takes it, and the same without tolerance and without patience.

    Who passes `tight` passes the version too, and any position of the two sliders.
    """

    values: dict
    tight: dict
    needs: frozenset

    @classmethod
    def of(cls, values):
        """Return the `Policy` of a version's values, as `credit.policy._values` gives them."""
        return cls(values, _tightened(values), frozenset(core.needed_facts([values], CHECKPOINT)))

    @property
    def minimum(self):
        """The amount, in company currency, below which a late line holds nobody; 0 is none."""
        return self.values.get('ignore_line_below') or 0.0


@dataclass(frozen=True)
class Answer:
    """`codes`: rules that hold the order; `rest`: those of them that no slider moves.

    `over_by`, `late_by`: how far the order is beyond what the version tolerates, in per cent of
    the limit and in days; at most 0 passes.
    """

    is_held: bool = False
    codes: tuple = ()
    rest: tuple = ()
    over_by: float = NEVER
    late_by: int = NEVER
    not_checked: tuple = ()

    @property
    def may_be_held(self):
        """Whether it is held, or would be with a slider further down."""
        return self.is_held or max(self.over_by, self.late_by) > NEVER


def judge(facts, document, policy):
    """Return the `Answer` of a `Policy` to `document`, by the rules that the gate asks."""
    tight = core.evaluate(facts, document, policy.tight, CHECKPOINT)
    if tight.verdict not in HELD:
        return Answer(not_checked=tuple(tight.not_checked))
    verdict = core.evaluate(facts, document, policy.values, CHECKPOINT)
    codes = _holding(verdict)
    margins = {
        breach.code: _margin(breach, codes, core.resolve_params(
            policy.values, breach.code, facts.get('grade')))
        for breach in tight.breaches if breach.code in SLIDERS and breach.severity in HELD
    }
    return Answer(
        verdict.verdict in HELD, codes, tuple(code for code in codes if code not in SLIDERS),
        margins.get('H01', NEVER), margins.get('H02', NEVER), tuple(verdict.not_checked),
    )


def _holding(verdict):
    return tuple(breach.code for breach in verdict.breaches if breach.severity in HELD)


def _margin(breach, codes, params):
    """Return how far a breach is beyond the version's threshold; above 0 where it holds there."""
    tolerated = params.get(SLIDERS[breach.code]) or 0.0
    if breach.code != 'H01':
        return int(breach.value - tolerated)
    if breach.threshold <= 0:
        return ALWAYS
    margin = min(100.0 * (breach.value / breach.threshold - 1.0) - tolerated, ALWAYS)
    # Rounding decides at the threshold itself.
    return max(margin, 1e-6) if breach.code in codes else min(margin, 0.0)


def _tightened(policy):
    rules = {**policy['rules']}
    for code, name in SLIDERS.items():
        if code in rules:
            params = rules[code]['params']
            rules[code] = {**rules[code], 'params': {**params, name: _none(params.get(name))}}
    return {**policy, 'rules': rules}


def _none(threshold):
    """Return `threshold` at zero; a grade without one stays without."""
    if isinstance(threshold, dict):
        return {grade: None if value is None else 0 for grade, value in threshold.items()}
    return None if threshold is None else 0
