from odoo import api, fields, models


class CreditHold(models.Model):
    _inherit = 'credit.hold'

    @api.model
    def _waiting(self, order, checkpoint):
        """Return the open hold that the facts put on `order` at `checkpoint`, or nothing."""
        return self.search([
            ('res_model', '=', 'sale.order'), ('res_id', '=', order.id), ('kind', '=', 'auto'),
            ('checkpoint', '=', checkpoint), ('state', '=', 'open'),
        ], limit=1)

    @api.model
    def _close_passed(self, outcomes):
        """Close the holds of documents that passed when they were asked again."""
        for outcome in outcomes:
            hold = self.browse(outcome.waiting_id or [])
            if hold and not outcome.held:
                cleared = outcome.verdict in ('ok', 'warn')
                hold._close('cured' if cleared else 'cancelled', None, None, {})

    def _cure(self, taken=0.0):
        """Clear this hold if its document would pass now; confirm it where that was asked for.

        `taken`: headroom that older cured quotations of the same run will use.
        """
        self.ensure_one()
        order = self.order_id
        if self._is_moot():
            self._close('cancelled', None, None, {})
            return False
        verdict = self.env['credit.check']._judge_hold(self, taken)
        if verdict.verdict in ('hold', 'stop'):
            return False
        changed = self._changed_since()
        self._close('cured', None, None, {})
        if self.checkpoint == 'order_confirm' and self._may_confirm_by_itself(changed):
            self._confirm_order(order, self.env._(
                "Confirmed: credit is clear again (%(hold)s).", hold=self.name
            ))
        else:
            text = self._clear_text(changed)
            self._tell_sales(text)
            if self.picking_id:
                self.picking_id.message_post(body=text)
        return True

    def _is_moot(self):
        """Tell whether the held document needs no decision any more."""
        if self.checkpoint == 'delivery':
            return not self.picking_id or self.picking_id.state in ('done', 'cancel')
        order = self.order_id
        return not order or order.state == 'cancel' or (
            self.checkpoint == 'order_confirm' and order.state == 'sale'
        )

    def _clear_text(self, changed):
        if self.checkpoint == 'delivery':
            return self.env._("Credit is clear for %(transfer)s.", transfer=self.picking_id.name)
        if self.door == 'system growth':
            return self.env._(
                "Credit is clear for what %(order)s grew by.", order=self.order_id.name)
        if self.checkpoint == 'order_growth':
            return self.env._(
                "Credit is clear for what was to be added to %(order)s. Add it again.",
                order=self.order_id.name)
        if changed:
            return self.env._(
                "Credit is clear for %(order)s. It changed since it was held; check and confirm it.",
                order=self.order_id.name,
            )
        return self.env._(
            "Credit is clear for %(order)s. Please confirm it.", order=self.order_id.name
        )

    def _changed_since(self):
        """Tell whether the order is another than the one that was held."""
        order = self.order_id
        return (
            order.currency_id != self.currency_id
            or self.currency_id.compare_amounts(order.amount_total, self.total) != 0
            or order.payment_term_id != self.payment_term_id
        )

    def _may_confirm_by_itself(self, changed):
        """A cure confirms only what somebody asked for, unchanged, alive, in time, if wanted."""
        company, order = self.company_id, self.order_id
        age = (fields.Datetime.now() - (self.asked_again_at or self.requested_at)).days
        return (
            company.credit_confirm_on_cure and bool(self.requester_id) and not changed
            and not order.is_expired and age <= company.credit_cure_days
            and company._credit_mode_now() != 'off'
        )
