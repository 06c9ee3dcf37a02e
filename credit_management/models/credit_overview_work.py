from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: Reviews that fall due within so many days are near.
NEAR = timedelta(days=30)

#: What waits: a hold by hand waits for nobody until somebody asks.
WAITING = [('state', '=', 'open'), ('decide_by', '!=', False)]


class CreditOverview(models.AbstractModel):
    """What waits for a decision: holds, tasks, reviews. Asked each time, from partial indexes."""

    _inherit = 'credit.overview'

    @api.model
    def _live_tiles(self):
        return {
            **super()._live_tiles(), 'holds': self._tile_holds, 'reviews': self._tile_reviews,
        }

    @api.model
    def _tile_holds(self, root_sudo):
        """Return how many holds wait, how much they hold up, and how long the oldest waits.

        `hours`: working hours by the company's calendar; `limit_hours`: within which the company
        wants to decide.
        """
        self.env['credit.hold'].flush_model()
        [(count, amount, oldest)] = self.env.execute_query(SQL(
            """SELECT COUNT(*), COALESCE(SUM(amount), 0),
                      MIN(COALESCE(CASE WHEN kind = 'manual' THEN asked_again_at END, requested_at))
                 FROM credit_hold
                WHERE company_id = %s AND state = 'open' AND decide_by IS NOT NULL""",
            root_sudo.id,
        ))
        return {
            'count': count, 'amount': root_sudo.currency_id.round(amount),
            'oldest_at': oldest and fields.Datetime.to_string(oldest),
            'hours': oldest and self._hours_since(root_sudo, oldest),
            'limit_hours': root_sudo.credit_decide_hours or 4.0,
            'domain': [*WAITING, ('company_id', '=', root_sudo.id)],
        }

    @api.model
    def _hours_since(self, root_sudo, moment):
        now, calendar = fields.Datetime.now(), root_sudo.resource_calendar_id
        if not calendar:
            return round((now - moment).total_seconds() / 3600, 1)
        return round(calendar.get_work_hours_count(moment, now, domain=[
            ('time_type', '=', 'leave'), ('company_id', 'in', (False, root_sudo.id)),
        ]), 1)

    @api.model
    def _tile_reviews(self, root_sudo):
        """Return how many tasks wait, and how many limits were to be reviewed by today."""
        today, tasks = root_sudo._credit_today(), self.env['credit.task']
        own = [('company_id', '=', root_sudo.id)]
        [(count, late)] = tasks._read_group(own, [], ['__count', 'is_late:bool_or']) or [(0, False)]
        profiles = self.env['credit.profile']
        overdue = [*own, ('review_date', '<', today)]
        near = [*own, ('review_date', '>=', today), ('review_date', '<=', today + NEAR)]
        return {
            'tasks': count, 'is_late': bool(late),
            'overdue': profiles.search_count(overdue), 'near': profiles.search_count(near),
            'domains': {
                'tasks': own, 'overdue': self._plain(overdue), 'near': self._plain(near),
            },
        }

    @staticmethod
    def _plain(domain):
        """Return `domain` as JSON takes it."""
        return [
            (name, operator, value.isoformat() if hasattr(value, 'isoformat') else value)
            for name, operator, value in domain
        ]
