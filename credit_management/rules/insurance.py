from .base import LazyTranslate, Rule

_lt = LazyTranslate(__name__)


class InsuranceRule(Rule):
    """A line is older than the insurer's maximum extension: what is delivered now is not insured.

    Customers without credit insurance pass. What was confirmed while a line was too old already
    has its answer.
    """

    code = 'H24'
    name = _lt("Maximum extension of the insurer")
    sales_name = _lt("Late payment")
    needs = frozenset({'rounding', 'insurance', 'overdue_days'})
    uses = frozenset({'overdue_amount', 'overdue_oldest_ref'})

    def check(self, facts, document, params):
        longest = facts['insurance'].get('extension')
        if longest is None or facts['overdue_days'] <= longest:
            return None
        passed = self.passed_before(document)
        if self.adds_nothing(facts, document) or (
            passed and (passed.get('overdue_days') or 0) > longest
        ):
            return None
        return self.breach(
            facts['overdue_days'], longest, 'days', ref=facts.get('overdue_oldest_ref'),
            cure={'kind': 'pay', 'amount': facts.get('overdue_amount') or 0.0})

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt._(
            "%(ref)s is %(days)s days late; the insurer covers no delivery after %(longest)s. Passes"
            " with %(amount)s paid, all that is overdue.", ref=breach.params['ref'] or '?',
            days=fmt.number(breach.value), longest=fmt.number(breach.threshold),
            amount=fmt.money(breach.cure['amount']))

    def sales(self, breach, fmt):
        if not fmt.show_amounts:
            return fmt._("An invoice is too long overdue. Goes through when it is paid.")
        return fmt._(
            "An invoice is too long overdue. Goes through with %(amount)s paid.",
            amount=fmt.money(breach.cure['amount']))
