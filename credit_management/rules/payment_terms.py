from ..tools.breaches import UNKNOWN
from .base import LazyTranslate, Rule

_lt = LazyTranslate(__name__)


class PaymentTermsRule(Rule):
    """Terms longer than approved: the last due dates of both, from one sample date."""

    code = 'H06'
    name = _lt("Longer terms")
    needs = frozenset({'approved_term'})
    checkpoints = ('quotation', 'order_confirm')
    default_severity = {'quotation': 'warn', 'order_confirm': 'hold'}

    def check(self, facts, document, params):
        if not document.term_due or not document.approved_due:
            return UNKNOWN
        later = (document.term_due - document.approved_due).days
        if later <= 0:
            return None
        approved = facts['approved_term']
        return self.breach(
            later, 0, 'days', cure={'kind': 'terms', 'payment_term': approved},
            term=document.term or None, approved=approved,
        )

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt._(
            "%(term)s on the order, %(approved)s approved; final due date %(days)s d later. Passes"
            " with the approved terms.",
            term=breach.params['term'] or '?', approved=breach.params['approved'],
            days=fmt.number(breach.value),
        )

    def sales(self, breach, fmt):
        return fmt._(
            "Terms longer than agreed (%(approved)s). Change terms or ask.",
            approved=breach.params['approved'],
        )
