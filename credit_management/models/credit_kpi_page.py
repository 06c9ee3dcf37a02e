from odoo import api, models
from odoo.tools.misc import formatLang

from ..report.months import month_name
from ..tools import dso
from ..tools.exact import rounded
from .credit_kpi import WITH_UNBILLED
from .credit_kpi_companions import DEFAULT_DAYS
from .credit_kpi_trend import TREND

#: Sales and payments of so many months stand behind the figures of the page.
WINDOW = 12

#: What is not counted in days.
UNITS = {
    'overdue_ratio': 'percent', 'cei': 'percent', 'default_rate': 'percent', 'bad_debt': 'percent',
    'turnover': 'times',
}

#: Figure -> what `action_sources` opens for it.
SOURCES = {
    'countback': 'ar', 'period': 'sales', 'aging': 'ar', 'best_possible': 'not_due',
    'delinquent': 'overdue', 'overdue_ratio': 'overdue', 'cei': 'payments',
    'default_rate': 'matured', 'days_to_pay': 'payments', 'beyond_terms': 'payments',
    'turnover': 'sales', 'bad_debt': 'written_off', WITH_UNBILLED: 'unbilled', 'true_dso': 'ar',
    'same_period': 'ar',
}


class CreditKpi(models.AbstractModel):
    """What the screen *DSO* shows, and what each of its figures opens."""

    _inherit = 'credit.kpi'

    @api.model
    @api.readonly
    def get_page(self, company_id=None):
        """Return the figures of the last closed month, their trend and levers in one answer.

        :return: ``{"company_id", "company", "currency_id", "as_of", "today", "has_sales",
            "figures": [{"code", "value", "unit", "floor", "formula", "source"}], "sales",
            "cash_per_day", "trend", "levers"}``; `unit`: ``days``, ``percent``, ``times``; `floor`:
            that many or more; `source`: what `action_sources` opens; `cash_per_day`: what DSO
            shorter by one day frees
        """
        root_sudo, day = self._asked(None, company_id)
        position, now, trend = self._position_and_trend(root_sudo, day, TREND, WINDOW)
        sales, speed = position.sales(WINDOW), self._speed(root_sudo, day, WINDOW)
        unbilled = self._unbilled(root_sudo, now.day)
        return {
            'company_id': root_sudo.id, 'company': root_sudo.name,
            'currency_id': root_sudo.currency_id.id, 'as_of': day.isoformat(),
            'today': root_sudo._credit_today().isoformat(), 'has_sales': sales > 0,
            'figures': self._page_figures(
                root_sudo, position, now, speed, unbilled) if sales > 0 else [],
            'sales': self._money(root_sudo, sales),
            'cash_per_day': rounded(self._cash_per_day(position), 6),
            'trend': trend,
            'levers': self._levers(root_sudo, position, WINDOW, speed, unbilled),
        }

    # === FIGURES === #

    @api.model
    def _cash_per_day(self, position):
        """Return what DSO shorter by one day frees."""
        return dso.released_cash(position.annual_sales(), 1)

    @api.model
    def _page_figures(self, root_sudo, position, now, speed, unbilled):
        """Return the figures in order; their formulas are said with the figures that went in."""
        values, facts = self._page_values(root_sudo, position, now, speed, unbilled)
        formulas = self._formulas(facts)
        return [{
            'code': code, 'value': value, 'unit': UNITS.get(code, 'days'),
            'floor': code in facts['floors'], 'formula': formulas[code],
            'source': SOURCES[code],
        } for code, value in values.items()]

    @api.model
    def _page_values(self, root_sudo, position, now, speed, unbilled):
        """Return ``{code: value}`` in order, and what the formulas name."""
        counted = position.dso('countback', WINDOW)
        billed = self._dso_with_unbilled(now, WINDOW, unbilled)
        quality, facts = self._quality(root_sudo, position, speed)
        days = {
            'countback': counted.value, 'period': position.dso('period', WINDOW).value,
            'aging': position.dso('aging', WINDOW).value,
            'best_possible': position.best_possible(WINDOW),
            'delinquent': position.average_days_delinquent(WINDOW),
        }
        variants = {
            WITH_UNBILLED: billed.value,
            'true_dso': position.dso('true_dso', WINDOW).value,
            'same_period': position.dso('same_period', WINDOW).value,
        }
        values = {
            **{code: rounded(value, 1) for code, value in days.items()}, **quality,
            **{code: rounded(value, 1) for code, value in variants.items()},
        }
        return values, {
            **facts, 'floors': {
                code for code, found in (('countback', counted), (WITH_UNBILLED, billed))
                if found.days_floor},
            'days': sum(month.days for month in position.months(WINDOW)),
            'ar': self._printed(root_sudo, position.ar),
            'best': self._printed(root_sudo, position.best_ar),
            'sales': self._printed(root_sudo, position.sales(WINDOW)),
        }

    @api.model
    def _quality(self, root_sudo, position, speed):
        """Return ``{code: value}`` of what stands beside DSO, and what its formulas name."""
        day = position.day
        cei = self._cei(position, self._opening(root_sudo, day, 1), 1)
        yearly = self._turnover(position, self._opening(root_sudo, day, WINDOW), WINDOW)
        bad = self._bad_debt(root_sudo, position, WINDOW)
        overdue, unpaid = self._overdue(root_sudo, position), self._default_rate(root_sudo, day)
        amounts = {
            'overdue': overdue['overdue'], 'claims': overdue['claims'],
            'matured': unpaid['matured'], 'unpaid': unpaid['unpaid'],
            'written_off': bad['written_off'],
        }
        return {
            'overdue_ratio': overdue['value'], 'cei': cei['value'],
            'default_rate': unpaid['value'], 'days_to_pay': speed.get('value'),
            'beyond_terms': speed.get('beyond_terms'), 'turnover': yearly['value'],
            'bad_debt': bad['value'],
        }, {
            **{name: amount if amount is None else self._printed(root_sudo, amount)
               for name, amount in amounts.items()},
            'month': month_name(self.env, unpaid['month']),
            'turnover_days': formatLang(self.env, yearly['days'] or 0, digits=1),
        }

    @api.model
    def _printed(self, root_sudo, amount):
        return formatLang(self.env, float(amount), currency_obj=root_sudo.currency_id)

    @api.model
    def _formulas(self, facts):
        """Return ``{code: sentence}``."""
        return {
            'countback': self.env._(
                "Receivables of %(ar)s less the sales of the newest months until they are used up:"
                " the days of those months.", ar=facts['ar']),
            'period': self.env._(
                "Receivables %(ar)s / credit sales %(sales)s × %(days)s days.", ar=facts['ar'],
                sales=facts['sales'], days=facts['days']),
            'aging': self.env._(
                "For each month: what is open of it / its sales × its days, added up."),
            'best_possible': self.env._(
                "If nobody were late: not due %(ar)s / credit sales %(sales)s × %(days)s days.",
                ar=facts['best'], sales=facts['sales'], days=facts['days']),
            'delinquent': self.env._("DSO by period less the best possible one."),
            **self._quality_formulas(facts),
            WITH_UNBILLED: self.env._(
                "Counted back today, with what is delivered and not invoiced."),
            'true_dso': self.env._(
                "For each invoice: its age × what is open of it / the sales of its month, added"
                " up."),
            'same_period': self.env._(
                "By period, with what is owed of its own sales only: hides older debt."),
        }

    @api.model
    def _quality_formulas(self, facts):
        return {
            'overdue_ratio': self.env._(
                "Overdue %(overdue)s / claims %(claims)s.", overdue=facts['overdue'],
                claims=facts['claims']),
            'cei': self.env._(
                "Of the month: (opening + sales − closing) / (opening + sales − not due)."),
            'default_rate': self.env._(
                "Of %(matured)s that fell due in %(month)s, %(unpaid)s were unpaid %(days)s days"
                " later.", matured=facts['matured'], month=facts['month'], unpaid=facts['unpaid'],
                days=DEFAULT_DAYS),
            'days_to_pay': self.env._(
                "From invoice to payment, weighed by amount, of the money of twelve months."),
            'beyond_terms': self.env._(
                "From due date to payment, weighed by amount; below 0 is early."),
            'turnover': self.env._(
                "Credit sales / average of opening and closing receivables; once takes %(days)s"
                " days.", days=facts['turnover_days']),
            'bad_debt': self.env._(
                "Written off %(amount)s / credit sales.", amount=facts['written_off'])
            if facts['written_off'] is not None else self.env._(
                "No bad debt accounts are set, so nobody knows what was written off."),
        }
