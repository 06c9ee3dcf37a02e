from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: A promise is looked at again so many days after its last day: payments are booked late.
LOOK_BACK_DAYS = 60


class CreditPromiseLook(models.Model):
    """Whose promises money may have moved: appended by the event, worked off seconds later.

    So whoever posts a bank statement never waits for promises, nor stands in their way.
    """

    _name = 'credit.promise.look'
    _description = "Promises to Look At"
    _log_access = False
    _order = 'id'

    profile_id = fields.Many2one('credit.profile', required=True, index=True, ondelete='cascade')

    @api.model
    def _append(self, profiles):
        """Note that money of `profiles` moved, of those with a promise that it may concern."""
        if not profiles:
            return
        self.env['credit.promise'].flush_model(['profile_id', 'state', 'ends_on'])
        since = fields.Date.to_date(fields.Datetime.now()) - timedelta(days=LOOK_BACK_DAYS)
        self.env.cr.execute(SQL(
            "INSERT INTO credit_promise_look (profile_id) SELECT DISTINCT profile_id"
            " FROM credit_promise WHERE profile_id = ANY(%s)"
            " AND (state = 'open' OR ends_on >= %s AND cancelled_on IS NULL)",
            profiles.ids, since,
        ))
        if self.env.cr.rowcount:
            self.env.ref('credit_management.credit_promise_look_cron').sudo()._trigger()

    @api.model
    def _cron_look(self):
        """Find out what became of the promises of those whose money moved."""
        self.env.cr.execute("SELECT DISTINCT profile_id FROM credit_promise_look")
        profiles = self.env['credit.profile'].browse(
            sorted(profile_id for (profile_id,) in self.env.cr.fetchall()))
        self.env['credit.failure']._in_turn('promise', profiles, self._look)

    @api.model
    def _look(self, profile):
        self.env.cr.execute(SQL(
            "DELETE FROM credit_promise_look WHERE profile_id = %s", profile.id))
        self.env['credit.promise']._settle(profile)
