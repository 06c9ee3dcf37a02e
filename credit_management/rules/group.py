from ..tools.breaches import UNKNOWN, exceeds
from ..tools.group_pool import tightest
from .base import LazyTranslate, Parameter, Rule

_lt = LazyTranslate(__name__)


class GroupRule(Rule):
    """What all members of a credit group owe with this document against their pool; equality passes.

    A member's own limit is H01's. Amounts are in the customer's company currency, the others' at
    the day's rate. Source: `domain.md` 11.6.
    """

    code = 'H14'
    name = _lt("Over the group's limit")
    sales_name = _lt("Over what belongs together")
    needs = frozenset({'rounding', 'group'})
    uses = frozenset({'exposure'})
    default_severity = {'quotation': 'warn', 'order_confirm': 'hold', 'delivery': 'hold'}
    parameters = (
        Parameter('member_stopped', 'switch', 1.0, _lt("Warn if another member is stopped"),
                  optional=True),
    )

    def check(self, facts, document, params):
        group = facts['group']
        if not group or self.adds_nothing(facts, document):
            return None
        if facts.get('exposure') is None:
            return UNKNOWN
        if group.get('ended') and document.checkpoint != 'delivery':
            return self.breach(None, None, kind='standing', why='ended', group=group['name'],
                               ended=group['ended'], cure={'kind': 'lift'})
        over = self._over(facts, document, params)
        if over:
            return self._breach(facts, document, params, *over)
        if group.get('stopped') and params.get('member_stopped'):
            return self.breach(group['stopped'], 0, kind='standing', severity='warn', why='stopped',
                               group=group['name'])
        return None

    def _over(self, facts, document, params):
        """Return (excess, bound) of the ceiling that is exceeded by most, or None."""
        found, passed = facts['group'].get('bounds') or [], None
        if document.checkpoint == 'delivery':
            passed = self.passed_before(document)
            found = [bound for bound in found if _grew(bound, facts, passed, document)]
        worst = tightest(found, facts['exposure'] + document.amount)
        if not worst or not exceeds(worst[0], 0.0, facts['rounding'], params['at_or_above']):
            return None
        return worst

    def _breach(self, facts, document, params, over, bound):
        margin = facts['rounding'] if params['at_or_above'] else 0.0
        over = round(over + margin, 6)
        fits = max(round(document.amount - over, 6), 0.0)
        cures = [{'kind': 'pay', 'amount': over}]
        if fits > 0:
            cures.append({'kind': 'reduce', 'to': fits, 'by': over})
        return self.breach(
            round(bound['limit'] + over - margin, 6), bound['limit'], why=bound['kind'],
            group=facts['group']['name'], excess=over, fits=fits,
            cure={**cures[0], 'alternatives': cures[1:]})

    def is_bounded(self, breach):
        return breach.params['why'] in ('pool', 'rest', 'member')

    # === SENTENCES === #

    def officer(self, breach, fmt):
        why, group = breach.params['why'], breach.params['group']
        if why == 'ended':
            return fmt._(
                "The pool of group %(group)s ended on %(day)s; passes when a manager renews it.",
                group=group, day=fmt.date(breach.params['ended']))
        if why == 'stopped':
            return fmt._(
                "Group %(group)s: %(count)s other members are suspended or blocked. Look at them"
                " first.", group=group, count=breach.value)
        return fmt.join(self._ceiling_text(breach, fmt), self._way_out(breach, fmt))

    def _ceiling_text(self, breach, fmt):
        figures = {
            'group': breach.params['group'], 'total': fmt.money(breach.value),
            'limit': fmt.money(breach.threshold), 'excess': fmt.money(breach.params['excess']),
        }
        return {
            'pool': lambda: fmt._(
                "Group %(group)s owes %(total)s of its pool of %(limit)s with this order,"
                " %(excess)s over.", **figures),
            'rest': lambda: fmt._(
                "Members of group %(group)s without a limit of their own owe %(total)s of the"
                " %(limit)s that are left for them with this order, %(excess)s over.", **figures),
            'member': lambda: fmt._(
                "The customer owes %(total)s of his part of %(limit)s in group %(group)s with this"
                " order, %(excess)s over.", **figures),
        }[breach.params['why']]()

    def _way_out(self, breach, fmt):
        figures = {
            'excess': fmt.money(breach.params['excess']), 'fits': fmt.money(breach.params['fits'])}
        own = breach.params['why'] == 'member'
        if breach.params['fits']:
            return fmt._("Fits up to %(fits)s, or with %(excess)s paid.", **figures) if own else fmt._(
                "Fits up to %(fits)s, or with %(excess)s paid by any of them.", **figures)
        return fmt._("Passes with %(excess)s paid.", **figures) if own else fmt._(
            "Passes with %(excess)s paid by any of them.", **figures)

    def sales(self, breach, fmt):
        if not self.is_bounded(breach):
            return fmt._("An officer looks at it first. Ask who looks after the customer's credit.")
        excess, fits = breach.params['excess'], breach.params['fits']
        if not fmt.show_amounts:
            return fmt._(
                "Customers who belong together owe as much as they may. Goes through after a payment"
                " or with a smaller order.")
        if fits:
            return fmt._(
                "Customers who belong together owe as much as they may. Goes through with %(excess)s"
                " paid or an order up to %(fits)s.", excess=fmt.money(excess), fits=fmt.money(fits))
        return fmt._(
            "Customers who belong together owe as much as they may. Goes through with %(excess)s"
            " paid.", excess=fmt.money(excess))


def _grew(bound, facts, passed, document):
    """Tell whether the excess over `bound` is greater than when the order passed.

    Measured at the larger of both limits, as that of the customer's own. A ceiling that was not
    there then stops nothing that was approved.
    """
    before = next((one for one in ((passed or {}).get('group') or {}).get('bounds') or []
                   if one['kind'] == bound['kind']), None)
    if before is None:
        return False
    limit = max(bound['limit'], before['limit'])
    now = facts['exposure'] + document.amount + bound['others'] - limit
    then = passed['exposure'] + passed.get('document_amount', 0.0) + before['others']
    return exceeds(max(now, 0.0), max(then - before['limit'], 0.0), facts['rounding'])
