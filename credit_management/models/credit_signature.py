from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

#: Hours in which another manager signs an urgent release, and before their end a reminder.
SIGN_WITHIN = 24
REMIND_BEFORE = 4


class CreditHold(models.Model):
    """The second signature of an urgent release: asked of one manager, then missed by all."""

    _inherit = 'credit.hold'

    signer_id = fields.Many2one(
        'res.users', string="Second Signature Asked Of", readonly=True,
        help="Any other credit manager may sign as well.",
    )
    signature_reminded_at = fields.Datetime(readonly=True)

    _unsigned_idx = models.Index(
        "(second_signature_due) WHERE state = 'released' AND is_urgent"
        " AND second_signature_due IS NOT NULL"
    )

    # === SIGNING === #

    def _sign_urgent(self, user):
        """Note `user`'s own signature; the other one has 24 hours, where there is another."""
        alone = self.company_id.credit_single_approver
        self.write({
            'is_urgent': True,
            'first_signature_id': user.id,
            'second_signature_due': not alone and (
                fields.Datetime.now() + timedelta(hours=SIGN_WITHIN)
            ),
        })

    def action_second_signature(self):
        """Sign an urgent release afterwards: another manager than the first."""
        self.ensure_one()
        self.check_access('read')
        hold_sudo = self.sudo()
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise AccessError(self.env._("The second signature is a credit manager's."))
        if not hold_sudo.is_urgent or hold_sudo.second_signature_id:
            raise UserError(
                self.env._("%(hold)s waits for no second signature.", hold=hold_sudo.name)
            )
        if hold_sudo.first_signature_id == self.env.user:
            raise AccessError(self.env._("The second signature is another manager's."))
        self._check_four_eyes(hold_sudo)
        hold_sudo.write({'second_signature_id': self.env.user.id, 'second_signature_due': False})
        hold_sudo.activity_ids.unlink()
        hold_sudo._log('second_signature', {'second': self.env.user.id})
        return True

    def _may_sign(self):
        """Tell whether the reader may give the second signature that is missing."""
        hold_sudo, user = self.sudo(), self.env.user
        return (
            bool(hold_sudo.second_signature_due) and user != hold_sudo.first_signature_id
            and user.has_group('credit_management.credit_management_group_manager')
            and user not in hold_sudo._other_eyes()
        )

    # === ASKING === #

    def _ask_signature(self):
        """Put a missing second signature on another manager's desk."""
        if not self.second_signature_due:
            return
        self.signer_id = self.env['credit.authority']._second_signer(self)
        self._tell_signers(self.signer_id)

    def _tell_signers(self, managers, late=False):
        """Say it on the desks of `managers`; a mail only to who wants one about what is late."""
        for manager in managers:
            quiet = not (late and manager._credit_wants_mail(self, late))
            self.with_context(mail_activity_quick_update=quiet).activity_schedule(
                'credit_management.mail_activity_sign', user_id=manager.id,
                date_deadline=self.company_id._credit_day(self.second_signature_due),
            )
            manager._bus_send('credit_management.hold', {'hold': self.name})

    # === MISSING === #

    def _missing_signatures(self):
        """Return the ids of releases whose second signature is due soon, or over due."""
        now = fields.Datetime.now()
        self.flush_model()
        return [hold_id for (hold_id,) in self.env.execute_query(SQL(
            """SELECT id FROM credit_hold
                WHERE state = 'released' AND is_urgent AND second_signature_due IS NOT NULL
                  AND second_signature_due < %s
                  AND (signature_reminded_at IS NULL OR second_signature_due < %s
                       AND signature_reminded_at < second_signature_due)
                ORDER BY desk_error IS NOT NULL, second_signature_due, id LIMIT 500""",
            now + timedelta(hours=REMIND_BEFORE), now,
        ))]

    def _remind_signature(self):
        """Remind who was asked; once it is over due, tell all managers, and the log."""
        self.ensure_one()
        now = fields.Datetime.now()
        due, seen = self.second_signature_due, self.signature_reminded_at
        over = bool(due) and due < now
        if not due or seen and not (over and seen < due):
            return
        self.signature_reminded_at = now
        self.activity_ids.unlink()
        if over:
            managers = self.env['credit.authority']._managers(self.company_id)
            self._tell_signers(managers - self.first_signature_id - self._other_eyes(), late=True)
            self._log('second_signature', {'missing_since': due})
        else:
            self._tell_signers(self.signer_id, late=True)
