from ..tools.breaches import UNKNOWN
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)

#: Kind of event -> what people call it.
KINDS = {
    'judgment': _lt("Judgment"),
    'lien': _lt("Lien"),
    'execution': _lt("Execution"),
    'execution_ended': _lt("Execution ended without assets"),
    'dishonest_debtor': _lt("Dishonest debtor"),
    'consumption_limit': _lt("Consumption restricted"),
    'bankruptcy': _lt("Bankruptcy"),
    'insolvency': _lt("Insolvency"),
    'liquidation_solvent': _lt("Solvent liquidation"),
    'moratorium': _lt("Moratorium"),
    'abnormal_operation': _lt("Abnormal operation"),
    'serious_violation': _lt("Serious violation"),
    'tax_arrears': _lt("Tax arrears"),
    'tax_violation': _lt("Tax violation"),
    'penalty': _lt("Penalty"),
    'equity_freeze': _lt("Equity frozen"),
    'equity_pledge': _lt("Equity pledged"),
    'charge': _lt("Charge"),
    'court_notice': _lt("Court notice"),
    'case_filing': _lt("Case filed"),
    'strike_off_notice': _lt("Strike-off notice"),
    'deregistration': _lt("Deregistration filed"),
    'bill_overdue': _lt("Bills persistently overdue"),
    'collection': _lt("Collection"),
    'payment_remark': _lt("Payment remark"),
    'ucc': _lt("UCC filing"),
    'status': _lt("Company status"),
    'score_flag': _lt("Score is an alarm"),
}
#: Grave statuses of a company.
STATUSES = {
    'struck_off_pending': _lt("To be struck off"),
    'liquidation': _lt("In liquidation"),
    'insolvent': _lt("Insolvent"),
    'dissolved': _lt("Dissolved"),
    'revoked': _lt("Licence revoked"),
}
#: So many events are named; the others are counted.
NAMED = 3


class BureauEventsRule(Rule):
    """Hard stops and alerts out of bureau data: insolvency, winding up, persistent default.

    Alerts only warn unless the policy says otherwise. What a manager overruled with evidence, and
    what the customer objects to, is no fact here.
    """

    code = 'H17'
    name = _lt("Bureau stop or alert")
    sales_name = _lt("No orders on account")
    needs = frozenset({'rounding', 'bureau_events'})
    uses = frozenset({'bureau_reports', 'bureau_event_ids'})
    default_severity = {'quotation': 'warn', 'order_confirm': 'stop', 'delivery': 'stop'}
    parameters = (
        Parameter('hold_alerts', 'switch', 0.0, _lt("Alerts count like stops"), optional=True),
        Parameter('suspend', 'switch', 0.0, _lt("Suspend the customer at a stop"), optional=True),
        Parameter('watch', 'switch', 0.0, _lt("Watch the customer at an alert"), optional=True),
    )

    def check(self, facts, document, params):
        events = facts['bureau_events']
        if not events:
            return None if facts.get('bureau_reports') else UNKNOWN
        if self.adds_nothing(facts, document):
            return None
        passed = self.passed_before(document)
        if passed:
            known = set(passed.get('bureau_event_ids') or ())
            events = [event for event in events if event['id'] not in known]
        stops = [event for event in events if event['level'] == 'stop']
        if stops:
            return self._breach(stops)
        if events:
            return self._breach(events, None if params.get('hold_alerts') else 'warn')
        return None

    def _breach(self, events, severity=None):
        named = [
            {
                'kind': event['kind'], 'text': event['text'], 'bureau': event['bureau'],
                'date': str(event['opened_on'] or event['as_of']), 'of': event['of'],
            }
            for event in events[:NAMED]
        ]
        return self.breach(
            None, None, 'standing', severity=severity, cure={'kind': 'lift'}, events=named,
            more=len(events) - len(named),
        )

    def covers(self, seen, breach):
        """What is new since the release was seen by nobody."""
        known, more = seen.params['events'], breach.params['more'] > seen.params['more']
        return not more and all(event in known for event in breach.params['events'])

    # === SENTENCES === #

    def officer(self, breach, fmt):
        named = '; '.join(self._event(event, fmt) for event in breach.params['events'])
        if breach.params['more']:
            named = fmt._("%(events)s and %(count)s more", events=named,
                          count=breach.params['more'])
        return fmt._(
            "%(events)s. Passes when it is over, when a manager overrules it with evidence, or"
            " prepaid.", events=named,
        )

    def _event(self, event, fmt):
        figures = {
            'event': event_label(event, fmt), 'date': fmt.date(event['date']),
            'bureau': event['bureau'],
        }
        if event['of'] == 'order':
            return fmt._("%(event)s of the ordering company, %(date)s (%(bureau)s)", **figures)
        return fmt._("%(event)s, %(date)s (%(bureau)s)", **figures)

    def sales(self, breach, fmt):
        return fmt._("No orders on account for this customer now. Ask the credit officer.")


def event_label(event, fmt):
    """Return an event's kind in words; a kind that nobody knows any more has its code."""
    if event['kind'] == 'status':
        status = STATUSES.get(event['text'])
        return fmt._("Company status: %(status)s", status=fmt._(status) if status else '?')
    if event['kind'] == 'score_flag':
        return fmt._("Score is an alarm: %(score)s", score=event['text'])
    return fmt._(KINDS[event['kind']]) if event['kind'] in KINDS else event['kind']
