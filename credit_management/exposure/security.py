from dataclasses import replace

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Component, number

_lt = LazyTranslate(__name__)


def in_effect(effect, today):
    """Return SQL: the security `s` counts on `today` (SQL date) with `effect`."""
    return SQL(
        "s.state = 'active' AND s.effect = %s AND s.eligible > 0 AND s.valid_from <= %s"
        " AND (s.valid_to IS NULL OR s.valid_to >= %s)", effect, today, today)


class Security(Component):
    """What letters of credit, pledges and the like take off exposure, never more than is owed.

    Totals know it from the profile's row (`credit.exposure._totals`): it hangs on all the others.
    Here it is told security by security, the oldest first.
    """

    names = {'security': _lt("Secured")}
    signs = {'security': -1}
    counts = frozenset(names)
    sources = {'security': ('credit_security', 'partner_id')}

    def totals(self, scope):
        return None

    def fragment(self, scope):
        ids = self._secured(scope)
        if not ids:
            return None
        from . import totals  # the registry holds this component
        owed = totals(replace(
            scope, sources=None, **({} if scope.single else {'profile_ids': ids, 'few': True})))
        used = SQL("LEAST(s.eligible, GREATEST(owed.amount - s.earlier, 0))")
        return SQL(
            """SELECT s.profile_id, %(number)s AS component, 'credit.security' AS res_model,
                      s.id AS res_id, s.id AS source_id, s.valid_from AS date,
                      s.valid_to AS date_due, -%(used)s AS amount, -%(used)s AS amount_today,
                      -%(used)s AS amount_currency, c.currency_id
                 FROM (SELECT s.*, SUM(s.eligible) OVER (
                              PARTITION BY s.profile_id ORDER BY s.id) - s.eligible AS earlier
                         FROM credit_security s
                        WHERE s.profile_id = ANY(%(ids)s) AND %(counts)s) s
                 JOIN res_company c ON c.id = s.company_id
                 JOIN (SELECT profile_id, SUM(amount) AS amount FROM (%(owed)s) item GROUP BY 1
                      ) owed ON owed.profile_id = s.profile_id
                WHERE %(used)s > 0 AND %(only)s""",
            number=number('security'), used=used, ids=list(ids), owed=owed,
            counts=in_effect('offset', scope.today(SQL("s.company_id"))),
            only=scope.only(self.codes, SQL("s.id")),
        )

    @staticmethod
    def _secured(scope):
        """Return the profiles of this scope that have something that takes off."""
        if scope.only_order_ids is not None:
            return ()
        ids = {profile_id for branch in scope.branches for profile_id in branch.secured}
        if scope.single:
            ids &= {scope.profile_id}
        elif scope.profile_ids is not None:
            ids &= set(scope.profile_ids)
        return tuple(sorted(ids))
