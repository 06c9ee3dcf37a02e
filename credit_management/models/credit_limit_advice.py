from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..receivables import trade as trading
from ..tools.limits import Rules, behaviour_factor
from ..tools.suggested_limits import by_bureau, by_high_credit, by_need, recommend

MONTHS = 12


class CreditLimitAdvice(models.AbstractModel):
    """What a limit could be: what the customer needs, what he owed at most, what bureaus say."""

    _name = 'credit.limit.advice'
    _description = "Suggested Limit"

    @api.model
    def _trading(self, company, day, months=MONTHS, partner=None):
        """Return ``{partner id: (peak, its day)}`` of `months`, ``{partner id: (sales, agreed
        days)}`` and ``{partner id: days beyond terms}`` of a year, by three queries.

        :param partner: one customer alone
        """
        receivable = self.env['credit.receivable']
        asked, year = receivable._question(company, day), day - relativedelta(months=MONTHS)

        def read(query):
            # The first column is the customer: the planner takes the condition into the query.
            return receivable._rows_of_all(query if partner is None else SQL(
                "SELECT * FROM (%s) found(customer) WHERE customer = %s", query, partner.id))

        return (
            {key: (float(peak), on) for key, peak, on in read(
                trading.high_credit(asked, day - relativedelta(months=months)))},
            {key: (float(sales), term and float(term)) for key, sales, term in read(
                trading.purchases(asked, year))},
            dict(read(trading.lateness(asked, year))),
        )

    @api.model
    def _methods(self, profile):
        """Return ``{code: tools.suggested_limits.Method}`` of a customer, of his last year."""
        profile_sudo, rules = profile.sudo(), Rules()
        company, partner = profile_sudo.company_id, profile_sudo.partner_id
        peaks, bought, late = self._trading(company, company._credit_today(), partner=partner)
        sales, term = bought.get(partner.id, (None, None))
        found = (
            by_need(sales, term or 0, rules.tolerated),
            by_bureau(profile_sudo.bureau_limit if profile_sudo.has_bureau_limit else None),
            by_high_credit(peaks.get(partner.id, (None,))[0],
                           behaviour_factor(late.get(partner.id)), rules.uplift),
        )
        return {method.code: method for method in found}

    @api.model
    def _of(self, profile):
        """Return (`tools.suggested_limits.Recommendation`, methods) of a customer."""
        methods = self._methods(profile)
        profile_sudo = profile.sudo()
        return recommend(
            methods, profile_sudo.grade or None, self._accounts_months(profile),
            step=profile_sudo.currency_id.rounding), methods

    @api.model
    def _accounts_months(self, profile):
        """Return how many months old the accounts are that say what a customer can bear, or None."""
        return

    @api.model
    def _names(self):
        """Return ``{method or cap: its name}``."""
        return {
            'F4': self.env._("What he needs"),
            'F7': self.env._("Bureau"),
            'F9': self.env._("High credit"),
            'capacity': self.env._("What he can bear"),
            'grade': self.env._("Grade E: no credit"),
            'cap': self.env._("The company's cap"),
        }
