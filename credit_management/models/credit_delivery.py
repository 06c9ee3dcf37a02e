from odoo import models, sql_db

from ..exceptions import CreditHold
from ..tools import breaches as core
from .credit_check import Outcome


class CreditCheck(models.AbstractModel):
    """The delivery checkpoint: what was approved goes out unless the facts worsened since."""

    _inherit = 'credit.check'

    def _gate_pickings(self, pickings, raising=True):
        """Ask for each transfer that leaves to a customer.

        :return: list of `Outcome`
        :raise CreditHold: naming every held transfer, when `raising`
        """
        pickings = pickings.filtered(lambda p: p.company_id._credit_mode_now() != 'off')
        if not pickings:
            return []
        self.env.flush_all()
        outcomes = [outcome for picking in pickings if (outcome := self._ask_delivery(picking))]
        held = [outcome for outcome in outcomes if outcome.held]
        if held and raising:
            raise CreditHold(self._hold_message(held), held)
        return outcomes

    def _ask_delivery(self, picking):
        order = picking.sale_id
        partner = order.partner_invoice_id or picking.partner_id
        profile = self.env['credit.profile']._of_partners(partner, picking.company_id)[:1]
        if not profile:
            buyer = order.partner_id or picking.partner_id
            profile = self.env['credit.profile']._of_partners(buyer, picking.company_id)[:1]
        if not profile:
            return None
        row = {
            'id': order.id or 0, 'name': picking.name, 'profile_id': profile.id,
            'root_id': profile.company_id.id, 'amount_total': order.amount_total or 0.0,
            'currency_id': (order.currency_id or profile.currency_id).id,
            'payment_term_id': order.payment_term_id.id or None,
            'commitment_date': picking.scheduled_date,
        }
        request = {
            'order': order, 'picking': picking, 'row': row, 'checkpoint': 'delivery',
            'door': 'delivery', 'report': picking.company_id._credit_mode_now() == 'report',
            'document': self._delivery_document(picking, order, profile),
        }
        return self._decide_delivery(request, profile)

    def _delivery_document(self, picking, order, profile):
        """Return the document of a delivery: it adds nothing that its order did not add already."""
        amounts = {}
        if order:
            amounts = self.env['credit.exposure']._order_amounts([order.id]).get(order.id, {})
        gross = amounts.get('gross', 0.0)
        return core.Document(
            res_model='stock.picking', res_id=picking.id, checkpoint='delivery',
            amount=0.0, total=gross,
            prepaid_required=gross if profile.limit_mode == 'cash_only' else 0.0,
            prepaid_received=amounts.get('prepaid', 0.0),
            passed=self._passed_figures(order),
        )

    def _passed_figures(self, order):
        """Return the figures of the last checkpoint that let the order pass, or None."""
        if not order:
            return None
        decision = self.env['credit.decision'].sudo().search([
            ('res_model', '=', 'sale.order'), ('res_id', '=', order.id),
            ('kind', 'in', ('check', 'would_hold')),
        ], order='id desc', limit=1)
        return decision._figures() if decision else None

    def _decide_delivery(self, request, profile):
        """Evaluate in this transaction: a delivery takes no headroom, so it needs no claim."""
        picking, order = request['picking'], request['order']
        holds_sudo = self.env['credit.hold'].sudo()
        profile_row = self._rows(self.env.cr, [profile.id])[0]
        verdict, facts, policy = self._evaluate(
            self.env.cr, request['document'], 'delivery', profile_row,
            order_partner_ids={profile.id: order.partner_id.commercial_partner_id.id},
            only=None if order else ('H07',),
        )
        outcome = Outcome(
            verdict=verdict.verdict, order_id=order.id or 0, picking_id=picking.id,
            name=picking.name, profile_id=profile.id, report_only=request['report'],
            breaches=[self._public(breach) for breach in verdict.breaches],
            not_checked=list(verdict.not_checked),
        )
        growth = holds_sudo.search([
            ('order_id', '=', order.id), ('checkpoint', '=', 'order_growth'),
            ('state', '=', 'open'),
        ], limit=1) if order else holds_sudo
        manual = holds_sudo._open_manual(order.id or 0, profile.id)
        blocking = growth or manual
        if blocking and not request['report']:
            outcome.verdict, outcome.hold_id, outcome.hold_name = 'hold', blocking.id, blocking.name
        elif outcome.held and not self._delivery_release(picking, verdict):
            self._hold_delivery(request, outcome, self._payload(request, verdict, facts, policy))
        elif outcome.held:
            outcome.verdict = 'warn'
        return outcome

    def _delivery_release(self, picking, verdict):
        """Return the release of this transfer that saw what stands in the way now."""
        release = self.env['credit.hold'].sudo().search([
            ('picking_id', '=', picking.id), ('checkpoint', '=', 'delivery'),
            ('state', '=', 'released'),
        ], order='id desc', limit=1)
        valid = release and release.valid_until >= picking.company_id._credit_today()
        return release if valid and release._covers(verdict) else None

    def _hold_delivery(self, request, outcome, payload):
        """Write the delivery hold in a transaction of its own: the warehouse's is rolled back."""
        picking, row = request['picking'], request['row']
        order = request['order']
        actors = order._credit_actors(self.env.uid) if order else {self.env.uid}
        values = {
            'kind': 'auto', 'checkpoint': 'delivery', 'res_model': 'stock.picking',
            'res_id': picking.id, 'picking_id': picking.id,
            'order_id': request['order'].id or False,
            'profile_id': row['profile_id'], 'verdict': outcome.verdict, 'door': 'delivery',
            'requester_id': self.env.uid, 'amount': 0.0, 'total': row['amount_total'],
            'currency_id': row['currency_id'], 'payment_term_id': row['payment_term_id'],
            'ship_date': row['commitment_date'], 'policy_id': payload.get('policy') or False,
            'figures': payload, 'excluded_user_ids': sorted(actors),
            'breaches': payload['breaches'],
        }
        outcome.record = {'values': values, 'payload': payload}
        gate = self.env['credit.gate'].sudo()
        key = f"profile:{row['profile_id']}"
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
                cr, key, head, 'hold', row['profile_id'], row['root_id'], payload,
                'stock.picking', picking.id, outcome.verdict, self.env.uid,
            )
