from dateutil.relativedelta import relativedelta
from odoo import api, models

#: What is later than this is old, whatever bands a company has.
OLD_DAYS = 90

#: So many month-ends are shown side by side, and so few tell nothing.
MONTHS, FEWEST = 12, 2


class CreditOverview(models.AbstractModel):
    """What is overdue now and was at month-ends: the answers of `get_aging` and of their sums."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'overdue': self._tile_overdue, 'aging': self._tile_aging}

    @api.model
    def _tile_overdue(self, root_sudo):
        """Return overdue and all claims of today, their share, and the share at two month-ends.

        `compared`: the last month-end, and the end of this month last year; None where there is no
        such month-end.
        """
        today = root_sudo._credit_today()
        days = {
            'month': today - relativedelta(months=1, day=31),
            'year': today - relativedelta(years=1, day=31),
        }
        aging = self.env['credit.aging.report'].get_aging(
            company_id=root_sudo.id, group_by='currency', buckets=[OLD_DAYS], ledger=False)
        month_ends = self.env['credit.receivable.snapshot']._month_ends(
            root_sudo, since=days['year'], until=days['month']
        ).filtered(lambda month_end: month_end.date in days.values())
        sums = month_ends._by_band(root_sudo._credit_buckets('due', [OLD_DAYS]))
        before = {month_end.date: sums[month_end.id][2] for month_end in month_ends}
        return {
            **self._overdue(aging['totals']['amounts']), 'old_days': OLD_DAYS,
            'compared': {
                name: {'day': day.isoformat(), **self._overdue(before[day])}
                if day in before else None
                for name, day in days.items()
            },
            'domain': [
                ('company_id', '=', root_sudo.id), ('open_amount', '>', 0), ('days', '>', 0),
            ],
        }

    @staticmethod
    def _overdue(amounts):
        """Return what the bands not due, late, old amount to; shares are parts of one, or None."""
        claims, (_not_due, late, old) = sum(amounts), amounts
        return {
            'claims': claims, 'overdue': late + old, 'old': old,
            'share': (late + old) / claims if claims else None,
            'old_share': old / claims if claims else None,
        }

    @api.model
    def _tile_aging(self, root_sudo):
        """Return the bands of the last twelve month-ends that have sums, oldest first."""
        bands = root_sudo._credit_buckets('due')
        month_ends = self.env['credit.receivable.snapshot']._month_ends(
            root_sudo, since=root_sudo._credit_today() - relativedelta(months=MONTHS, day=31))
        sums = month_ends._by_band(bands)
        return {
            'buckets': [
                {'code': code, 'from': first, 'to': last} for code, first, last in bands.rows()
            ],
            'months': [{
                'day': month_end.date.isoformat(), 'is_rebuilt': month_end.kind == 'rebuilt',
                'amounts': sums[month_end.id][2], 'unallocated': sums[month_end.id][0],
            } for month_end in month_ends],
            'fewest': FEWEST,
        }

    @api.model
    def _words(self, code, data):
        data = super()._words(code, data)
        if code != 'aging':
            return data
        not_due = self.env._("Not due")
        return {**data, 'buckets': [{
            **band, 'name': not_due if band['from'] is None
            else f"{band['from']}–{band['to']}" if band['to'] is not None else f"{band['from']}+",
        } for band in data['buckets']]}
