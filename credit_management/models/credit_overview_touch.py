from odoo import api, models
from odoo.tools import SQL


class CreditOverview(models.AbstractModel):
    """What people cannot do on the day: contacts that fit nobody, and their amount."""

    _inherit = 'credit.overview'

    @api.model
    def _live_tiles(self):
        return {**super()._live_tiles(), 'touches': self._tile_touches}

    @api.model
    def _tile_touches(self, root_sudo):
        """Return the contacts of the day: planned, done, and what does not fit; None without any."""
        self.env['credit.touch'].flush_model()
        today = root_sudo._credit_today()
        [(planned, over, amount, nobody)] = self.env.execute_query(SQL(
            """SELECT COUNT(*) FILTER (WHERE is_overflow IS NOT TRUE),
                      COUNT(*) FILTER (WHERE is_overflow),
                      COALESCE(SUM(amount) FILTER (WHERE is_overflow), 0),
                      COUNT(*) FILTER (WHERE user_id IS NULL)
                 FROM credit_touch
                WHERE company_id = %s AND state = 'planned' AND day <= %s""", root_sudo.id, today,
        ))
        [(done,)] = self.env.execute_query(SQL(
            """SELECT COUNT(*) FROM credit_touch
                WHERE company_id = %s AND state = 'done' AND done_on = %s AND undone_at IS NULL""",
            root_sudo.id, today,
        ))
        if not (planned or over or done):
            return None
        own = [('company_id', '=', root_sudo.id)]
        return {
            'planned': planned, 'done': done, 'over': over, 'nobody': nobody,
            'amount': root_sudo.currency_id.round(float(amount)),
            'domains': {
                'over': [*own, ('state', '=', 'planned'), ('is_overflow', '=', True)],
                'day': [*own, ('state', '=', 'planned'), ('is_overflow', '=', False),
                        ('day', '<=', today.isoformat())],
            },
        }
