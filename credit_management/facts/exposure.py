from .base import Provider

_IN_TRANSIT = ('payment_in_transit', 'bank_in_transit')


class ExposureProvider(Provider):
    """What the customer could cost us now, without the document that is asked about."""

    provides = frozenset({'exposure', 'components', 'ar', 'unallocated', 'in_transit', 'in_transit_counts'})

    def load(self, env, cr, rows, as_of, context):
        totals = env['credit.exposure']._totals(
            rows, as_of=as_of, exclude_order_ids=tuple(context.get('exclude_order_ids') or ()), cr=cr
        )
        return {row['id']: self._facts(row, totals.get(row['id'], {}), context) for row in rows}

    def _facts(self, row, components, context):
        counts = bool(row['count_in_transit'])
        counted = sum(
            amount for code, amount in components.items() if counts or code not in _IN_TRANSIT
        )
        return {
            'exposure': counted + (context.get('claims') or {}).get(row['id'], 0.0),
            'components': components,
            'ar': components.get('ar_not_due', 0.0) + components.get('ar_overdue', 0.0),
            'unallocated': -components.get('unallocated', 0.0),
            'in_transit': max(-components.get(code, 0.0) for code in _IN_TRANSIT),
            'in_transit_counts': counts,
        }
