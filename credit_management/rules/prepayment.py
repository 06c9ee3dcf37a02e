from ..tools.breaches import exceeds
from .base import LazyTranslate, Rule, pay_to_start

_lt = LazyTranslate(__name__)


class PrepaymentRule(Rule):
    """Goods leave when the agreed part is paid. Asked at delivery: a quotation must be payable."""

    code = 'H13'
    name = _lt("Prepayment missing")
    needs = frozenset({'rounding'})
    uses = frozenset({'prepayment_percent'})
    default_severity = {'delivery': 'hold'}

    def check(self, facts, document, params):
        agreed = document.total * (facts.get('prepayment_percent') or 0.0) / 100
        required = max(document.prepaid_required or 0.0, agreed)
        if not exceeds(required, document.prepaid_received, facts['rounding']):
            return None
        missing = round(required - document.prepaid_received, 6)
        percent = round(100 * required / document.total, 2) if document.total else 100.0
        return self.breach(
            document.prepaid_received, required, missing=missing,
            cure={'kind': 'deposit', 'amount': missing, 'percent': percent},
        )

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt._(
            "Prepayment %(required)s, received %(received)s; passes with %(missing)s paid.",
            required=fmt.money(breach.threshold), received=fmt.money(breach.value),
            missing=fmt.money(breach.params['missing']),
        )

    def sales(self, breach, fmt):
        if not fmt.show_amounts:
            return fmt._("The prepayment is missing. Send the payment link.")
        return fmt._(
            "%(missing)s of the prepayment is missing. Send the payment link.",
            missing=fmt.money(breach.params['missing']),
        )

    def customer(self, breach, fmt):
        return pay_to_start(fmt)
