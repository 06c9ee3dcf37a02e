import operator as operators

from odoo import models
from odoo.tools import SQL

from .. import exposure
from ..exposure.receivable import Receivable
from ..exposure.scope import Scope
from ..exposure.security import in_effect

#: Comparisons that a search on a figure may ask for.
OPERATORS = {
    '=': ('=', operators.eq), '!=': ('<>', operators.ne), '<': ('<', operators.lt),
    '<=': ('<=', operators.le), '>': ('>', operators.gt), '>=': ('>=', operators.ge),
}


class CreditExposure(models.AbstractModel):
    """Finds customers by their figures, in one query for all of them."""

    _inherit = 'credit.exposure'

    def _search_profiles(self, figure, operator, value):
        """Return the ids of profiles whose `figure` compares so with `value`.

        Figures: exposure, available, utilisation, overdue_amount, overdue_days. As on the profile,
        an unlimited customer has nothing available, and no utilisation.
        """
        if operator in ('in', 'not in'):
            found = {i for one in value for i in self._search_profiles(figure, '=', one or 0.0)}
            return self._all_ids() - found if operator == 'not in' else found
        if operator not in OPERATORS:
            return NotImplemented
        if figure.startswith('overdue'):
            return self._search_overdue(figure, operator, value or 0.0)
        expression = {
            'exposure': SQL("exposure"),
            'available': SQL("COALESCE(effective_limit - exposure, 0)"),
            'utilisation': SQL("COALESCE(100 * exposure / NULLIF(effective_limit, 0), 0)"),
        }[figure]
        return self._search_sql(
            SQL("%s %s %s::numeric", expression, SQL(OPERATORS[operator][0]), value or 0.0)
        )

    def _search_sql(self, condition):
        """Return the ids of profiles whose exposure and effective limit meet `condition`."""
        return {profile_id for (profile_id,) in self._read(None, SQL(
            "SELECT id FROM (%s) figures WHERE %s", self._figures(), condition,
        ))}

    def _most_over(self, company_id, count):
        """Return the ids of the `count` profiles of a company that go furthest over their limit."""
        return [profile_id for (profile_id,) in self._read(None, SQL(
            """SELECT id FROM (%s) figures
                WHERE company_id = %s AND active AND exposure > effective_limit
                ORDER BY exposure - effective_limit DESC, id LIMIT %s""",
            self._figures(), company_id, count,
        ))]

    def _total_exposure(self, company_id):
        """Return the exposure of all active profiles of a company."""
        return self._read(None, SQL(
            "SELECT COALESCE(SUM(exposure), 0) FROM (%s) figures WHERE company_id = %s AND active",
            self._figures(), company_id,
        ))[0][0]

    def _figures(self):
        """Return SQL of (id, company_id, active, exposure, effective_limit) of all profiles."""
        self._plan_plainly()
        scope = Scope.profiles(self._branches())
        return SQL(
            """SELECT id, company_id, active, owed - LEAST(offsets, GREATEST(owed, 0)) AS exposure,
                      CASE WHEN standing IN ('suspended', 'blocked') OR grade = 'E'
                             OR limit_mode <> 'limited' THEN own_limit
                           ELSE own_limit + raises + offsets - LEAST(offsets, GREATEST(owed, 0))
                      END AS effective_limit
                 FROM (SELECT p.id, p.company_id, p.active, p.standing, p.grade, p.limit_mode,
                              COALESCE(total.exposure, 0) AS owed, %(limit)s AS own_limit,
                              COALESCE(secured.raises, 0) AS raises,
                              COALESCE(secured.offsets, 0) AS offsets
                         FROM credit_profile p
                         JOIN (VALUES %(days)s) AS day (company_id, today)
                           ON day.company_id = p.company_id
                    LEFT JOIN (SELECT profile_id, SUM(amount) AS exposure FROM (%(totals)s) item
                                GROUP BY 1) total ON total.profile_id = p.id
                    LEFT JOIN (%(secured)s) secured ON secured.profile_id = p.id) figures""",
            limit=exposure.effective_limit(SQL("p"), SQL("day.today")), days=SQL(", ").join(
                SQL("(%s, %s::date)", branch.id, branch.today) for branch in scope.branches),
            totals=exposure.totals(scope), secured=self._secured_sql(scope),
        )

    def _secured_sql(self, scope):
        """Return SQL of (profile_id, raises, offsets) of securities on their company's day."""
        today = scope.today(SQL("s.company_id"))
        raises, offsets = (in_effect(effect, today) for effect in ('limit', 'offset'))
        return SQL(
            """SELECT s.profile_id, SUM(s.eligible) FILTER (WHERE %(raises)s) AS raises,
                      SUM(s.eligible) FILTER (WHERE %(offsets)s) AS offsets
                 FROM credit_security s WHERE s.state = 'active' GROUP BY 1""",
            raises=raises, offsets=offsets,
        )

    def _search_overdue(self, figure, operator, value):
        """Search among customers with a line past due, by the very figures that profiles show."""
        scope = Scope.profiles(self._branches())
        late = [profile_id for (profile_id,) in self._read(None, SQL(
            "SELECT DISTINCT profile_id FROM (%s) late", Receivable().late(scope),
        ))]
        facts = self.env['credit.profile'].browse(late)._facts({figure})
        compare = OPERATORS[operator][1]
        found = {i for i in late if compare((facts.get(i) or {}).get(figure) or 0.0, value)}
        return self._all_ids() - set(late) | found if compare(0.0, value) else found

    def _all_ids(self):
        return {i for (i,) in self._read(None, SQL("SELECT id FROM credit_profile"))}
