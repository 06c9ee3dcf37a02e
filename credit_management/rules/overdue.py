"""What the rules on overdue money share: crumbs hold nobody, money that is here is named."""

from dataclasses import replace

#: What is loaded only after one of them has failed.
DETAILS = frozenset({'overdue_invoices'})


def is_crumb(facts, params):
    """Return whether all that is overdue is below the policy's share of the limit."""
    least = (facts.get('base_limit') or 0.0) * params['ignore_total_percent'] / 100
    return facts['overdue_amount'] <= 0 or facts['overdue_amount'] < least


def free_in_transit(facts):
    """Return the money in transit that was not yet taken off what is overdue."""
    applied = facts.get('overdue_applied_in_transit') or 0.0
    return max((facts.get('in_transit') or 0.0) - applied, 0.0)


def overdue_params(facts):
    return {
        'amount': facts['overdue_amount'],
        'lines': facts.get('overdue_lines') or 1,
        'oldest_ref': facts.get('overdue_oldest_ref') or None,
        'oldest_date': str(facts.get('overdue_oldest_date') or '') or None,
        'in_transit': free_in_transit(facts),
        'applied': facts.get('overdue_applied_in_transit') or 0.0,
    }


def overdue_cure(facts):
    """Return the cheapest way out: match what is here, else pay."""
    pay = {'kind': 'pay', 'amount': facts['overdue_amount']}
    in_transit = free_in_transit(facts)
    if in_transit and in_transit >= facts['overdue_amount']:
        return {'kind': 'match', 'amount': in_transit, 'alternatives': [pay]}
    return {**pay, 'alternatives': []}


def with_invoices(breach, facts, name='overdue_invoices'):
    """Return `breach` whose cure names what is to be paid (the fact `name`), the oldest first."""
    return replace(breach, cure=_naming(breach.cure, facts.get(name) or {}))


def _naming(cure, invoices):
    named = {**cure, **invoices} if cure['kind'] == 'pay' else dict(cure)
    if cure.get('alternatives'):
        named['alternatives'] = [_naming(other, invoices) for other in cure['alternatives']]
    return named


def transit_text(breach, fmt):
    params = breach.params
    if params['in_transit']:
        amount = fmt.money(params['in_transit'])
        if params['in_transit'] >= params['amount']:
            return fmt._("%(amount)s in transit would cover it.", amount=amount)
        return fmt._("%(amount)s in transit would cover a part.", amount=amount)
    if params['applied']:
        applied = fmt.money(params['applied'])
        return fmt._("%(amount)s in transit already taken off.", amount=applied)
    return ''
