from ..const import STANDINGS
from ..tools.breaches import is_zero, standing_rank
from .base import LazyTranslate, Rule, neutral, pay_to_start

_lt = LazyTranslate(__name__)


class StandingRule(Rule):
    """Blocked stops always; suspended and cash only stop what is not paid beforehand."""

    code = 'H07'
    name = _lt("Standing")
    needs = frozenset({'rounding', 'standing', 'limit_mode'})
    uses = frozenset({
        'exposure', 'partner_standing', 'standing_date', 'standing_reason', 'standing_user',
    })
    default_severity = {'quotation': 'stop', 'order_confirm': 'stop', 'delivery': 'stop'}

    def check(self, facts, document, params):
        standing = STANDINGS[standing_rank(facts)]
        passed = self.passed_before(document)
        worse = not passed or standing_rank(facts) > standing_rank(passed)
        if standing == 'blocked':
            return self._breach(facts, standing, {'kind': 'lift'}) if worse else None
        if standing == 'suspended':
            return self._unless_paid(facts, document, standing, passed if not worse else None)
        if facts['limit_mode'] == 'cash_only':
            was_so = passed and passed.get('limit_mode') == 'cash_only'
            return self._unless_paid(facts, document, 'cash_only', passed if was_so else None)
        return None

    def _unless_paid(self, facts, document, standing, passed):
        """Stop, unless the document is prepaid, money on account covers everything, or it
        passed with no less to pay.
        """
        missing = self._missing(facts, document) - ((passed or {}).get('document_amount') or 0.0)
        if missing < 0 or is_zero(missing, facts['rounding']):
            return None
        deposit = {'kind': 'deposit', 'amount': round(missing, 6), 'percent': 100.0}
        return self._breach(facts, standing, deposit)

    def _missing(self, facts, document):
        owed = self.owed(document)
        if facts.get('exposure') is None:
            return owed
        everything = facts['exposure'] + document.amount
        if document.checkpoint == 'delivery' and not document.total:
            return everything  # invoiced already: the account says whether that was paid
        return min(owed, everything)

    def _breach(self, facts, standing, cure):
        own = standing in (facts['standing'], 'cash_only')
        details = {
            'date': str(facts.get('standing_date') or '') or None,
            'user': facts.get('standing_user') or None,
            'reason': facts.get('standing_reason') or None,
        }
        return self.breach(
            standing_rank(facts), 0, 'standing', cure=cure, standing=standing,
            of='invoice' if own else 'order',
            **(details if own else dict.fromkeys(details)),
        )

    def is_bounded(self, breach):
        """What was prepaid may leave, unless the customer is blocked."""
        return breach.params.get('standing') != 'blocked'

    def covers(self, seen, breach):
        return breach.value <= seen.value

    # === SENTENCES === #

    def officer(self, breach, fmt):
        since = self._since_text(breach, fmt)
        whose = ''
        if breach.params['of'] == 'order':
            whose = fmt._("This is the ordering company's standing.")
        if breach.params['standing'] == 'blocked':
            cure = fmt._("Passes when the block is lifted, or with two managers.")
        else:
            cure = fmt._("Passes with %(amount)s paid.", amount=fmt.money(breach.cure['amount']))
        return fmt.join(since, whose, cure)

    def _since_text(self, breach, fmt):
        labels = {
            'blocked': fmt._("Blocked"),
            'suspended': fmt._("Suspended"),
            'cash_only': fmt._("Cash only"),
        }
        params, label = breach.params, labels[breach.params['standing']]
        details = {
            'standing': label,
            'date': fmt.date(params['date']),
            'user': params['user'],
            'reason': params['reason'],
        }
        if params['date'] and params['user'] and params['reason']:
            return fmt._("%(standing)s since %(date)s, by %(user)s (%(reason)s).", **details)
        if params['date'] and params['user']:
            return fmt._(
                "%(standing)s since %(date)s, by %(user)s.",
                standing=label, date=details['date'], user=details['user'],
            )
        return fmt._("%(standing)s.", standing=label)

    def sales(self, breach, fmt):
        if breach.params['standing'] == 'blocked':
            return fmt._("No orders for this customer now. Ask the credit officer.")
        if not fmt.show_amounts:
            return fmt._("Prepayment needed for this customer. Send the payment link.")
        return fmt._(
            "Prepayment needed for this customer: %(amount)s. Send the payment link.",
            amount=fmt.money(breach.cure['amount']),
        )

    def customer(self, breach, fmt):
        return neutral(fmt) if breach.params['standing'] == 'blocked' else pay_to_start(fmt)
