from ..tools.signals import DEFINITIONS, RANK
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)

#: Level -> what people call it.
LEVELS = {'watch': _lt("watch"), 'alert': _lt("alert"), 'stop': _lt("stop")}
#: Code -> what people call it in a sentence.
NAMES = {
    'DS1': _lt("pays slower"),
    'DS2': _lt("breaks promises"),
    'DS3': _lt("a payment came back"),
    'DS4': _lt("sudden large order"),
    'DS5': _lt("wants more credit"),
    'DS6': _lt("cannot be reached"),
    'DS7': _lt("others pay, new accounts"),
    'DS8': _lt("courts and sanctions"),
    'DS9': _lt("new owners, people, address"),
    'DS10': _lt("business worsens"),
}


class DangerRule(Rule):
    """The danger signals of the customer: from an alert on, orders are looked at by a person.

    An alert holds at most, and only warns where the policy says so; a stop is as severe as the
    policy. Not checked until the company's signals have run for some time (`practice.md` F32).
    """

    code = 'H08'
    name = _lt("Danger signals")
    sales_name = _lt("Credit review")
    needs = frozenset({'rounding', 'danger_score', 'danger_level'})
    uses = frozenset({'danger_codes', 'danger_stops', 'danger_of', 'danger_officer'})
    default_severity = {'quotation': 'warn', 'order_confirm': 'warn'}
    parameters = (
        Parameter('hold_alerts', 'switch', 1.0, _lt("An alert holds"), optional=True),
        Parameter('warn_watched', 'switch', 0.0, _lt("Watched customers are warned of"),
                  optional=True),
    )

    def check(self, facts, document, params):
        level = facts['danger_level']
        if self.adds_nothing(facts, document) or level == 'normal':
            return None
        passed = self.passed_before(document)
        if passed and RANK[level] <= RANK[passed.get('danger_level') or 'normal']:
            return None
        if level == 'watch':
            return self._breach(facts, 'warn') if params.get('warn_watched') else None
        if level == 'alert':
            return self._breach(facts, 'hold' if params.get('hold_alerts') else 'warn')
        return self._breach(facts)

    def _breach(self, facts, severity=None):
        codes = {*(facts.get('danger_codes') or ()), *(facts.get('danger_stops') or ())}
        return self.breach(
            None, None, 'standing', severity=severity, cure={'kind': 'lift'},
            score=facts['danger_score'], level=facts['danger_level'],
            codes=[code for code in DEFINITIONS if code in codes],
            of=facts.get('danger_of') or 'invoice', officer=facts.get('danger_officer'),
        )

    def covers(self, seen, breach):
        return RANK[breach.params['level']] <= RANK[seen.params['level']]

    # === SENTENCES === #

    def officer(self, breach, fmt):
        figures = {
            'score': fmt.number(breach.params['score']),
            'level': fmt._(LEVELS[breach.params['level']]),
            'signals': ', '.join(
                f'{code} {fmt._(NAMES[code])}' for code in breach.params['codes']) or '–',
        }
        way = fmt._("Passes when the signals are dealt with or over, or prepaid.")
        if breach.params['of'] == 'order':
            return fmt.join(fmt._(
                "Danger %(score)s (%(level)s) of the ordering company: %(signals)s.", **figures), way)
        return fmt.join(fmt._("Danger %(score)s (%(level)s): %(signals)s.", **figures), way)

    def sales(self, breach, fmt):
        if breach.params.get('officer'):
            return fmt._("Credit review in progress. Ask %(officer)s.",
                         officer=breach.params['officer'])
        return fmt._("Credit review in progress. Ask the credit officer.")
