from ..tools.breaches import UNKNOWN, exceeds, excess_grew
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)


class LimitRule(Rule):
    """Exposure with this document against the effective limit; equality passes."""

    code = 'H01'
    name = _lt("Over the limit")
    needs = frozenset({'rounding', 'limit_mode', 'exposure'})
    uses = frozenset({
        'effective_limit', 'in_transit', 'in_transit_counts', 'components', 'fraud_stop'})
    default_severity = {'quotation': 'warn', 'order_confirm': 'hold', 'delivery': 'hold'}
    parameters = (
        Parameter('tolerance_percent', 'percent', 0.0, _lt("Only warn up to % over the limit")),
    )

    def check(self, facts, document, params):
        if facts['limit_mode'] == 'unlimited' or self._is_out_of_question(facts, document):
            return None
        limit, rounding = facts.get('effective_limit'), facts['rounding']
        if limit is None:
            return UNKNOWN
        total = facts['exposure'] + document.amount
        if not exceeds(total, limit, rounding, params['at_or_above']):
            return None
        tolerated = limit * (1 + (params.get('tolerance_percent') or 0.0) / 100)
        beyond_tolerance = exceeds(total, tolerated, rounding)
        return self._breach(facts, document, params, total, limit, beyond_tolerance)

    def _is_out_of_question(self, facts, document):
        """What was paid needs no limit; what was confirmed is stopped only if it got worse."""
        if self.adds_nothing(facts, document):
            return True
        if document.checkpoint != 'delivery':
            return False
        passed = self.passed_before(document)
        return not passed or not excess_grew(facts, passed, document.amount)

    def _breach(self, facts, document, params, total, limit, beyond_tolerance):
        margin = facts['rounding'] if params['at_or_above'] else 0.0
        over = round(total - limit + margin, 6)
        fits = max(round(limit - facts['exposure'] - margin, 6), 0.0)
        in_transit = 0.0 if facts.get('in_transit_counts', True) else facts.get('in_transit') or 0.0
        return self.breach(
            total, limit, severity=None if beyond_tolerance else 'warn',
            cure=self._cure(over, fits, document, in_transit),
            excess=over, fits=fits, in_transit=in_transit, **self._secured(facts),
            **({'fraud_stop': True} if facts.get('fraud_stop') else {}),
        )

    @staticmethod
    def _secured(facts):
        """Return what securities took off the exposure; nothing where there are none."""
        secured = -((facts.get('components') or {}).get('security') or 0.0)
        return {'secured': secured} if secured else {}

    @staticmethod
    def _cure(over, fits, document, in_transit):
        """Return the cheapest way out, with the dearer ones behind it."""
        cures = [{'kind': 'pay', 'amount': over}]
        if in_transit >= over:
            cures.insert(0, {'kind': 'match', 'amount': in_transit})
        if fits > 0:
            cures.append({'kind': 'reduce', 'to': fits, 'by': round(document.amount - fits, 6)})
        return {**cures[0], 'alternatives': cures[1:]}

    def is_bounded(self, breach):
        return True

    # === SENTENCES === #

    def officer(self, breach, fmt):
        secured = breach.params.get('secured')
        return fmt.join(
            self._fraud_text(breach, fmt), self._excess_text(breach, fmt),
            self._transit_text(breach, fmt),
            fmt._("%(amount)s of what is owed is secured and taken off.", amount=fmt.money(secured))
            if secured else '')

    def _fraud_text(self, breach, fmt):
        if not breach.params.get('fraud_stop'):
            return ''
        return fmt._(
            "The fraud checklist is red: nothing goes on credit until a manager clears it.")

    def _excess_text(self, breach, fmt):
        params = breach.params
        figures = {
            'total': fmt.money(breach.value),
            'limit': fmt.money(breach.threshold),
            'excess': fmt.money(params['excess']),
            'fits': fmt.money(params['fits']),
        }
        if params['fits']:
            return fmt._(
                "Exposure %(total)s of %(limit)s with this order, %(excess)s over; fits up to"
                " %(fits)s, or with %(excess)s paid.", **figures,
            )
        return fmt._(
            "Exposure %(total)s of %(limit)s with this order, %(excess)s over; passes with"
            " %(excess)s paid.", **figures,
        )

    def _transit_text(self, breach, fmt):
        in_transit = breach.params['in_transit']
        if not in_transit:
            return ''
        if in_transit >= breach.params['excess']:
            return fmt._("%(amount)s in transit would cover it.", amount=fmt.money(in_transit))
        return fmt._("%(amount)s in transit would cover a part.", amount=fmt.money(in_transit))

    def sales(self, breach, fmt):
        excess, fits = breach.params['excess'], breach.params['fits']
        if not fmt.show_amounts:
            return fmt._("Over the limit. Goes through after a payment or with a smaller order.")
        if fits:
            return fmt._(
                "%(excess)s over the limit. Goes through with %(excess)s paid or an order up to"
                " %(fits)s.", excess=fmt.money(excess), fits=fmt.money(fits),
            )
        return fmt._(
            "%(excess)s over the limit. Goes through with %(excess)s paid.",
            excess=fmt.money(excess),
        )
