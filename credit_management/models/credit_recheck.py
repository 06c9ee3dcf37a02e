from odoo import api, fields, models
from odoo.tools import SQL

from ..const import BUYER_EVENTS


class CreditRecheck(models.Model):
    """What bettered a customer's position, appended by the event itself and worked off seconds
    later: whoever posts a bank statement never waits for a thousand customers' orders.
    """

    _name = 'credit.recheck'
    _description = "Credit Recheck"
    _log_access = False
    _order = 'id'

    profile_id = fields.Many2one('credit.profile', required=True, ondelete='cascade', index=True)
    event = fields.Char(required=True)
    origin = fields.Char()
    created_at = fields.Datetime(required=True, default=fields.Datetime.now)
    failed = fields.Char(help="Why the last try stopped; it is tried again by the nightly sweep.")

    _todo_idx = models.Index('(profile_id) WHERE failed IS NULL')

    @api.model
    def _append(self, profiles, event, origin):
        """Note that `profiles` with something held deserve another look, and no more.

        So do the members of their groups: what one pays makes room for all. What the gate asks of
        who orders too concerns those who pay for him.
        """
        if not profiles:
            return
        self.env['credit.hold'].flush_model(['profile_id', 'state', 'order_id', 'company_id'])
        self.env['credit.group.member'].flush_model(['group_id', 'profile_id', 'date_to'])
        self.env.cr.execute(SQL(
            """INSERT INTO credit_recheck (profile_id, event, origin, created_at)
               SELECT DISTINCT h.profile_id, %(event)s, %(origin)s, now() AT TIME ZONE 'UTC'
                 FROM credit_hold h WHERE h.state = 'open' AND (h.profile_id IN (
                      SELECT unnest(%(ids)s) UNION
                      SELECT fellow.profile_id FROM credit_group_member own
                        JOIN credit_group_member fellow ON fellow.group_id = own.group_id
                         AND fellow.date_to IS NULL
                       WHERE own.profile_id = ANY(%(ids)s) AND own.date_to IS NULL) OR %(buys)s)""",
            event=event, origin=origin, ids=profiles.ids,
            buys=self._bought_by(profiles) if event in BUYER_EVENTS else SQL("FALSE"),
        ))
        if self.env.cr.rowcount:
            self.env.ref('credit_management.credit_recheck_cron').sudo()._trigger()

    def _bought_by(self, profiles):
        """Return SQL: one of `profiles` ordered what the hold `h` stops."""
        self.env['sale.order'].flush_model(['partner_id'])
        return SQL(
            """EXISTS (SELECT FROM sale_order so
                        JOIN res_partner contact ON contact.id = so.partner_id
                        JOIN credit_profile buyer ON buyer.partner_id = contact.commercial_partner_id
                         AND buyer.company_id = h.company_id
                       WHERE so.id = h.order_id AND buyer.id = ANY(%s))""", profiles.ids)

    @api.model
    def _cron_cure(self):
        """Cure profile by profile, each in a transaction of its own."""
        self.env.cr.execute("SELECT DISTINCT profile_id FROM credit_recheck WHERE failed IS NULL")
        profile_ids = [profile_id for (profile_id,) in self.env.cr.fetchall()]
        self._work_off(profile_ids)

    @api.model
    def _cron_sweep(self):
        """Nightly: look again at every customer with an open hold, whatever was missed."""
        profiles = self.env['credit.hold'].search([('state', '=', 'open')]).profile_id
        self._work_off(profiles.ids)

    def _work_off(self, profile_ids):
        self.env['credit.failure']._in_turn(
            'recheck', self.env['credit.profile'].browse(profile_ids), self._cure_profile,
            self._note_failure,
        )

    def _note_failure(self, profile, reason):
        self.env.cr.execute(SQL(
            "UPDATE credit_recheck SET failed = %s WHERE profile_id = %s", reason, profile.id,
        ))

    def _cure_profile(self, profile):
        """Clear the holds of `profile` that the facts no longer carry, oldest request first."""
        self.env.cr.execute(SQL("DELETE FROM credit_recheck WHERE profile_id = %s", profile.id))
        holds = self.env['credit.hold'].search(
            [('profile_id', '=', profile.id), ('state', '=', 'open'), ('kind', '=', 'auto')],
            order='requested_at, id',
        )
        taken = 0.0
        for hold in holds:
            cleared = hold._cure(taken)
            if cleared:
                taken += hold.amount if hold.order_id.state in ('draft', 'sent') else 0.0
        return True
