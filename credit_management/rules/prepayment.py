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
        received, required = max(
            self._agreed(facts, document), self._cash(document),
            key=lambda pair: pair[1] - pair[0],
        )
        if not exceeds(required, received, facts['rounding']):
            return None
        missing = round(required - received, 6)
        whole = document.handed_over
        percent = round(100 * required / whole, 2) if whole else 100.0
        return self.breach(
            received, required, missing=missing,
            cure={'kind': 'deposit', 'amount': missing, 'percent': percent},
        )

    def _agreed(self, facts, document):
        """Return (received, required) of the agreed share; invoices have used up theirs."""
        share = (facts.get('prepayment_percent') or 0.0) / 100
        return self._left(document, share), document.handed_over * share

    @staticmethod
    def _left(document, share=1.0):
        """Return what of the money is left when invoices for goods have used up their share."""
        goods = document.billed - document.advance
        return max(document.prepaid_received - goods * share, 0.0)

    def _cash(self, document):
        """Return (received, required) of a cash customer, who may have passed with less paid."""
        passed = self.passed_before(document) or {}
        let_go = passed.get('document_amount') or 0.0
        let_go = let_go if passed.get('limit_mode') == 'cash_only' else 0.0
        return self._left(document), document.prepaid_required - let_go

    def is_bounded(self, breach):
        return True

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
