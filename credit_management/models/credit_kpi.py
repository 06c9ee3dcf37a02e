from collections import defaultdict
from datetime import timedelta

from odoo import api, models

from ..receivables import balance, vintages
from ..tools import dso
from ..tools.exact import exact, rounded
from ..tools.positions import METHODS, VARIANTS, Cell, Position

#: DSO as if what is delivered were invoiced; a variant that only today knows.
WITH_UNBILLED = 'with_unbilled'

#: Fields of `Cell` that `vintages.by_month` fills, in order.
OWED = ('open', 'aged', 'not_due', 'overdue', 'longer', 'unallocated')

#: No figure looks back further.
MOST_MONTHS = 60


class CreditKpi(models.AbstractModel):
    """Days sales outstanding and its companions: of a company with its branches, on a day.

    Receivables are the general ledger's, sales those of `receivables.sales`. Days have one decimal,
    percentages two, amounts those of the company currency; None: there are no data to say it.
    Not Odoo's *Days Sales Outstanding* of a contact, which averages over his whole life.
    """

    _name = 'credit.kpi'
    _description = "Credit KPI"

    @api.model
    @api.readonly
    def dso(self, as_of=None, company_id=None, method='countback', months=12):
        """Return days sales outstanding.

        :param as_of: ISO date; its month counts with the days passed. Default the last month-end
        :param int company_id: any company; a branch answers as its root
        :param method: ``countback``, ``period``, ``aging``, or a variant by name: ``same_period``
            (only what is owed of the period's own sales), ``true_dso`` (each invoice by its age),
            ``with_unbilled`` (counted back, what is delivered and not invoiced included; of today)
        :param int months: how many months of sales count, the one of `as_of` included
        :return: ``{"value", "days_floor", "uncovered", "ar", "sales", "unclassified"}``;
            `days_floor`: sales ended first, so it is that many days or more, and `uncovered` is
            left; `unclassified`: owed of months without sales, outside the figure
        """
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        self.env['credit.asked']._choice('method', method, (*METHODS, *VARIANTS, WITH_UNBILLED))
        position = self._position(root_sudo, day, count)
        if method == WITH_UNBILLED:
            found = self._dso_with_unbilled(
                position, count, self._unbilled(root_sudo, position.day))
        else:
            found = position.dso(method, count)
        return self._shown(root_sudo, found)

    @api.model
    @api.readonly
    def best_possible_dso(self, as_of=None, company_id=None, months=12):
        """Return ``{"value", "ar", "sales"}``: DSO by period if nobody were late; `ar`: not due."""
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        position = self._position(root_sudo, day, count)
        return {
            'value': rounded(position.best_possible(count), 1),
            'ar': self._money(root_sudo, position.best_ar),
            'sales': self._money(root_sudo, position.sales(count)),
        }

    @api.model
    @api.readonly
    def average_days_delinquent(self, as_of=None, company_id=None, months=12):
        """Return ``{"value"}``: DSO by period less the best possible one."""
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        position = self._position(root_sudo, day, count)
        return {'value': rounded(position.average_days_delinquent(count), 1)}

    # === WHAT IS ASKED === #

    @api.model
    def _root_read(self, company_id=None):
        """Return the root company asked about, once this user may read receivables."""
        self.env['credit.aging.report'].check_access('read')
        return self.env['credit.receivable']._root_asked(company_id)

    @api.model
    def _asked(self, as_of=None, company_id=None):
        """Return the root company and the day, default its last closed month-end."""
        root_sudo = self._root_read(company_id)
        if not as_of:
            return root_sudo, dso.last_closed(root_sudo._credit_today())
        return root_sudo, self.env['credit.receivable']._day_asked(as_of, root_sudo)

    @api.model
    def _months(self, months, name='months'):
        return self.env['credit.asked']._whole(name, months, 1, MOST_MONTHS)

    @api.model
    def _question(self, root_sudo, day):
        return self.env['credit.receivable']._question(root_sudo, day)

    # === POSITIONS === #

    @api.model
    def _position(self, root_sudo, day, months):
        return self._positions(root_sudo, day, months).get(None, Position(day))

    @api.model
    def _positions(self, root_sudo, day, months, group_by='company'):
        """Return ``{key: Position}`` of a set of groups, by two queries; key None: of nobody.

        What was sold before those months is in it where the group still owes something of it.
        """
        owed = self._owed(root_sudo, day, group_by)
        since = dso.windows(day, months)[-1][0]
        earliest = min([since, *self._open_months(owed)])
        for key, month, sales_, sold in self.env['credit.receivable']._sold(
            self._question(root_sudo, day), earliest, group_by
        ):
            if month >= since or month in owed[key]:
                owed[key][month].update(sales=sales_, sold=sold)
        begun = self._books_begin(root_sudo)
        return {
            key: Position(day, {month: Cell(**cell) for month, cell in own.items()}, begun)
            for key, own in owed.items()
        }

    @api.model
    def _owed(self, root_sudo, day, group_by='company'):
        """Return ``{key: {month: {field of `Cell`: amount}}}`` of what is owed, made when asked for."""
        owed = defaultdict(lambda: defaultdict(dict))
        for key, month, *sums in self.env['credit.receivable']._rows(vintages.by_month(
            self._question(root_sudo, day), group_by, root_sudo.credit_standard_days,
        )):
            owed[key][month] = dict(zip(OWED, sums, strict=True))
        return owed

    @staticmethod
    def _open_months(owed):
        return [month for own in owed.values() for month, cell in own.items() if cell['open']]

    @api.model
    def _books_begin(self, root_sudo):
        """Return the date of the first receivable; of today where there is none."""
        snapshots = self.env['credit.receivable.snapshot']
        return snapshots._first_booked(root_sudo) or root_sudo._credit_today()

    @api.model
    def _opening(self, root_sudo, day, months):
        """Return what was owed before the first of `months`, net of credits: as its sums say."""
        before = dso.windows(day, months)[-1][0] - timedelta(days=1)
        kept = self.env['credit.receivable.snapshot']._month_ends(root_sudo, before, before)
        return kept.amount if kept else self._open_sum(root_sudo, before)

    @api.model
    def _open_sum(self, root_sudo, day):
        [(amount,)] = self.env['credit.receivable']._rows(
            balance.open_sum(self._question(root_sudo, day)))
        return amount

    @api.model
    def _dso_with_unbilled(self, position, count, unbilled):
        """Return the `Dso` counted back; without a value on a past day, which Odoo cannot tell."""
        if unbilled is None:
            return dso.Dso(None, sales=position.sales(count))
        return dso.countback(position.ar + exact(unbilled), position.months(count))

    @api.model
    def _unbilled(self, root_sudo, day):
        """Return what is delivered and not invoiced, in company currency; None on a past day."""
        if day != root_sudo._credit_today():
            return None
        report = self.env['credit.aging.report']
        return report.get_unbilled(root_sudo.id, 'branch')['totals']['total']

    # === ANSWERS === #

    @api.model
    def _money(self, root_sudo, amount):
        """Return `amount` rounded half up to the company currency; None stays None."""
        return rounded(amount, root_sudo.currency_id.decimal_places)

    @api.model
    def _shown(self, root_sudo, found):
        money = {name: self._money(root_sudo, getattr(found, name))
                 for name in ('uncovered', 'ar', 'sales', 'unclassified')}
        return {'value': rounded(found.value, 1), 'days_floor': found.days_floor, **money}
