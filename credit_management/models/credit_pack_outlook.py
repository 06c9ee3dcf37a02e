from odoo import models

from ..report.months import SHORT, month_name
from ..report.pack import Chart, Column, Figure, Section

#: So many month-ends of DSO, and months of sales that each counts.
POINTS, WINDOW = 13, 12

#: What a line of the DSO report shows of a point of `credit.kpi.trend`, in days.
DAYS = ('countback', 'period', 'aging', 'best_possible', 'delinquent')


class CreditPack(models.Model):
    """Two reports of the pack: DSO, and what receivables will be by the plan."""

    _inherit = 'credit.pack'

    def _reports(self):
        return {
            **super()._reports(), 'dso': (self._collect_dso, self._show_dso),
            'receivable_forecast': (self._collect_plan, self._show_plan),
        }

    # === DSO === #

    def _collect_dso(self):
        """Return the month-ends by their sums, but the pack's own as the ledger has it."""
        kpi, day = self.env['credit.kpi'], self.date
        trend = kpi._trend(self.company_id, day, POINTS, WINDOW)
        own = kpi.figures(day, self.company_id.id, months=WINDOW)['rows']
        points = trend['points'][:-1] + [{**row, 'date': day.isoformat()} for row in own]
        if not any(point['countback'] is not None for point in points):
            return None
        names = ('date', 'ar', 'sales', 'days_floor', *DAYS)
        return {
            'target': trend['target'] or None,
            'points': [{name: point[name] for name in names} for point in points],
        }

    def _show_dso(self, values):
        names = {
            'countback': self.env._("Counted back"), 'period': self.env._("Period average"),
            'aging': self.env._("By aging"), 'best_possible': self.env._("Best possible"),
            'delinquent': self.env._("Days delinquent"),
        }
        points = values['points']
        figures = [Figure(names[name], points[-1][name], 'number') for name in DAYS]
        if values['target']:
            figures.append(Figure(self.env._("Target"), values['target'], 'number'))
        notes = [self.env._("In days, at month-ends, by the credit sales of twelve months.")]
        if points[-1]['days_floor']:
            notes.append(self.env._(
                "Counted back, sales ended first: it is that many days or more."))
        rows = [
            [month_name(self.env, point['date'], SHORT),
             *(point[name] for name in DAYS), point['ar'], point['sales']] for point in points
        ]
        return Section(
            'dso', self._nine()['dso'], [
                Column('month', self.env._("Month-end"), width=14),
                *(Column(name, names[name], 'number', width=16) for name in DAYS),
                Column('ar', self.env._("Receivables"), 'money'),
                Column('sales', self.env._("Credit sales, 12 months"), 'money', width=20),
            ], rows,
            figures=figures, notes=notes,
            chart=Chart(
                [month_name(self.env, point['date'], SHORT, False) for point in points], [
                    (names['countback'], [point['countback'] for point in points], '#7c93b2'),
                    (names['best_possible'], [point['best_possible'] for point in points], '#9fc9a8'),
                ], name=self.env._("Days sales outstanding"),
            ),
        )

    # === RECEIVABLES BY PLAN === #

    def _collect_plan(self):
        ceiling = self.env['credit.ceiling'].get_ceiling(self.date, self.company_id.id)
        names = ('month', 'opening', 'sales', 'collections', 'closing', 'actual', 'ceiling')
        months = [{name: month[name] for name in names} for month in ceiling['months']]
        return {'months': months, 'in_force': ceiling['plan']['in_force']} if months else None

    def _show_plan(self, values):
        rows = [
            [month_name(self.env, month['month'], SHORT), month['opening'],
             month['sales'], month['collections'], month['closing'], month['actual'],
             month['ceiling']] for month in values['months']
        ]
        columns = [
            Column('month', self.env._("Month"), width=14),
            Column('opening', self.env._("Opening"), 'money'),
            Column('sales', self.env._("Planned sales"), 'money', total=True),
            Column('collections', self.env._("Planned collections"), 'money', width=18, total=True),
            Column('closing', self.env._("Planned closing"), 'money'),
            Column('actual', self.env._("Actual closing"), 'money'),
            Column('ceiling', self.env._("Ceiling"), 'money'),
        ]
        return Section(
            'receivable_forecast', self._nine()['receivable_forecast'], columns, rows,
            notes=[] if values['in_force'] else [self.env._("From a draft: nobody approved it yet.")],
            chart=Chart(
                [month_name(self.env, month['month'], SHORT, False)
                 for month in values['months']], [
                    (columns[4].title, [row[4] for row in rows], '#7c93b2'),
                    (columns[5].title, [row[5] for row in rows], '#c07f14'),
                ], name=self.env._("Receivables at month-ends"),
            ),
        )
