from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..exposure.receivable import Receivable
from ..tools import aging
from ..tools.deadlines import today_in
from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """The strip of ages on the customer's page: open receivable by days late, and the unbilled."""

    _inherit = 'credit.profile'

    aging = fields.Json(compute='_compute_aging', groups=FIGURES)

    @api.depends('exposure')
    def _compute_aging(self):
        late = self._aged_receivable()
        facts = self._hold_facts()
        for profile in self:
            components = (facts.get(profile.id) or {}).get('components') or {}
            profile.aging = profile.id and {
                'parts': profile._aging_parts(late.get(profile.id) or {}, components),
                'currency_id': profile.currency_id.id,
            }

    def _aged_receivable(self):
        """Return ``{profile id: {band: amount}}``, in company currency, one query a company."""
        aged = {}
        rows = self.env['credit.check'].sudo()._rows(self.env.cr, self.ids)
        exposure = self.env['credit.exposure']
        for company_id in {row['company_id'] for row in rows}:
            own = [row for row in rows if row['company_id'] == company_id]
            scope = exposure._scope(own)
            query = SQL(
                "SELECT profile_id, width_bucket(%s::date - date_due, %s), SUM(amount)"
                " FROM (%s) item GROUP BY 1, 2",
                today_in(own[0]['zone']), list(self._aging_first_days(company_id)),
                Receivable().fragment(scope),
            )
            for profile_id, number, amount in exposure._read(None, query):
                aged.setdefault(profile_id, {})[number] = amount
        return aged

    def _aging_first_days(self, company_id):
        return self.env['res.company'].browse(company_id)._credit_buckets('due').first_days

    def _aging_parts(self, late, components):
        """Return the parts of the strip in order, each with what opens its lines."""
        receivable = [('component', 'in', ['ar_not_due', 'ar_overdue'])]
        parts = [('not_due', self.env._("Not due"), late.get(aging.NOT_DUE), [
            ('component', '=', 'ar_not_due')
        ])]
        today = self.company_id._credit_today()
        for number, first, last in aging.bands(self._aging_first_days(self.company_id.id)):
            domain = [*receivable, ('date_due', '<=', str(today - timedelta(days=first)))]
            if last:
                domain.append(('date_due', '>=', str(today - timedelta(days=last))))
            parts.append((f'late_{number}', f'{first}–{last}' if last else f'{first}+',
                          late.get(number), domain))
        names = {'unallocated': self.env._("Credits"), 'order_delivered': self.env._("Unbilled")}
        for component, name in names.items():
            amount = components.get(component)
            parts.append((component, name, amount, [('component', '=', component)]))
        return [
            {'code': code, 'name': name, 'amount': amount, 'domain': domain}
            for code, name, amount, domain in parts if amount
        ]
