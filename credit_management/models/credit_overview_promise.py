from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

#: Promises whose money is to be here within so many days.
NEAR = timedelta(days=7)
#: What matured in so many days makes the kept rate.
PAST = timedelta(days=90)


class CreditOverview(models.AbstractModel):
    """Promises: what is to come within a week, what was broken, and how much of them is kept."""

    _inherit = 'credit.overview'

    @api.model
    def _live_tiles(self):
        return {**super()._live_tiles(), 'promises': self._tile_promises}

    @api.model
    def _tile_promises(self, root_sudo):
        """Return promises for the next days, broken ones nobody dealt with, and the kept rate.

        `kept`: part of one, by amount; None: nothing matured. None where nobody promises.
        """
        self.env['credit.promise'].flush_model()
        today = root_sudo._credit_today()
        [(count, amount, broken, matured, kept)] = self.env.execute_query(SQL(
            """SELECT COUNT(*) FILTER (WHERE state = 'open' AND day <= %(near)s),
                      COALESCE(SUM(missing) FILTER (WHERE state = 'open' AND day <= %(near)s), 0),
                      COUNT(*) FILTER (WHERE state IN ('broken', 'partial') AND followed_on IS NULL),
                      SUM(matured_amount) FILTER (WHERE ends_on >= %(past)s),
                      SUM(kept_amount) FILTER (WHERE ends_on >= %(past)s)
                 FROM credit_promise
                WHERE company_id = %(root)s AND (ends_on >= %(past)s OR state = 'open'
                      OR state IN ('broken', 'partial') AND followed_on IS NULL)""",
            root=root_sudo.id, near=today + NEAR, past=today - PAST,
        ))
        if not (count or broken or matured):
            return None
        own = [('company_id', '=', root_sudo.id)]
        return {
            'count': count, 'amount': root_sudo.currency_id.round(float(amount)), 'broken': broken,
            'kept': float(kept or 0) / float(matured) if matured else None,
            'domains': {
                'near': [*own, ('state', '=', 'open'), ('day', '<=', (today + NEAR).isoformat())],
                'broken': [*own, ('state', 'in', ('broken', 'partial')), ('followed_on', '=', False)],
                'kept': [*own, ('matured_amount', '>', 0),
                         ('ends_on', '>=', (today - PAST).isoformat())],
            },
        }
