from dateutil.relativedelta import relativedelta
from odoo import models
from odoo.tools import format_date

from ..report.months import SHORT, month_name
from ..report.pack import Chart, Column, Figure, Section

#: The last day of what is not old yet.
OLD_DAYS = 90


class CreditPack(models.Model):
    """Two reports of the pack: receivables under control, and the analysis of their ages."""

    _inherit = 'credit.pack'

    def _reports(self):
        return {
            **super()._reports(), 'control': (self._collect_control, self._show_control),
            'aging': (self._collect_aging, self._show_aging),
        }

    def _days_compared(self):
        """Return the month-end, the one before, and that of a year ago."""
        return {
            'now': self.date, 'month': self.date - relativedelta(months=1, day=31),
            'year': self.date - relativedelta(years=1, day=31),
        }

    def _bands(self, last_days=None):
        """Return ``{"now"|"month"|"year": (unallocated, total, [amount a band]) or None}``.

        The month-end itself is asked line by line; the others are read from their sums.
        """
        root, days = self.company_id, self._days_compared()
        aging = self.env['credit.aging.report'].get_aging(
            as_of=days['now'], company_id=root.id, group_by='currency', buckets=last_days,
            ledger=False)
        month_ends = self.env['credit.receivable.snapshot']._month_ends(
            root, since=days['year'], until=days['month'])
        sums = month_ends._by_band(root._credit_buckets('due', last_days))
        before = {month_end.date: sums[month_end.id] for month_end in month_ends}
        totals = aging['totals']
        return {
            'now': (totals['unallocated'], totals['total'], totals['amounts']),
            'month': before.get(days['month']), 'year': before.get(days['year']),
        }

    def _collect_control(self):
        measures = {}
        for when, sums in self._bands([OLD_DAYS]).items():
            if sums:
                unallocated, total, (not_due, late, old) = sums
                measures[when] = {
                    'claims': not_due + late + old, 'overdue': late + old, 'old': old,
                    'unallocated': unallocated, 'total': total,
                }
        return {'days': {name: day.isoformat() for name, day in self._days_compared().items()},
                'measures': measures}

    def _show_control(self, values):
        names = {
            'claims': self.env._("Claims"), 'overdue': self.env._("Overdue"),
            'old': self.env._("More than %(days)s days late", days=OLD_DAYS),
            'unallocated': self.env._("Unallocated receipts and credit notes"),
            'total': self.env._("Receivables"),
        }
        measures = values['measures']
        now = measures['now']
        claims = now['claims']
        overdue_name = self.env._("Overdue share")
        old_name = self.env._("Share more than %(days)s days late", days=OLD_DAYS)
        return Section(
            'control', self._nine()['control'], self._compared_columns(values['days']),
            [self._compared(name, {when: own[code] for when, own in measures.items()})
             for code, name in names.items()],
            figures=[
                Figure(names['claims'], claims),
                Figure(overdue_name, now['overdue'] / claims if claims else None, 'percent'),
                Figure(old_name, now['old'] / claims if claims else None, 'percent'),
            ],
        )

    def _compared_columns(self, days):
        shown = {name: format_date(self.env, day) for name, day in days.items()}
        return [
            Column('name', self.env._("Measure"), width=34),
            Column('now', shown['now'], 'money'), Column('month', shown['month'], 'money'),
            Column('change', self.env._("Change"), 'money'), Column('year', shown['year'], 'money'),
            Column('year_change', self.env._("Change in a year"), 'money'),
        ]

    def _compared(self, name, amounts):
        """Return the row of a measure; what there is no month-end for stays empty."""
        now, month, year = (amounts.get(when) for when in ('now', 'month', 'year'))
        return [
            name, now, month, None if month is None else self.currency_id.round(now - month), year,
            None if year is None else self.currency_id.round(now - year),
        ]

    def _collect_aging(self):
        bands = self.company_id._credit_buckets('due')
        month_ends = self.env['credit.receivable.snapshot']._month_ends(
            self.company_id, since=self.date - relativedelta(months=11, day=31), until=self.date)
        sums = month_ends._by_band(bands)
        return {
            'bands': [[code, first, last] for code, first, last in bands.rows()],
            'days': {name: day.isoformat() for name, day in self._days_compared().items()},
            'sums': {when: own[2] for when, own in self._bands().items() if own},
            'months': [[month_end.date.isoformat(), sums[month_end.id][2]]
                       for month_end in month_ends],
        }

    def _show_aging(self, values):
        names = [
            self.env._("Not due") if first is None
            else f'{first}–{last}' if last is not None else f'{first}+'
            for _code, first, last in values['bands']
        ]
        sums, months = values['sums'], values['months']
        total = sum(sums['now'])
        head = self._compared_columns(values['days'])
        now, *before = (Column(column.key, column.title, 'money', total=True) for column in head[1:])
        columns = [Column('name', self.env._("Days late")), now,
                   Column('share', self.env._("Share"), 'percent'), *before]
        rows = []
        for place, name in enumerate(names):
            row = self._compared(name, {when: own[place] for when, own in sums.items()})
            rows.append([*row[:2], row[1] / total if total else None, *row[2:]])
        chart = Chart(
            [month_name(self.env, day, SHORT, False) for day, _amounts in months],
            [(name, [amounts[place] for _day, amounts in months], None)
             for place, name in enumerate(names)],
            stacked=True, name=self.env._("Claims by days late, month-ends"),
        ) if len(months) > 1 else None
        return Section('aging', self._nine()['aging'], columns, rows, chart=chart)
