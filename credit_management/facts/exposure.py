from ..tools.limits import widened
from ..tools.securities import in_effect, offset, unused
from .base import Provider

_IN_TRANSIT = ('payment_in_transit', 'bank_in_transit')


class ExposureProvider(Provider):
    """What the customer could cost us now, without the document that is asked about."""

    provides = frozenset({
        'exposure', 'components', 'ar', 'unallocated', 'in_transit', 'in_transit_counts',
    })

    def load(self, env, cr, rows, as_of, context):
        exclude = tuple(context.get('exclude_order_ids') or ())
        totals = env['credit.exposure']._totals(
            rows, as_of=as_of, exclude_order_ids=exclude, cr=cr, contacts=context.get('contacts'),
            paid_line_ids=context.get('paid_line_ids') or (),
        )
        uncounted = self._uncounted_in_transit(env, cr, rows, as_of)
        claims = context.get('claims') or {}
        facts = {}
        for row in rows:
            components = totals.get(row['id'], {})
            counted = max(-components.get(code, 0.0) for code in _IN_TRANSIT)
            known = (context.get('loaded') or {}).get(row['id']) or {}
            components, rest = self._secured(row, as_of, components, claims.get(row['id'], 0.0))
            if rest and 'effective_limit' in known:
                known['effective_limit'] = widened(row, known['effective_limit'], rest)
            facts[row['id']] = {
                'exposure': sum(components.values()) + claims.get(row['id'], 0.0),
                'components': components,
                'ar': components.get('ar_not_due', 0.0) + components.get('ar_overdue', 0.0),
                'unallocated': -components.get('unallocated', 0.0),
                'in_transit': uncounted.get(row['id'], counted),
                'in_transit_counts': bool(row['count_in_transit']),
            }
        return facts

    def _secured(self, row, as_of, components, claimed):
        """Return (components, unused part) of offsetting securities, claims of others counted."""
        secured = in_effect(row.get('securities'), as_of, 'offset')
        if not secured:
            return components, 0
        owed = claimed + sum(
            amount for code, amount in components.items() if code != 'security')
        if used := float(offset(owed, secured)):
            components = {**components, 'security': -used}
        return components, unused(owed, secured)

    def _uncounted_in_transit(self, env, cr, rows, as_of):
        """Return what is in transit where it does not count: there, matching is a way out."""
        rows = [{**row, 'count_in_transit': True} for row in rows if not row['count_in_transit']]
        if not rows:
            return {}
        exposure = env['credit.exposure']
        money = exposure._credits(cr, exposure._scope(rows, as_of))
        return {row['id']: money.get(row['id'], (0.0, 0.0))[1] for row in rows}
