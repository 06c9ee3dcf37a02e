import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .. import rules
from ..exceptions import CreditHold as Held
from ..transaction import undivided

_logger = logging.getLogger(__name__)


class CreditHold(models.Model):
    """How a hold ends by a person: released, rejected, withdrawn; and what happens then."""

    _inherit = 'credit.hold'

    # === RELEASES === #

    @api.model
    def _valid_release(self, order, checkpoint):
        """Return the newest release of `order` at `checkpoint` that still carries, or nothing."""
        holds = self.search([
            ('res_model', '=', 'sale.order'), ('res_id', '=', order.id),
            ('checkpoint', '=', checkpoint), ('state', '=', 'released'),
        ], order='decided_at desc, id desc', limit=1)
        return holds.filtered(lambda hold: hold._carries(order))

    def _carries(self, order):
        """Tell whether this release still carries `order`: neither ended nor outgrown."""
        self.ensure_one()
        today = order.company_id._credit_today()
        if self.valid_until and self.valid_until < today:
            return False
        total = order.currency_id._convert(
            order.amount_total, self.currency_id, order.company_id, today
        ) if self.currency_id != order.currency_id else order.amount_total
        return self.currency_id.compare_amounts(total, self.max_amount) <= 0

    def _covers(self, verdict):
        """Tell whether this release saw every breach that stands in the way now, as bad as it is."""
        self.ensure_one()
        seen = {breach.code: breach for breach in self.breach_ids}
        return all(
            breach.severity == 'warn' or breach.code in seen
            and not (breach.severity == 'stop' and seen[breach.code].severity != 'stop')
            and rules.covers(seen[breach.code].data, breach)
            for breach in verdict.breaches
        )

    def release(self, reason_code, note, max_amount=None, valid_until=None, urgent=False,
                condition=None):
        """Let the held document go on; recorded, bounded, and by somebody who may.

        :param str reason_code: code of a `credit.reason` for releases
        :param str note: why; required above the first level of authority
        :param float max_amount: in the document's currency, tax included; default its total
        :param valid_until: last day, company calendar; default the company's release days
        :param bool urgent: any manager alone; a second manager signs within 24 hours
        :param dict condition: what it hangs on: ``{"kind": "promise", "date", "amount"}``,
            ``{"kind": "deposit", "amount"}`` or ``{"kind": "security", "text"}``; default nothing
        :return: ``{"hold", "state", "order_state"}``
        """
        self.ensure_one()
        hold_sudo = self._checked_for_decision('release')
        bound = hold_sudo._condition_values(condition)
        reason = self.env['credit.reason']._of_code(reason_code, 'release')
        signed = hold_sudo._sign(self.env.user, urgent, note)
        if signed:
            hold_sudo._close('released', reason, note, {
                'max_amount': hold_sudo.total if max_amount is None else max_amount,
                'valid_until': valid_until or hold_sudo._default_valid_until(), **bound,
            })
            hold_sudo._ask_signature()
            hold_sudo._say_condition()
            hold_sudo._go_on()
        return hold_sudo._answer()

    def reject(self, reason_code, note):
        """Refuse the held document; it may be changed and asked for again.

        :return: ``{"hold", "state", "order_state"}``
        """
        self.ensure_one()
        hold_sudo = self._checked_for_decision('reject')
        reason = self.env['credit.reason']._of_code(reason_code, 'reject')
        hold_sudo._close('rejected', reason, note, {})
        hold_sudo._tell_sales(self.env._(
            "%(hold)s was rejected by %(user)s: %(note)s. Change the order and confirm it again.",
            hold=hold_sudo.name, user=self.env.user.name, note=note or reason.name,
        ))
        return hold_sudo._answer()

    def _checked_for_decision(self, action):
        """Return `self` in sudo after every check on who asks: he may decide, not write rows."""
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._(
                "Holds are decided by credit officers. Ask for a release on the order instead."
            ))
        hold_sudo = self.sudo()
        self.env.cr.execute('SELECT id FROM credit_hold WHERE id = %s FOR UPDATE', [self.id])
        hold_sudo.invalidate_recordset(['state'])
        if hold_sudo.state != 'open':
            raise UserError(self.env._(
                "%(hold)s was decided already (%(state)s).", hold=hold_sudo.name,
                state=dict(self._fields['state']._description_selection(self.env))[hold_sudo.state],
            ))
        if action == 'release':
            self._check_four_eyes(hold_sudo)
        return hold_sudo

    def _check_four_eyes(self, hold_sudo):
        """Refuse who made, asked for, sold or last changed the order."""
        if self.env.user in hold_sudo._other_eyes():
            raise AccessError(self.env._(
                "%(hold)s needs other eyes: you made, sold, changed or asked for this order."
                " Another officer releases it.", hold=hold_sudo.name,
            ))

    def _other_eyes(self):
        """Return who may not release this hold: made, asked for, sold or changed the order."""
        self.ensure_one()
        users = self.env['res.users'].sudo()
        if self.company_id.credit_single_approver:
            return users
        actors = self.order_id._credit_actors() if self.order_id else ()
        return users.browse(actors) | self.excluded_user_ids | self.requester_id

    def _sign(self, user, urgent, note):
        """Record `user`'s signature; return whether the release is complete."""
        self.ensure_one()
        manager = user.has_group('credit_management.credit_management_group_manager')
        if self.verdict == 'stop':
            return self._sign_stop(user, manager, urgent)
        if urgent and manager:
            self._sign_urgent(user)
            return True
        self.env['credit.authority']._check_release(user, self, note)
        return True

    def _sign_stop(self, user, manager, urgent):
        """A stop takes two managers; in urgency the second has 24 hours."""
        if not manager:
            raise AccessError(self.env._(
                "%(hold)s is a stop: it ends when its cause is lifted, or with the signatures of"
                " two credit managers.", hold=self.name,
            ))
        if self.company_id.credit_single_approver:
            return True
        if urgent:
            self._sign_urgent(user)
            return True
        if not self.first_signature_id:
            self.first_signature_id = user
            self._log('second_signature', {'first': user.id})
            self.message_post(body=self.env._("First signature by %(user)s.", user=user.name))
            return False
        if self.first_signature_id == user:
            raise AccessError(self.env._(
                "You signed %(hold)s already; the second signature is another manager's.",
                hold=self.name,
            ))
        self.second_signature_id = user
        return True

    def _default_valid_until(self):
        return self.company_id._credit_today() + timedelta(
            days=self.company_id.credit_release_days or 7
        )

    def _close(self, state, reason, note, values):
        """The one door to a decided state: fields, log, activity, event."""
        self.ensure_one()
        self.write({
            **values, 'state': state, 'reason_id': reason.id if reason else False, 'note': note,
            'decided_by_id': self.env.uid, 'decided_at': fields.Datetime.now(),
        })
        kind = {
            'released': 'release', 'rejected': 'reject', 'cured': 'cure', 'cancelled': 'cancel'
        }[state]
        self._log(kind, {'reason': reason.code if reason else None, 'note': note, **values})
        self.activity_ids.unlink()
        event = {
            'released': 'hold_released', 'rejected': 'hold_rejected', 'cured': 'hold_cured'
        }.get(state)
        if event:
            self.env['credit.profile']._notify(event, self.profile_id, f'credit.hold,{self.id}')

    def _log(self, kind, payload):
        self.env['credit.decision'].sudo()._log(
            kind, profile=self.profile_id, res_model=self.res_model, res_id=self.res_id,
            verdict=self.verdict, payload={'hold': self.name, 'total': self.total, **payload},
        )

    # === GOING ON === #

    def _go_on(self):
        """After a release: confirm what somebody had asked to confirm, as Odoo itself would."""
        self.ensure_one()
        order = self.order_id
        releaser = self.env.user.name
        if self.checkpoint != 'order_confirm' or not order:
            self._tell_sales(self.env._(
                "%(hold)s was released by %(user)s up to %(amount)s until %(date)s.",
                hold=self.name, user=releaser, amount=self.currency_id.format(self.max_amount),
                date=format_date(self.env, self.valid_until),
            ))
            return
        message = self.env._(
            "Confirmed after %(hold)s was released by %(user)s.", hold=self.name, user=releaser
        )
        self._confirm_order(order, message)

    def _confirm_order(self, order, message):
        """Confirm in a savepoint as OdooBot; an error leaves the quotation and a note on it."""
        order = order.with_user(SUPERUSER_ID)
        if order.state not in ('draft', 'sent') or order.is_expired:
            self._tell_sales(
                self.env._("Credit is clear for %(order)s. Please confirm it.", order=order.name)
            )
            return False
        try:
            with undivided(self.env.cr):
                order.action_confirm()
                order.message_post(body=message)
                return True
        except (UserError, Held) as error:
            _logger.info("order %s was released but not confirmed: %s", order.id, error)
            order.invalidate_recordset()
            self._tell_sales(self.env._(
                "%(order)s may go on, but could not be confirmed: %(error)s",
                order=order.name, error=self._error_for_sales(error),
            ))
        return False

    def _answer(self):
        self.env.flush_all()
        return {
            'hold': self.name, 'state': self.state, 'order_state': self.order_id.state or None,
        }

    # === ACTIONS === #

    def action_withdraw(self):
        """Sales no longer want it: the hold ends without a decision."""
        for hold in self:
            if hold.order_id:
                hold.order_id.check_access('write')
            else:
                hold._checked_for_decision('withdraw')
            if hold.sudo().state == 'open':
                hold.sudo()._close('cancelled', None, None, {})
        return True

    def action_lift(self):
        """End a hold that was set by hand; what waits for it is looked at again."""
        for hold in self:
            hold_sudo = hold._checked_for_decision('lift')
            if hold_sudo.kind != 'manual':
                raise UserError(self.env._(
                    "%(hold)s was not set by hand; release or reject it.", hold=hold_sudo.name
                ))
            hold_sudo._close('cancelled', None, None, {})
            hold_sudo._tell_sales(self.env._(
                "%(hold)s was lifted by %(user)s.", hold=hold_sudo.name, user=self.env.user.name
            ))
            self.env['credit.profile']._notify('hold_rejected', hold_sudo.profile_id, 'lift')
        return True
