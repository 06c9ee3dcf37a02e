from odoo import api, models

from ..receivables import payments
from ..tools import dso
from ..tools.dso_levers import LEVERS, levers
from ..tools.exact import exact, rounded

#: Deliveries and invoices of so many months say how long invoicing takes.
DELAY_MONTHS = 3


class CreditKpi(models.AbstractModel):
    """What makes DSO long, in days and money."""

    _inherit = 'credit.kpi'

    @api.model
    @api.readonly
    def levers(self, as_of=None, company_id=None, months=12):
        """Return what makes DSO long, the largest first; nothing is counted twice.

        `days` are parts of DSO by period. `average` is measured apart: days from delivery to invoice
        (``invoicing_delay``), beyond terms (``late_payment``), from invoice to due date
        (``longer_terms``). What is not invoiced is of now, whatever the day.

        :return: ``{"as_of", "currency", "standard_days", "levers": [{"code", "amount", "days",
            "average", "measures"}]}``; `amount` None: no register says it (``dispute``)
        """
        root_sudo, day = self._asked(as_of, company_id)
        count = self._months(months)
        return self._levers(root_sudo, self._position(root_sudo, day, count), count)

    @api.model
    def _levers(self, root_sudo, position, count, speed=None, unbilled=None):
        """Return the answer of `levers`; `speed` and `unbilled` of today may be known already."""
        averages = self._lever_averages(root_sudo, position.day, count, speed)
        return {
            'as_of': position.day.isoformat(), 'currency': root_sudo.currency_id.name,
            'standard_days': root_sudo.credit_standard_days,
            'levers': [{**row, 'average': averages.get(row['code'])}
                       for row in self._lever_rows(root_sudo, position, count, unbilled)],
        }

    @api.model
    def _lever_rows(self, root_sudo, position, count, unbilled=None):
        """Return the levers without what is measured apart, the largest first."""
        amounts = self._lever_amounts(root_sudo, position, unbilled)
        found = {lever.code: lever for lever in levers(
            {code: amount for code, amount in amounts.items() if amount is not None},
            position.months(count),
        )}
        rows = [{
            'code': code, 'amount': self._money(root_sudo, amount),
            'days': rounded(found[code].days, 1) if code in found else
            None if amount is None else 0.0,
            'measures': list(LEVERS[code]),
        } for code, amount in amounts.items()]
        return sorted(rows, key=lambda row: -(row['amount'] or -1))

    @api.model
    def _lever_amounts(self, root_sudo, position, unbilled=None):
        """Return ``{lever: amount or None}``; what is disputed says whoever keeps disputes."""
        if unbilled is None:
            unbilled = self._unbilled(root_sudo, root_sudo._credit_today())
        return {
            'late_payment': position.sum('overdue'),
            'longer_terms': position.sum('longer'),
            'invoicing_delay': exact(unbilled),
            'dispute': None,
        }

    @api.model
    def _lever_averages(self, root_sudo, day, count, speed=None):
        receivable, asked = self.env['credit.receivable'], self._question(root_sudo, day)
        since, lately = (dso.windows(day, months)[-1][0] for months in (count, DELAY_MONTHS))
        if speed is None:
            speed = self._speed(root_sudo, day, count)
        return {
            'late_payment': speed.get('beyond_terms'),
            'longer_terms': self._average(receivable._rows(
                payments.terms_granted(asked, since, receivable._has_counters()))),
            'invoicing_delay': self._average(receivable._rows(
                payments.invoicing_delay(asked, lately, root_sudo._credit_zone().key))),
        }

    @api.model
    def _average(self, rows):
        [(amount, days)] = rows
        return rounded(exact(days) / exact(amount), 1) if amount else None
