from odoo import models, sql_db
from odoo.tools import SQL

from ..exceptions import CreditHold
from ..tools import breaches as core
from .credit_check import Outcome


class CreditCheck(models.AbstractModel):
    """The delivery checkpoint: what was approved goes out unless the facts worsened since."""

    _inherit = 'credit.check'

    def _gate_pickings(self, pickings, raising=True):
        """Ask for each transfer that leaves to a customer, as far as it would be handed over now.

        What passes leaves the ones after it less: parts of one order share its headroom.

        :return: list of `Outcome`
        :raise CreditHold: naming every held transfer, when `raising`
        """
        pickings = pickings.filtered(lambda p: p.company_id._credit_mode_now() != 'off')
        if not pickings:
            return []
        cases = self._delivery_cases(pickings)
        outcomes, gone = [], {}
        for picking in pickings.filtered(lambda p: p.id in cases):
            case = cases[picking.id]
            quantities = picking._credit_quantities()
            case.delivery.gone = {**case.delivery.gone, **gone}
            outcome = self._decide_delivery(case, quantities)
            outcomes.append(outcome)
            if not outcome.held:
                gone = case.delivery.leaving(quantities)
        held = [outcome for outcome in outcomes if outcome.held]
        if held and raising:
            raise CreditHold(self._hold_message(held), held)
        return outcomes

    def _decide_delivery(self, case, quantities):
        """Evaluate in this transaction: a delivery takes no headroom, so it needs no claim."""
        picking, order, delivery = case.picking, case.order, case.delivery
        verdict = delivery.judged(quantities)
        outcome = Outcome(
            verdict=verdict.verdict, order_id=order.id or 0, picking_id=picking.id,
            name=picking.name, profile_id=case.profile_row['id'],
            report_only=case.report_only,
            breaches=[self._public(breach) for breach in verdict.breaches],
            not_checked=list(verdict.not_checked),
        )
        if outcome.report_only:
            return outcome
        payload = self._delivery_payload(case, quantities, verdict)
        if case.passes(quantities):
            outcome.verdict = 'warn' if outcome.held else outcome.verdict
            if self._passes_as_a_part(case, quantities):
                outcome.part = payload
        elif case.growth or case.by_hand:
            blocking = case.growth or case.by_hand
            outcome.verdict, outcome.hold_id, outcome.hold_name = 'hold', blocking.id, blocking.name
        else:
            self._hold_delivery(case, outcome, payload)
        return outcome

    def _delivery_payload(self, case, quantities, verdict):
        """Return the figures of the moment, for the log and the hold."""
        delivery = case.delivery
        request = {
            'row': {'name': case.picking.name}, 'document': delivery.document_of(quantities),
            'checkpoint': 'delivery', 'door': 'delivery',
        }
        payload = self._payload(request, verdict, delivery.facts, delivery.policy)
        return {**payload, 'leaves': round(delivery.worth(quantities), 6)}

    def _passes_as_a_part(self, case, quantities):
        """Tell whether this passes only because the rest of the order stays here.

        Another transfer of the same order could pass at the same moment for the same reason. Both
        write the order's row, so the later one is tried again and sees what has left.
        """
        order = case.order
        if not order or not case.delivery.stays(quantities):
            return False
        whole = case.delivery.judged()
        if whole.verdict not in ('hold', 'stop') or case.is_released(whole, case.demand):
            return False
        self.env.cr.execute(SQL(
            "UPDATE sale_order SET write_date = write_date WHERE id = %s", order.id
        ))
        return True

    def _judge_delivery(self, picking):
        """Return the verdict of the facts on all of `picking`, whatever people have decided."""
        case = self._delivery_cases(picking).get(picking.id)
        return case.delivery.judged(case.demand) if case else core.Verdict()

    # === HOLDS === #

    def _hold_delivery(self, case, outcome, payload):
        """Write the delivery hold in a transaction of its own: the warehouse's is rolled back."""
        picking, row = case.picking, case.profile_row
        values = self._delivery_hold_values(case, outcome, payload)
        outcome.record = {'values': values, 'payload': payload}
        gate = self.env['credit.gate'].sudo()
        key = f"profile:{row['id']}"
        with gate._own_transaction() as cr:
            cr.execute('SELECT 1 FROM stock_picking WHERE id = %s', [picking.id])
            if not cr.fetchone():
                return
            head = gate._lock(cr, [key], create=True)[key]
            hold_sudo = self.env(cr=cr)['credit.hold'].sudo()._open_or_make(values)
            hold_sudo.env.flush_all()
            outcome.hold_id, outcome.hold_name = hold_sudo.id, hold_sudo.name
            outcome.record['hold_id'] = hold_sudo.id
            outcome.committed = isinstance(cr, sql_db.Cursor)
            self.env['credit.decision']._append(
                cr, key, head, 'hold', row['id'], row['company_id'], payload,
                'stock.picking', picking.id, outcome.verdict, self.env.uid,
            )

    def _delivery_hold_values(self, case, outcome, payload):
        picking, order, row = case.picking, case.order, case.profile_row
        actors = order._credit_actors(self.env.uid) if order else {self.env.uid}
        return {
            'kind': 'auto', 'checkpoint': 'delivery', 'res_model': 'stock.picking',
            'res_id': picking.id, 'picking_id': picking.id, 'order_id': order.id or False,
            'profile_id': row['id'], 'verdict': outcome.verdict, 'door': 'delivery',
            'requester_id': self.env.uid, 'amount': max(payload['amount'], 0.0),
            # A release is bounded by it: of more than was ordered, by what leaves.
            'total': max(order.amount_total, payload['leaves'] * (order.currency_rate or 1.0)),
            'currency_id': order.currency_id.id or row['currency_id'],
            'payment_term_id': order.payment_term_id.id or None,
            'ship_date': picking.scheduled_date, 'policy_id': payload.get('policy') or False,
            'figures': payload, 'excluded_user_ids': sorted(actors),
            'breaches': payload['breaches'],
        }

    def _keep_rest_held(self, outcomes):
        """After a part has left: its hold stays with the rest, or one is made for it."""
        parts = {outcome.picking_id: outcome for outcome in outcomes if outcome.part}
        cleared = {outcome.picking_id for outcome in outcomes
                   if outcome.verdict in ('ok', 'warn') and not outcome.part}
        holds_sudo = self.env['credit.hold'].sudo().search([
            ('picking_id', 'in', [outcome.picking_id for outcome in outcomes]),
            ('checkpoint', '=', 'delivery'), ('state', '=', 'open'),
        ])
        if not parts and not holds_sudo:
            return
        rests = {
            picking.backorder_id.id: picking for picking in self.env['stock.picking'].search([
                ('backorder_id', 'in', [*parts, *holds_sudo.picking_id.ids]),
                ('state', 'not in', ('done', 'cancel')),
            ])
        }
        for hold_sudo in holds_sudo:
            picking_id = hold_sudo.picking_id.id
            self._move_hold(hold_sudo, rests.get(picking_id), picking_id in cleared)
        asked = self.env['stock.picking'].concat(*(rests[key] for key in parts if key in rests))
        kept = self._gate_pickings(asked, raising=False)
        holds_sudo._keep(kept)
        self._tell_parts(parts, rests, {outcome.picking_id: outcome for outcome in kept})

    def _move_hold(self, hold_sudo, rest, cleared):
        """The rest is another transfer: what was held goes on being held there."""
        if not rest:
            hold_sudo._close('cured' if cleared else 'cancelled', None, None, {})
            return
        hold_sudo.message_post(body=self.env._(
            "A part left with %(done)s; the rest is held on %(rest)s.",
            done=hold_sudo.picking_id.name, rest=rest.name,
        ))
        hold_sudo.write({'picking_id': rest.id, 'res_id': rest.id})

    def _tell_parts(self, parts, rests, kept):
        """Log each part that left, and say on its transfer where the rest is."""
        for picking_id, outcome in parts.items():
            picking, rest = self.env['stock.picking'].browse(picking_id), rests.get(picking_id)
            self.env['credit.decision'].sudo()._log(
                'check', payload=outcome.part, res_model='stock.picking', res_id=picking_id,
                profile=self.env['credit.profile'].sudo().browse(outcome.profile_id),
                verdict=outcome.verdict,
            )
            hold = rest and kept.get(rest.id)
            if hold and hold.held:
                picking.message_post(body=self.env._(
                    "A part left; the rest stays here on %(rest)s: %(hold)s.",
                    rest=rest.name, hold=hold.hold_name,
                ))
