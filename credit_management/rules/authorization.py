from ..tools.authorizations import authorized
from ..tools.breaches import UNKNOWN, exceeds
from .base import LazyTranslate, Parameter, Rule
from .papers import plain_reasons

_lt = LazyTranslate(__name__)


class AuthorizationRule(Rule):
    """Who orders, or signed the order, has no letter of authority for it.

    Representatives by law need none, nor does a customer who is a person. Where the payer is another
    customer, both have to have given authority.
    """

    code = 'H19'
    name = _lt("Authorization of who orders")
    needs = frozenset({'rounding', 'today', 'letters', 'representatives', 'principals'})
    checkpoints = ('quotation', 'order_confirm')
    parameters = (
        Parameter('above', 'amount', 50_000.0, _lt("Orders up to this need no letter")),
    )

    def check(self, facts, document, params):
        if document.orderer is None:
            return UNKNOWN
        if not exceeds(document.total, params.get('above') or 0.0, facts['rounding']):
            return None
        worst = None
        for principal in facts['principals']:
            answer = authorized(
                'order', principal, document.orderer, document.total, facts['today'],
                facts['letters'].get(principal, ()),
                representatives=facts['representatives'].get(principal, ()))
            if answer.result == 'fail' or answer.result == 'warn' and worst is None:
                worst = answer
        return worst and self._breach(document, worst)

    def _breach(self, document, answer):
        reasons = plain_reasons(answer)
        if not document.orderer:
            reasons = [{'code': 'unknown_person', 'value': None, 'allowed': None}]
        return self.breach(
            document.total, None, severity='warn' if answer.result == 'warn' else None,
            reasons=reasons, person=document.orderer_name, authorization=answer.source)

    def covers(self, seen, breach):
        """Somebody else who orders was not released."""
        return breach.params['person'] == seen.params['person']

    # === SENTENCES === #

    def officer(self, breach, fmt):
        person = breach.params['person'] or '?'
        return fmt.join(*(self._say(one, person, fmt) for one in breach.params['reasons']))

    sales = officer

    def _say(self, reason, person, fmt):
        """Say what is wrong, and what to bring."""
        code = reason['code']
        if code == 'unknown_person':
            return fmt._(
                "Nobody is named as who orders. Put the person on the order as its customer contact,"
                " and bring a letter of authority for orders.")
        if code == 'no_letter':
            return fmt._(
                "%(person)s has no letter of authority. Bring one for orders, signed by the"
                " customer.", person=person)
        if code == 'scope':
            return fmt._(
                "The letter of %(person)s does not cover orders. Bring one that does.",
                person=person)
        if code == 'no_original':
            return fmt._(
                "Only a copy of the letter of %(person)s is on file. Bring the original.",
                person=person)
        if code in ('single', 'cumulative'):
            return self._over(reason, person, fmt)
        return self._ended(reason, person, fmt)

    def _ended(self, reason, person, fmt):
        day = fmt.date(reason['allowed'])
        if reason['code'] == 'expired':
            return fmt._(
                "The letter of %(person)s ended on %(day)s. Bring its renewal.", person=person,
                day=day)
        if reason['code'] == 'revoked':
            return fmt._(
                "The letter of %(person)s is revoked since %(day)s. Bring the order signed by"
                " somebody with authority.", person=person, day=day)
        return fmt._(
            "The letter of %(person)s begins on %(day)s only. Bring the order signed by somebody with"
            " authority, or order from then on.", person=person, day=day)

    def _over(self, reason, person, fmt):
        if not fmt.show_amounts:
            return fmt._(
                "More than the letter of %(person)s allows. Bring one with a higher cap, or the"
                " order signed by a representative.", person=person)
        values = {
            'person': person, 'amount': fmt.money(reason['value']),
            'cap': fmt.money(reason['allowed']),
        }
        if reason['code'] == 'single':
            return fmt._(
                "%(amount)s is more than the %(cap)s that the letter of %(person)s allows for one"
                " order. Bring one with a higher cap, or the order signed by a representative.",
                **values)
        return fmt._(
            "%(amount)s with earlier orders is more than the %(cap)s that the letter of %(person)s"
            " allows in its period. Bring one with a higher cap, or the order signed by a"
            " representative.", **values)
