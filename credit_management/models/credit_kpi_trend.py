from collections import defaultdict

from odoo import api, models

from ..receivables import sales
from ..tools import dso
from ..tools.positions import METHODS, MONTHS_OF_YEAR, Cell, Position

#: Month-ends that a trend shows where nothing else is asked.
TREND = 24
#: Nobody's DSO changes by more.
MOST_DAYS = 3650


class CreditKpi(models.AbstractModel):
    """How DSO went, from the sums that are kept of month-ends."""

    _inherit = 'credit.kpi'

    @api.model
    @api.readonly
    def trend(self, months=TREND, company_id=None, window=12):
        """Return DSO at each of the last `months` month-ends, oldest first.

        :param int window: how many months of sales each figure counts
        :return: ``{"company_id", "currency", "target", "points", "missing"}``; a point:
            ``{"date", "countback", "days_floor", "period", "aging", "best_possible",
            "delinquent", "ar", "sales", "overdue_ratio", "source"}``; `source`: ``kept``,
            ``rebuilt``, or None where the month-end has no sums and nothing can be said; those days
            are `missing`
        """
        root_sudo = self._root_read(company_id)
        last = dso.last_closed(root_sudo._credit_today())
        return self._trend(root_sudo, last, self._months(months), self._months(window, 'window'))

    @api.model
    def _trend(self, root_sudo, last, count, window):
        days, sums, since = self._trend_sums(root_sudo, last, count, window)
        known = self._sales_known(root_sudo, last, since)
        return self._trend_answer(root_sudo, days, window, sums, known)

    @api.model
    def _position_and_trend(self, root_sudo, last, count, window):
        """Return the positions of the month-end `last` and of today, and the answer of `trend`.

        All of them by one reading of sales; of today's receivable only what it is in all.
        """
        owed, today = self._owed(root_sudo, last), root_sudo._credit_today()
        now = {today.replace(day=1): {'open': self._open_sum(root_sudo, today)}}
        days, sums, since = self._trend_sums(root_sudo, last, count, window)
        known = self._sales_known(root_sudo, today, min([since, *self._open_months(owed)]))
        begun = self._books_begin(root_sudo)
        position, present = (
            Position(day, self._with_sales(day, cells, known), begun)
            for day, cells in ((last, owed[None]), (today, now))
        )
        return position, present, self._trend_answer(root_sudo, days, window, sums, known)

    @api.model
    def _trend_sums(self, root_sudo, last, count, window):
        """Return the month-ends, their sums, and since when sales count for any of them."""
        days = [last_day for _first, last_day in dso.windows(last, count)][::-1]
        sums = self._month_end_sums(root_sudo, days)
        return days, sums, min([dso.windows(days[0], window)[-1][0], *(
            day.replace(day=1) for posting in sums[-1].values()
            for day, claims, _credits in posting if claims)])

    @api.model
    def _trend_answer(self, root_sudo, days, window, sums, known):
        positions, sources = self._month_end_positions(
            sums, known, self._books_begin(root_sudo))
        points = [
            self._point(root_sudo, day, positions.get(day), sources.get(day), window)
            for day in days
        ]
        return {
            'company_id': root_sudo.id, 'currency': root_sudo.currency_id.name,
            'target': self._target(root_sudo), 'points': points,
            'missing': [point['date'] for point in points if not point['source']],
        }

    @api.model
    def _target(self, root_sudo):
        """Return the DSO in days that the company wants, or None: its policy's, else its own."""
        policy_sudo = self.env['credit.policy'].sudo()._of_company(root_sudo)
        return policy_sudo.target_dso or root_sudo.credit_target_dso or None

    @api.model
    def _point(self, root_sudo, day, position, source, window):
        if position is None:
            figures = dict.fromkeys((*METHODS, 'best_possible', 'delinquent', 'ar', 'sales',
                                     'overdue_ratio'))
            return {'date': day.isoformat(), 'source': None, 'days_floor': False, **figures}
        row = self._row(root_sudo, position, window)
        names = (
            *METHODS, 'days_floor', 'best_possible', 'delinquent', 'ar', 'sales', 'overdue_ratio')
        return {'date': day.isoformat(), 'source': source, **{name: row[name] for name in names}}

    @api.model
    def _month_end_sums(self, root_sudo, days):
        """Return month-ends that have sums, and those by due and by posting date."""
        month_ends = self.env['credit.receivable.snapshot']._month_ends(
            root_sudo, days[0], days[-1])
        return month_ends, month_ends._by_day('due'), month_ends._by_day('posting')

    @api.model
    def _month_end_positions(self, sums, known, begun):
        """Return ``{month-end: Position}`` and ``{month-end: kind}`` of those that have sums."""
        month_ends, due, posting = sums
        positions, sources = {}, {}
        for month_end in month_ends:
            day = month_end.date
            sources[day] = month_end.kind
            positions[day] = Position(day, self._cells(
                day, due[month_end.id], posting[month_end.id], known), begun)
        return positions, sources

    @api.model
    def _sales_known(self, root_sudo, day, since):
        """Return ``[(month booked, month sold, amount)]`` of what was booked since a day."""
        receivable = self.env['credit.receivable']
        return receivable._sums_of_all(sales.by_both_months(
            self._question(root_sudo, day), since, receivable._has_counters(),
        ))

    @api.model
    def _cells(self, day, due, posting, known):
        """Return ``{month: Cell}`` from sums by due and by posting date, and what was
        `known` of sales on `day`.

        Not due and overdue stand in the month of `day`: only their sums over all months count.
        """
        cells = defaultdict(lambda: defaultdict(int))
        for posted, claims, credits_ in posting:
            cell = cells[posted.replace(day=1)]
            cell['open'] += claims
            cell['aged'] += claims * (day - posted).days
            cell['unallocated'] += credits_
        for due_on, claims, _credits in due:
            cells[day.replace(day=1)]['not_due' if due_on >= day else 'overdue'] += claims
        return self._with_sales(day, cells, known)

    @api.model
    def _with_sales(self, day, owed, known):
        """Return ``{month: Cell}`` of what is owed by month, and what was `known` of sales."""
        cells = defaultdict(lambda: defaultdict(int))
        for month, own in owed.items():
            cells[month].update(own)
        for booked, sold, amount in known:
            if booked <= day:
                cells[booked]['sales'] += amount
                cells[sold]['sold'] += amount
        return {month: Cell(**own) for month, own in cells.items()}

    @api.model
    @api.readonly
    def what_if(self, days, company_id=None):
        """Return what a DSO shorter by `days` frees, once: annual credit sales / 365 × days.

        :return: ``{"days", "sales", "released", "currency"}``; `sales`: of the twelve months to the
            last month-end, or in proportion where the books are younger
        """
        days = self.env['credit.asked']._number('days', days, -MOST_DAYS, MOST_DAYS)
        root_sudo, day = self._asked(None, company_id)
        annual = self._position(root_sudo, day, MONTHS_OF_YEAR).annual_sales()
        return {
            'days': days, 'sales': self._money(root_sudo, annual),
            'released': self._money(root_sudo, dso.released_cash(annual, days)),
            'currency': root_sudo.currency_id.name,
        }
