from .base import LazyTranslate, Rule

_lt = LazyTranslate(__name__)


class DifferingInvoiceRule(Rule):
    """The invoice goes to another company than the order: its credit is used."""

    code = 'H16'
    name = _lt("Invoice to another company")
    checkpoints = ('quotation', 'order_confirm')
    default_severity = {'quotation': 'warn', 'order_confirm': 'warn'}

    def check(self, facts, document, params):
        if not document.differing_invoice:
            return None
        return self.breach(None, None, 'standing')

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt._(
            "The invoice goes to another company than the order; that company's credit is used."
            " Change the invoice address if this is not meant."
        )

    def sales(self, breach, fmt):
        return fmt._(
            "The invoice goes to another company. Change the invoice address if this is not meant,"
            " or ask."
        )
