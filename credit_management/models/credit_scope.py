from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..health import REGISTRY
from ..receivables.customers import without_profile
from ..receivables.paying import first_days_of, paying
from ..tools.exact import exact
from ..tools.provisional_grades import Paying
from ..tools.waves import wave_of

#: Who was sold to on credit, or owes something, since so many months gets a profile.
SCOPE_MONTHS = 18
#: How long back paying is looked at.
PAYING_MONTHS = 24
#: Checks of the data whose findings are no customers on credit.
LEFT_OUT = ('own_companies', 'employees', 'consumers')
#: Customers whose paying is read by one query.
CHUNK = 2_000


class CreditScope(models.AbstractModel):
    """Who of a company's customers needs a profile, and how he pays. Reads; checks no rights."""

    _name = 'credit.scope'
    _description = "Scope of Credit Management"

    @api.model
    def _found(self, root_sudo):
        """Return ``[(partner id, code why he is left out or None, segment id or None)]`` by id."""
        asked = self.env['credit.health']._asked(root_sudo)
        since = asked.day - relativedelta(months=SCOPE_MONTHS)
        reasons = [(code, REGISTRY[code].condition(asked)) for code in LEFT_OUT]
        segment = self.env['credit.segment'].sudo()._first_sql('partner', SQL("%s", root_sudo.id))
        return self.env['credit.receivable']._rows(SQL(
            "%s ORDER BY partner.id", without_profile(
                asked, since, [*reasons, ('archived', SQL("partner.active IS NOT TRUE"))], segment),
        ))

    @api.model
    def _paying(self, root_sudo, partner_ids):
        """Return ``{partner id: Paying}``; who never got an invoice is not in it.

        Money that is here and not matched is taken off what is open and late, as rules do.
        """
        day, found = root_sudo._credit_today(), {}
        question = self.env['credit.receivable']._question(root_sudo, day)
        since = day - relativedelta(months=PAYING_MONTHS)
        for start in range(0, len(partner_ids), CHUNK):
            rows = self.env['credit.receivable']._rows(
                paying(question, since, partner_ids[start:start + CHUNK]))
            found.update({row[0]: self._paying_of(day, *row[1:]) for row in rows if row[1]})
        return found

    @api.model
    def _waves_of(self, profiles):
        """Return ``{profile id: number of the wave}`` by grade, and by how long each has bought."""
        numbers = {}
        for company, own in profiles.grouped('company_id').items():
            day = company._credit_today()
            question = self.env['credit.receivable']._question(company, day)
            first_days = dict(self.env['credit.receivable']._rows(first_days_of(question)))
            for profile in own:
                first_day = first_days.get(profile.partner_id.id)
                numbers[profile.id] = wave_of(
                    profile.grade or None, _months(first_day, day) if first_day else None)
        return numbers

    @staticmethod
    def _paying_of(day, first_day, lines, paid, paid_late, paid_days, due, due_late, due_days, here):
        left = exact(max(due - here, 0)) / exact(due) if due else 0
        return Paying(
            months=_months(first_day, day), lines=lines,
            amount=exact(paid) + exact(due) * left,
            late_amount=exact(paid_late) + exact(due_late) * left,
            late_days=exact(paid_days) + exact(due_days) * left,
        )


def _months(first_day, day):
    gap = relativedelta(day, first_day)
    return 12 * gap.years + gap.months
