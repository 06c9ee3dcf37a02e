from odoo import api, models
from odoo.tools import SQL

from ..tools.touches import Touch, days_of, ranked


class CreditTouch(models.Model):
    """What of a day's plan its people can do."""

    _inherit = 'credit.touch'

    @api.model
    def _fit(self, root, day):
        """Mark what its owner cannot do on `day`: first appointments, then what brings most."""
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT id, user_id, COALESCE(amount, 0), COALESCE(score, 0), starts_at IS NOT NULL
                 FROM credit_touch
                WHERE company_id = %s AND state = 'planned' AND day = %s""", root.id, day,
        ))
        fixed, free = [], []
        for touch_id, user_id, amount, score, is_fixed in rows:
            (fixed if is_fixed else free).append(Touch(
                touch_id, 'contact', '', user_id, None, (), amount, score))
        split = days_of(
            [*ranked(fixed), *ranked(free)], self._room(root, day, {row[1] for row in rows}),
            root.sudo().credit_touch_capacity)
        over = [touch.customer for one in split.values() for touch in one.overflow]
        self.env.cr.execute(SQL(
            """UPDATE credit_touch SET is_overflow = NOT COALESCE(is_overflow, false)
                WHERE company_id = %(company)s AND state = 'planned' AND day = %(day)s
                  AND COALESCE(is_overflow, false) <> (id = ANY(%(over)s))""",
            company=root.id, day=day, over=over,
        ))
        self.invalidate_model(['is_overflow'])

    def _room(self, root, day, users):
        """Return ``{user id: touches that are left to him on day}``."""
        default = root.sudo().credit_touch_capacity
        desks = self.env['credit.collector']._desks(root, day)
        done = dict(self.env.execute_query(SQL(
            """SELECT done_by_id, COUNT(*) FROM credit_touch
                WHERE company_id = %s AND state = 'done' AND done_on = %s AND undone_at IS NULL
                  AND done_by_id IS NOT NULL GROUP BY 1""", root.id, day,
        )))
        return {user: max(desks.get(user, default) - done.get(user, 0), 0)
                for user in users if user}
