from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..receivables.cash_in import (
    FEWEST,
    MONTHS,
    by_customer,
    expected_lines,
    received,
)
from ..tools.exact import rounded
from ..tools.forecast import WEEKS, hit_rate, week_of

#: A year ahead nobody believes.
MOST_WEEKS = 52


class CreditCashForecast(models.Model):
    """The forecast as plain JSON, for other programs and for the screen."""

    _inherit = 'credit.cash.forecast'

    @api.model
    @api.readonly
    def get_forecast(self, as_of=None, company_id=None, weeks=WEEKS, limit=None, ahead=0):
        """Return what money is expected by week and customer, and how right that was before.

        :param as_of: ISO date; default the company's today
        :param int company_id: any company; a root answers with its branches, a branch as its root
        :param int weeks: columns, from the week of `as_of` on
        :param int limit: so many customers, who owe most first; default all
        :param int ahead: earlier forecasts are measured so many weeks after they were made
        :return: the answer of `docs/api.md`
        """
        self.check_access('read')
        receivable = self.env['credit.receivable']
        root_sudo = receivable._root_asked(company_id)
        day = receivable._day_asked(as_of, root_sudo)
        number = self.env['credit.asked']._whole
        weeks, ahead = number('weeks', weeks, 1, MOST_WEEKS), number('ahead', ahead, 0, WEEKS - 1)
        limit = None if limit is None else number('limit', limit, 0)
        asked = receivable._question(root_sudo, day)
        rows, everybody = self._expected(asked, day, weeks, limit)
        past = self._measured(root_sudo, asked, ahead)
        return {
            'as_of': day.isoformat(), 'company_id': root_sudo.id,
            'company': root_sudo.name, 'currency': root_sudo.currency_id.name,
            'currency_id': root_sudo.currency_id.id,
            **self._columns_answer(root_sudo.currency_id, day, weeks, rows, past),
            'habit': everybody, **self._past_answer(root_sudo.currency_id, past, day),
        }

    # === WHAT COMES === #

    @api.model
    def _expected(self, asked, day, weeks, limit):
        """Return (rows of `by_customer`, habit of everybody)."""
        rows = self.env['credit.receivable']._rows_of_all(by_customer(
            expected_lines(asked, day, self._sources(asked, day)), week_of(day), weeks, limit,
        ))
        delay, lines, customers = rows[0][5:]
        return [row[:5] for row in rows], {
            'delay': delay, 'lines': lines or 0, 'months': MONTHS, 'fewest': FEWEST,
            'customers': customers,
        }

    @api.model
    def _columns_answer(self, currency, day, weeks, rows, past):
        total, *customers = rows
        names = {
            partner_sudo.id: partner_sudo.display_name
            for partner_sudo in self.env['res.partner'].sudo().browse(
                [row[1] for row in customers if row[1]])
        }
        everything = self._sums(currency, total[2])
        monday = week_of(day)
        columns = [{
            'week': (monday + timedelta(weeks=number)).isoformat(), 'amount': amount,
            'received': None, 'kept': None,
        } for number, amount in enumerate(everything['amounts'])]
        kept = next((amount for week, amount, _came in past['rows'] if week == monday), None)
        columns[0].update(
            received=currency.round(past['received'].get(monday, 0.0)),
            kept=None if kept is None else currency.round(kept),
        )
        return {
            'weeks': columns,
            'totals': everything,
            'rows': [{
                'key': key or None, 'name': names.get(key), 'delay': delay, 'delay_source': source,
                **self._sums(currency, sums),
            } for _is_total, key, sums, delay, source in customers],
        }

    @api.model
    def _sums(self, currency, sums):
        unallocated, undated, later, *amounts = (currency.round(value or 0.0) for value in sums)
        return {
            'amounts': amounts, 'later': later, 'undated': undated, 'unallocated': unallocated,
            'total': currency.round(sum(amounts) + later + undated + unallocated),
        }

    # === HOW RIGHT IT WAS === #

    @api.model
    def _measured(self, root_sudo, asked, ahead):
        """Return what came and what had been expected, of the last weeks and the one under way.

        ``received``: {Monday: amount}; ``rows``: [(Monday, expected, what of it came by Sunday)] by
        the forecast made `ahead` weeks before.
        """
        monday = week_of(asked.day)
        first = monday - timedelta(weeks=WEEKS + ahead)
        money = received(asked, first)
        rows = self.env['credit.receivable']._rows_of_all
        return {
            'received': dict(rows(SQL("SELECT week, SUM(amount) FROM (%s) l GROUP BY 1", money))),
            'rows': rows(self._came_sql(root_sudo, monday, ahead, money)),
        }

    @api.model
    def _came_sql(self, root_sudo, monday, ahead, money):
        """Return SQL of (week, expected, came): a customer's money pays his earlier weeks first."""
        return SQL(
            """WITH money AS MATERIALIZED (%(money)s)
               SELECT week, SUM(amount),
                      SUM(LEAST(GREATEST(COALESCE(came, 0) - earlier, 0), amount))
                 FROM (SELECT kept.week, kept.partner_id, kept.amount, kept.earlier,
                              SUM(money.amount) AS came
                         FROM (SELECT made.week AS made, made.week + 7 * %(ahead)s AS week,
                                      line.partner_id,
                                      COALESCE(SUM(line.amount) FILTER (
                                          WHERE line.week = made.week + 7 * %(ahead)s), 0) AS amount,
                                      COALESCE(SUM(line.amount) FILTER (
                                          WHERE line.week < made.week + 7 * %(ahead)s), 0)
                                          AS earlier
                                 FROM credit_cash_snapshot made
                                 JOIN credit_cash_snapshot_line line
                                   ON line.snapshot_id = made.id
                                WHERE made.company_id = %(root)s AND made.state = 'done'
                                  AND made.week >= %(first)s AND made.week + 7 * %(ahead)s <= %(now)s
                                  AND line.week <= made.week + 7 * %(ahead)s
                                GROUP BY 1, 2, 3) kept
                    LEFT JOIN money
                           ON COALESCE(money.customer_id, 0) = COALESCE(kept.partner_id, 0)
                              AND money.week BETWEEN kept.made AND kept.week
                        GROUP BY 1, kept.made, 2, 3, 4) customer
                GROUP BY 1""",
            money=money, root=root_sudo.id, ahead=ahead, now=monday,
            first=monday - timedelta(weeks=WEEKS + ahead),
        )

    @api.model
    def _past_answer(self, currency, past, day):
        found = {week: (amount, came) for week, amount, came in past['rows']}
        monday = week_of(day)
        history = []
        for number in range(WEEKS, 0, -1):
            week = monday - timedelta(weeks=number)
            amount, came = found.get(week, (None, None))
            history.append({
                'week': week.isoformat(),
                'expected': None if amount is None else currency.round(amount),
                'received': currency.round(past['received'].get(week, 0.0)),
                'came': None if came is None else currency.round(came),
                'hit_rate': rounded(hit_rate(self._exact_rows([(week, amount, came)]), day), 4)
                if amount is not None else None,
            })
        return {
            'history': history,
            'hit_rate': rounded(hit_rate(self._exact_rows(past['rows']), day), 4),
        }

    @staticmethod
    def _exact_rows(rows):
        return [(week, amount or 0, came or 0) for week, amount, came in rows]
