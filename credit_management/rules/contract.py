from ..tools.breaches import UNKNOWN, exceeds
from ..tools.contracts import covered, named
from .base import LazyTranslate, Parameter, Rule
from .papers import plain_reasons

_lt = LazyTranslate(__name__)


class ContractRule(Rule):
    """No contract covers the order: in force, for these goods, with so much left, on its terms.

    Who pays and who orders are asked about, where they differ; the worse counts.
    """

    code = 'H11'
    name = _lt("Contract")
    needs = frozenset({'rounding', 'today', 'contracts', 'principals'})
    uses = frozenset({'term_dues'})
    checkpoints = ('quotation', 'order_confirm')
    parameters = (
        Parameter('above', 'amount', 0.0, _lt("Orders up to this need no contract (0: all do)")),
    )

    def check(self, facts, document, params):
        if document.goods is None:
            return UNKNOWN
        if not exceeds(document.total, params.get('above') or 0.0, facts['rounding']):
            return None
        due = document.term_due or (facts.get('term_dues') or {}).get(document.term_id)
        for principal in facts['principals']:
            answer = covered(
                named(facts['contracts'].get(principal, ()), principal, document.contract),
                facts['today'], document.total,
                [(category,) for category in document.goods], due)
            if answer.result != 'ok':
                return self.breach(
                    document.total, None, reasons=plain_reasons(answer), contract=answer.source)
        return None

    # === SENTENCES === #

    def officer(self, breach, fmt):
        return fmt.join(*(self._say(reason, fmt) for reason in breach.params['reasons']))

    sales = officer

    def _say(self, reason, fmt):
        """Say what is wrong, and what to bring."""
        code, allowed = reason['code'], reason['allowed']
        if code == 'amount':
            return self._too_much(reason, fmt)
        if code == 'scope':
            return fmt._("The contract does not cover all these goods. Bring an amendment.")
        if code == 'terms':
            return fmt._(
                "The terms are longer than those of the contract. Change them, or bring an"
                " amendment.")
        if code == 'expired':
            return fmt._(
                "The contract ended on %(day)s. Bring its renewal, signed.", day=fmt.date(allowed))
        if code == 'terminated':
            return fmt._(
                "The contract was terminated as of %(day)s. Bring a new one, signed.",
                day=fmt.date(allowed))
        if code == 'not_yet':
            return fmt._(
                "The contract begins on %(day)s only. Bring one that is in force now, or order from"
                " then on.", day=fmt.date(allowed))
        return fmt._("No contract is in force. Bring one, signed by both sides.")

    def _too_much(self, reason, fmt):
        if not fmt.show_amounts:
            return fmt._("More than the contract has left. Bring an amendment, or order less.")
        return fmt._(
            "%(amount)s is more than the %(left)s that the contract has left. Bring an amendment,"
            " or order less.", amount=fmt.money(reason['value']),
            left=fmt.money(max(reason['allowed'], 0.0)))
