from datetime import timedelta

from odoo import api, models

from ..receivables import payments
from ..tools import collection_figures as collection
from ..tools import dso
from ..tools.exact import exact, percent, rounded

#: So many days after it was due, what is unpaid counts as defaulted.
DEFAULT_DAYS, MOST_DAYS = 30, 3650


class CreditKpi(models.AbstractModel):
    """What stands beside DSO: how well is collected. Parameters are those of `dso`."""

    _inherit = 'credit.kpi'

    @api.model
    @api.readonly
    def cei(self, as_of=None, company_id=None, months=1):
        """Return the collection effectiveness index, in per cent.

        (opening + sales / months − closing) / (opening + sales / months − closing not due).

        :return: ``{"value", "raw"}``; `value` is kept between 0 and 100
        """
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        position = self._position(root_sudo, day, count)
        return self._cei(position, self._opening(root_sudo, day, count), count)

    @api.model
    @api.readonly
    def turnover(self, as_of=None, company_id=None, months=12):
        """Return ``{"value", "days"}``: how often receivables turn over in the months, and how long
        once takes: credit sales / average of opening and closing receivables."""
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        position = self._position(root_sudo, day, count)
        return self._turnover(position, self._opening(root_sudo, day, count), count)

    @api.model
    @api.readonly
    def bad_debt_ratio(self, as_of=None, company_id=None, months=12):
        """Return ``{"value", "written_off", "sales"}``: per cent of credit sales written off.

        Written off is what entries that take from a receivable put on the company's *Bad Debt
        Accounts*. Without such accounts nobody knows, and both are None.
        """
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        return self._bad_debt(root_sudo, self._position(root_sudo, day, count), count)

    @api.model
    @api.readonly
    def overdue_ratio(self, as_of=None, company_id=None):
        """Return ``{"value", "overdue", "claims"}``: per cent of claims (without credits) late."""
        root_sudo, day = self._asked(as_of, company_id)
        return self._overdue(root_sudo, self._position(root_sudo, day, 1))

    @api.model
    @api.readonly
    def overdue_default_rate(self, as_of=None, company_id=None, days=DEFAULT_DAYS):
        """Return what fell due in a month and was unpaid `days` later, in per cent.

        The month is the newest of which all lines have had so many days by `as_of`. What a credit
        note took away counts as settled.

        :return: ``{"value", "month", "matured", "unpaid"}``; `month`: ISO date of its first day
        """
        root_sudo, day = self._asked(as_of, company_id)
        days = self.env['credit.asked']._whole('days', days, 0, MOST_DAYS)
        return self._default_rate(root_sudo, day, days)

    @api.model
    @api.readonly
    def days_to_pay(self, as_of=None, company_id=None, months=12):
        """Return ``{"value", "beyond_terms", "paid"}``: days from invoice and from due date to
        payment, weighed by amount, of money allocated to credit sales in the months."""
        root_sudo, day = self._asked(as_of, company_id)
        speed = self._speed(root_sudo, day, self._months(months))
        return {name: speed.get(name) for name in ('value', 'beyond_terms', 'paid')}

    # === FIGURES === #

    @api.model
    def _cei(self, position, opening, count):
        raw = collection.effectiveness(
            opening, position.sales(count), position.ar, position.best_ar, count)
        return {'value': percent(collection.clamped(raw)), 'raw': percent(raw)}

    @api.model
    def _turnover(self, position, opening, count):
        sales, closing = position.sales(count), position.ar
        days = sum(month.days for month in position.months(count))
        return {
            'value': rounded(collection.turnover(sales, opening, closing)),
            'days': rounded(collection.turnover_days(sales, opening, closing, days), 1),
        }

    @api.model
    def _bad_debt(self, root_sudo, position, count):
        written_off = self._written_off(root_sudo, position.day, count)
        sales = position.sales(count)
        return {
            'value': percent(collection.bad_debt_ratio(written_off, sales)),
            'written_off': self._money(root_sudo, written_off),
            'sales': self._money(root_sudo, sales),
        }

    @api.model
    def _written_off(self, root_sudo, day, count):
        accounts = root_sudo._credit_bad_debt_accounts()
        if not accounts:
            return None
        since = dso.windows(day, count)[-1][0]
        [(amount,)] = self.env['credit.receivable']._rows(
            payments.written_off(self._question(root_sudo, day), since, accounts.ids))
        return amount

    @api.model
    def _overdue(self, root_sudo, position):
        overdue, claims = position.sum('overdue'), position.claims
        return {
            'value': percent(exact(overdue) / claims if claims > 0 else None),
            'overdue': self._money(root_sudo, overdue), 'claims': self._money(root_sudo, claims),
        }

    @api.model
    def _default_rate(self, root_sudo, day, days=DEFAULT_DAYS):
        last = self._matured_until(day, days)
        [(matured, unpaid)] = self.env['credit.receivable']._rows(payments.matured(
            self._question(root_sudo, day), last.replace(day=1), last, days))
        return {
            'value': percent(collection.default_rate(unpaid, matured)),
            'month': last.replace(day=1).isoformat(),
            'matured': self._money(root_sudo, matured), 'unpaid': self._money(root_sudo, unpaid),
        }

    @api.model
    def _matured_until(self, day, days):
        """Return the newest month-end that lies `days` or more before `day`."""
        return dso.last_closed(day + timedelta(days=1 - days))

    @api.model
    def _speed(self, root_sudo, day, count):
        return self._speeds(root_sudo, day, count).get(None, {})

    @api.model
    def _speeds(self, root_sudo, day, count, group_by='company'):
        """Return ``{key: {"value", "beyond_terms", "paid"}}`` by one query."""
        since = dso.windows(day, count)[-1][0]
        return {
            key: {
                'value': rounded(exact(days) / exact(amount), 1),
                'beyond_terms': rounded(exact(late) / exact(amount), 1),
                'paid': self._money(root_sudo, amount),
            } for key, amount, days, late in self.env['credit.receivable']._rows(
                payments.speed(self._question(root_sudo, day), since, group_by)) if amount
        }
