from ..tools.breaches import UNKNOWN, exceeds
from ..tools.dispatch import receiving
from .base import LazyTranslate, Parameter, Rule
from .dispatch import ask
from .papers import plain_reasons

_lt = LazyTranslate(__name__)


class ReceiverRule(Rule):
    """Nobody with a letter of authority takes the goods over at the delivery address."""

    code = 'H21'
    name = _lt("Authorization of who receives the goods")
    needs = frozenset({'rounding'})
    checkpoints = ('delivery',)
    parameters = (
        Parameter('above', 'amount', 50_000.0, _lt("Deliveries up to this need no letter")),
    )

    def check(self, facts, document, params):
        dispatch = document.dispatch
        if dispatch is None:
            return UNKNOWN
        least = params.get('above') or 0.0
        if dispatch.leaves is not None and not exceeds(dispatch.leaves, least, facts['rounding']):
            return None
        answer = receiving(dispatch)
        if answer.result == 'ok':
            return None
        return self.breach(
            dispatch.leaves, None, severity='warn' if answer.result == 'warn' else None,
            reasons=plain_reasons(answer), person=dispatch.receiver, authorization=answer.source,
            address=dispatch.address_name, helper=dispatch.helper)

    def is_bounded(self, breach):
        """A cap of the letter lets a smaller part go."""
        return all(one['code'] in ('single', 'cumulative') for one in breach.params['reasons'])

    def covers(self, seen, breach):
        """Somebody else, or another place, was not released."""
        return all(breach.params[name] == seen.params[name] for name in ('person', 'address'))

    # === SENTENCES === #

    def officer(self, breach, fmt):
        said = [self._say(one, breach.params, fmt) for one in breach.params['reasons']]
        return fmt.join(*said, ask(breach, fmt))

    sales = officer

    def _say(self, reason, params, fmt):
        """Say what is wrong, and what to bring."""
        code = reason['code']
        if code == 'no_letter' and params['person']:
            return fmt._(
                "%(person)s has no letter of authority to take over the goods. Bring one, signed by"
                " the customer, or name on the transfer who has one.", person=params['person'])
        if code in ('no_letter', 'scope'):
            return fmt._(
                "No letter of authority to take over the goods is on file. Bring one, signed by the"
                " customer.")
        if code == 'address':
            return fmt._(
                "The letter of authority does not cover the address %(address)s. Bring one that"
                " does.", address=params['address'])
        if code == 'no_original':
            return fmt._("Only a copy of the receiver's letter is on file. Bring the original.")
        if code in ('single', 'cumulative'):
            return self._over(reason, fmt)
        return self._ended(reason, fmt)

    def _over(self, reason, fmt):
        if not fmt.shows_figures:
            return fmt._(
                "The goods are worth more than the receiver's letter of authority allows. Bring one"
                " with a higher cap, or deliver a part.")
        return fmt._(
            "%(amount)s is more than the %(cap)s that the receiver's letter of authority allows."
            " Bring one with a higher cap, or deliver a part.", amount=fmt.money(reason['value']),
            cap=fmt.money(reason['allowed']))

    def _ended(self, reason, fmt):
        day = fmt.date(reason['allowed'])
        if reason['code'] == 'expired':
            return fmt._(
                "The receiver's letter of authority ended on %(day)s. Bring its renewal.", day=day)
        if reason['code'] == 'revoked':
            return fmt._(
                "The receiver's letter of authority is revoked since %(day)s. Bring a new one.",
                day=day)
        return fmt._(
            "The receiver's letter of authority begins on %(day)s only. Bring one that is valid now,"
            " or deliver from then on.", day=day)
