from odoo import models

from .credit_timeline import Source


class CreditTimeline(models.AbstractModel):
    """The sources that are there from the start: orders, goods, money, decisions."""

    _inherit = 'credit.timeline'

    def _timeline_sources(self, profile):
        contacts = self.env['res.partner'].sudo().with_context(active_test=False).search([
            ('commercial_partner_id', '=', profile.partner_id.id)
        ]).ids
        companies = self.env['res.company'].sudo().search([
            ('id', 'child_of', profile.company_id.id)
        ]).ids
        ours = [('partner_id', 'in', contacts), ('company_id', 'in', companies)]
        return super()._timeline_sources(profile) + [
            Source('order', 'orders', 'sale.order', 'date_order', [
                ('partner_invoice_id', 'in', contacts), ('company_id', 'in', companies),
                ('state', '!=', 'cancel'),
            ], '_describe_orders'),
            Source('transfer', 'goods', 'stock.picking', 'date_done', [
                *ours, ('state', '=', 'done'),
                '|', ('location_dest_id.usage', '=', 'customer'), ('location_id.usage', '=', 'customer'),
            ], '_describe_transfers'),
            Source('invoice', 'money', 'account.move', 'invoice_date', [
                *ours, ('state', '=', 'posted'),
                ('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt')),
            ], '_describe_invoices'),
            Source('payment', 'money', 'account.payment', 'date', [
                *ours, ('state', 'in', ('in_process', 'paid')), ('partner_type', '=', 'customer'),
            ], '_describe_payments'),
            Source('bank', 'money', 'account.bank.statement.line', 'date', [
                *ours, ('amount', '>', 0), ('is_reconciled', '=', False), ('state', '=', 'posted'),
            ], '_describe_bank_lines'),
            Source('decision', 'decisions', 'credit.decision', 'date', [
                # Mandates stand in the story by themselves.
                ('profile_id', '=', profile.id), ('kind', 'not in', ('check', 'mandate')),
            ], '_describe_decisions', secret=True),
        ]

    # === WHAT IS SAID === #

    def _describe_orders(self, orders_sudo, readable):
        return {
            order.id: {
                'icon': 'fa-shopping-cart',
                'text': self._named(
                    self.env._("ordered") if order.state == 'sale' else self.env._("quotation"),
                    order, readable,
                ),
                'amount': order.currency_id.format(order.amount_total),
            }
            for order in orders_sudo
        }

    def _describe_transfers(self, pickings_sudo, readable):
        lines = {}
        for picking in pickings_sudo:
            back = picking.location_id.usage == 'customer'
            text = self.env._("returned") if back else self.env._("delivered")
            lines[picking.id] = {
                'icon': 'fa-undo' if back else 'fa-truck',
                'text': self._named(text, picking, readable),
            }
        return lines

    def _describe_invoices(self, moves_sudo, readable):
        return {
            move.id: {
                'icon': 'fa-file-text-o',
                'text': self._named(
                    self.env._("credit note") if move.move_type == 'out_refund'
                    else self.env._("invoiced"), move, readable,
                ),
                'amount': move.currency_id.format(move.amount_total),
                **self._due(move),
            }
            for move in moves_sudo
        }

    def _due(self, move):
        """Return what is to say about an invoice that is not paid."""
        if move.move_type == 'out_refund' or move.payment_state not in ('not_paid', 'partial'):
            return {}
        due = move.invoice_date_due or move.date
        late = (move.company_id.root_id._credit_today() - due).days
        if late > 0:
            return {'note': self.env._("%(days)s d late", days=late), 'tone': 'amber'}
        return {'due': str(due)}

    def _describe_payments(self, payments_sudo, readable):
        lines = {}
        for payment in payments_sudo:
            inbound = payment.payment_type == 'inbound'
            open_money = inbound and payment.state == 'in_process' and not payment.is_reconciled
            text = self.env._("received") if inbound else self.env._("paid back")
            lines[payment.id] = {
                'icon': 'fa-money', 'text': self._named(text, payment, readable),
                'amount': payment.currency_id.format(payment.amount),
                **(self._unmatched() if open_money else {}),
            }
        return lines

    def _describe_bank_lines(self, lines_sudo, readable):
        return {
            line.id: {
                'icon': 'fa-bank',
                'text': self.env._("received %(reference)s", reference=line.payment_ref or '')
                if line.id in readable else self.env._("received"),
                'amount': line.currency_id.format(line.amount),
                'res_model': 'account.move' if line.id in readable else False,
                'res_id': line.move_id.id if line.id in readable else False,
                **self._unmatched(),
            }
            for line in lines_sudo
        }

    def _unmatched(self):
        """Return what marks money that is here and applied to nothing."""
        return {
            'note': self.env._("unmatched"), 'tone': 'amber',
            'match': self._sees_figures() and self.env['account.move'].has_access('write'),
        }

    def _describe_decisions(self, decisions_sudo, readable):
        kinds = dict(decisions_sudo._fields['kind']._description_selection(self.env))
        return {
            decision.id: {
                'icon': 'fa-gavel', 'text': kinds[decision.kind],
                'note': ' · '.join(filter(None, [decision.summary, decision.user_id.name])),
            }
            for decision in decisions_sudo
        }
