from odoo import api, fields, models
from odoo.tools import SQL

from ..exposure.receivable import Receivable
from ..exposure.scope import Scope
from ..tools.aging_grades import CODES
from .credit_profile import FIGURES

#: Field -> the fact that it shows.
SHOWN = {'aging_grade': 'aging_grade_by_days', 'effective_aging_grade': 'aging_grade'}


class CreditProfile(models.Model):
    """The customer's aging grade: by the days of what is open, and the one that counts."""

    _inherit = 'credit.profile'

    aging_grade = fields.Selection(
        selection='_selection_aging_grade', compute='_compute_aging_grade',
        search='_search_aging_grade', string="Aging Grade by Days", groups=FIGURES,
        help="Of the oldest open line, counted as rules count: from the next bank day, after money"
        " that is here was applied, without crumbs. Empty: nothing is open.",
    )
    effective_aging_grade = fields.Selection(
        selection='_selection_aging_grade', compute='_compute_aging_grade',
        search='_search_effective_aging_grade', string="Aging Grade", groups=FIGURES,
        help="By days, or what a person decided.",
    )

    @api.model
    def _selection_aging_grade(self):
        return self.env['credit.aging.grade']._selection_grade()

    @api.depends_context('uid')
    @api.depends('aging_grade_override', 'aging_grade_decided_at', 'aging_grade_date', 'credit_limit')
    def _compute_aging_grade(self):
        facts = self._facts({'aging_grade'})
        for profile in self:
            for name, fact in SHOWN.items():
                profile[name] = (facts.get(profile.id) or {}).get(fact) or False

    # === SEARCH AND GROUP: live, one query for all === #

    def _search_aging_grade(self, operator, value):
        return self._search_by_grade('aging_grade', operator, value)

    def _search_effective_aging_grade(self, operator, value):
        return self._search_by_grade('effective_aging_grade', operator, value)

    def _search_by_grade(self, name, operator, value):
        if operator in ('>', '>=', '<', '<='):
            codes = [code for code in CODES if (code > value if '>' in operator else code < value)
                     or '=' in operator and code == value]
            return self._search_by_grade(name, 'in', codes)
        if operator not in ('in', 'not in'):
            return NotImplemented
        graded = self._profiles_by_grade(name)
        found = {i for code in value if code for i in graded.get(code, ())}
        if not all(value):
            known = {i for ids in graded.values() for i in ids}
            none = [('id', 'not in', sorted(known - found))]
            return none if operator == 'in' else ['!', *none]
        return [('id', operator, sorted(found))]

    @api.model
    def _profiles_by_grade(self, name):
        """Return ``{code: [profile ids]}`` of all who owe something, or were decided about."""
        exposure = self.env['credit.exposure'].sudo()
        self.env['credit.receivable']._plan_for_many()
        ids = [profile_id for (profile_id,) in exposure._read(None, SQL(
            "SELECT DISTINCT profile_id FROM (%s) line UNION"
            " SELECT id FROM credit_profile WHERE aging_grade_override IS NOT NULL",
            Receivable().fragment(Scope.profiles(exposure._branches())),
        ))]
        graded = {}
        check_sudo, cr = self.env['credit.check'].sudo(), self.env.cr
        for profile_id, facts in check_sudo._facts(
            cr, check_sudo._rows(cr, sorted(ids)), {'aging_grade'}, only_grades=True
        ).items():
            if facts.get(SHOWN[name]):
                graded.setdefault(facts[SHOWN[name]], []).append(profile_id)
        return graded

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group by grades that no column holds, by the figures of now."""
        if field_expr not in SHOWN:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], 'read')
        cases = [
            SQL("WHEN %s = ANY(%s) THEN %s", SQL.identifier(alias, 'id'), ids, code)
            for code, ids in sorted(self._profiles_by_grade(field_expr).items())
        ] if not self.env.context.get('credit_describing') else []
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::varchar")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        # Whether one may group by a field is found out by asking for its SQL: no figures for that.
        return super(
            CreditProfile, self.with_context(credit_describing=True)
        ).fields_get(allfields, attributes)
