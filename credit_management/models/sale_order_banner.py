from odoo import api, models

#: How the verdict of the check is called in the banner.
STATES = {'ok': 'ok', 'warn': 'near', 'hold': 'would_hold', 'stop': 'would_hold'}


class SaleOrder(models.Model):
    """What the banner above an order says: the verdict, who has it, and the ways out."""

    _inherit = 'sale.order'

    @api.model
    @api.readonly
    def credit_banner(self, order_id=None, partner_id=None, amount=None, currency=None,
                      payment_term_id=None):
        """Return the banner of a saved order, or of one that is being typed.

        :param int order_id: the order, if it is saved
        :param int partner_id: who gets the invoice, as typed
        :param float amount: total as typed, tax included, in `currency` (ISO code)
        :return: ``{"state", "lines", "free", "hold", "actions", "report_only", "paused_until", …}``
            or ``{"state": "none"}`` where there is nothing to say
        """
        order = self.browse(order_id or [])
        order.check_access('read')
        if not self.env.user._is_internal():
            return {'state': 'none'}
        company = order.company_id or self.env.company
        partner = self.env['res.partner'].browse(partner_id or order.partner_invoice_id.id)
        if order.state == 'cancel' or not partner or company._credit_mode_now() == 'off':
            return {'state': 'none'}
        notice = self._credit_notice(company)
        hold_sudo = order.sudo().credit_hold_id
        is_open = hold_sudo.state == 'open'
        blocking = hold_sudo if is_open else self._credit_by_hand(partner, company)
        if order and blocking:
            return {**notice, **order._credit_banner_held(blocking)}
        if order.state == 'sale':
            return order._credit_banner_confirmed(hold_sudo)
        if not self._credit_may_ask():
            return {'state': 'none'}
        return {**notice, **order._credit_banner_quotation(
            hold_sudo, partner, company, order.amount_total if amount is None else amount,
            currency or order.currency_id.name, payment_term_id,
        )}

    def _credit_by_hand(self, partner, company):
        """Return the open hold that somebody set on the whole customer, or nothing."""
        profile = self.env['credit.profile']._of_partners(partner, company)[:1]
        holds_sudo = self.env['credit.hold'].sudo()
        return holds_sudo._open_manual(0, profile.id) if profile else holds_sudo

    def _credit_may_ask(self):
        user = self.env.user
        return user.has_group('credit_management.credit_management_group_user') or user.has_group(
            'credit_management.credit_management_group_auditor'
        )

    @api.model
    def _credit_notice(self, company):
        """Return the mode, as every banner says it."""
        company_sudo = company.sudo().root_id
        report = company_sudo._credit_mode_now() == 'report'
        paused = report and company_sudo.credit_mode == 'enforce'
        return {
            'report_only': report,
            'paused_until': paused and self._credit_text(company_sudo.credit_pause_until),
        }

    # === HELD === #

    def _credit_banner_held(self, hold_sudo):
        """Return the banner of an open hold: since when, with whom, until when, why."""
        self.ensure_one()
        breaches = hold_sudo.with_env(self.env).breach_ids
        lines = self._credit_lines([
            {'severity': breach.severity, 'message': breach.message, 'code': breach.code}
            for breach in breaches.sudo() if breach.severity != 'warn'
        ])
        if hold_sudo.kind == 'manual':
            lines = [{'severity': 'hold', 'code': '', 'text': self.env._(
                "Held by hand by %(user)s.", user=hold_sudo.requester_id.name
            )}]
        cures = [
            self._credit_cures({**breach.data, 'severity': breach.severity})
            for breach in breaches.sudo()
        ]
        unmatched = self._credit_unmatched(hold_sudo, lines)
        lines += self._credit_said(hold_sudo)
        return {
            'state': 'held',
            'lines': lines,
            'hold': self._credit_hold_values(hold_sudo),
            'actions': self._credit_actions(cures, hold_sudo, unmatched),
            'customer_text': self._credit_proposal().customer_text or self._credit_customer_text(),
        }

    @staticmethod
    def _credit_lines(breaches):
        """Return the sentences, the worst first; where a stop stands, it is the one that counts."""
        rank = {'stop': 0, 'hold': 1, 'warn': 2}
        worst_first = sorted(breaches, key=lambda breach: rank[breach['severity']])
        stops = [breach for breach in worst_first if breach['severity'] == 'stop']
        return [
            {'severity': breach['severity'], 'text': breach['message'], 'code': breach['code']}
            for breach in stops or worst_first
        ]

    def _credit_hold_values(self, hold_sudo):
        """Return who has the hold and until when; phone and mail so that one can reach him."""
        owner_sudo = hold_sudo.user_id
        return {
            'id': hold_sudo.id, 'name': hold_sudo.name, 'owner': owner_sudo.name or '',
            'phone': owner_sudo.partner_id.phone or '',
            'since': self._credit_text(hold_sudo.requested_at),
            'decide_by': self._credit_text(hold_sudo.decide_by),
            'late': hold_sudo.is_late,
            'asked': bool(hold_sudo.release_note_sales),
            'stop': hold_sudo.verdict == 'stop',
        }

    def _credit_customer_text(self):
        """Return what may be sent to the customer: never credit, limit, reason or figure."""
        return self.env._(
            "Thank you, we have your order %(order)s and will confirm it shortly.", order=self.name
        )

    def _credit_waiting_text(self):
        """Return what a customer reads who has signed or paid an order that is held, else ''."""
        self.ensure_one()
        waits = self.state in ('draft', 'sent') and self.credit_state == 'held'
        return self._credit_customer_text() if waits and self._credit_has_ordered() else ''

    def _credit_has_ordered(self):
        """Tell whether the customer himself has said yes: signed, paid, or chosen to pay later."""
        return bool(self.signature) or any(
            tx.state in ('pending', 'authorized', 'done') for tx in self.sudo().transaction_ids
        )

    # === QUOTATION === #

    @staticmethod
    def _credit_text(moment):
        """Return a moment or a day as text for JSON, or False."""
        return str(moment)[:19] if moment else False

    def _credit_banner_quotation(self, hold_sudo, partner, company, amount, currency,
                                 payment_term_id):
        answer = self.env['credit.profile'].may_sell(
            partner.id, amount or 0.0, currency=currency or None, company_id=company.id,
            order_id=self.id or None, payment_term_id=payment_term_id or None,
        )
        profile = self.env['credit.profile']._of_partners(partner, company)
        if not profile and not answer['breaches']:
            return {'state': 'none'}
        state = STATES[answer['verdict']]
        if hold_sudo.state == 'cured' and state in ('ok', 'near'):
            state = 'cleared'
        elif hold_sudo.state == 'released' and hold_sudo._carries(self):
            state = 'released'
        elif hold_sudo.state == 'rejected':
            state = 'rejected'
        return {
            'state': state, 'report_only': answer['report_only'],
            'lines': self._credit_lines(answer['breaches']),
            'free': self._credit_free_text(answer, amount, currency, company),
            'not_checked': answer['not_checked'],
            'hold': self._credit_hold_values(hold_sudo) if hold_sudo else False,
            'decided': self._credit_decided(hold_sudo),
            'actions': self._credit_quotation_actions(state, answer),
            'customer_text': self._credit_customer_text() if state == 'would_hold' else '',
        }

    def _credit_free_text(self, answer, amount, currency, company):
        """Return what is free after this order, for those who may see it."""
        if answer['available'] is None:
            return ''
        own = company.sudo().root_id.currency_id
        source = self.env['res.currency'].search([('name', '=', currency)], limit=1) or own
        value = source._convert(amount or 0.0, own, company, company._credit_today())
        return own.format(answer['available'] - value)

    def _credit_decided(self, hold_sudo):
        """Return how the last hold ended, in the words that sales may read."""
        if not hold_sudo or hold_sudo.state == 'open':
            return False
        return {
            'at': self._credit_text(hold_sudo.decided_at),
            'by': hold_sudo.decided_by_id.name or '',
            'until': self._credit_text(hold_sudo.valid_until),
            'reason': hold_sudo.reason_id.name or '' if hold_sudo.state == 'rejected' else '',
            'changed': hold_sudo.state == 'cured' and bool(hold_sudo._changed_since()),
            'condition': hold_sudo._condition_words(self.env['credit.check']._audience()),
        }

    # === WAYS OUT === #

    def _credit_quotation_actions(self, state, answer):
        if not self or state not in ('would_hold', 'rejected'):
            return []
        return self._credit_actions(
            [self._credit_cures(breach) for breach in answer['breaches']], None)

    def _credit_cures(self, breach):
        """Return a breach's cures as a flat list, cheapest first."""
        if breach['severity'] == 'warn':
            return []
        cure = breach.get('cure') or {}
        return [cure, *(cure.get('alternatives') or [])]

    def _credit_actions(self, blocking, hold_sudo, unmatched=()):
        """Return the names of the buttons that help here, the strongest first.

        :param blocking: the cures of each breach in the way, none of one that only warns
        :param unmatched: the cure of money that is here
        """
        self.ensure_one()
        blocking = [cures for cures in blocking if cures]
        cures = [cure for each in blocking for cure in each] + list(unmatched)
        actions = []
        if self.state in ('draft', 'sent') and self.amount_total > 0 and blocking:
            if all(map(_helped_by_deposit, blocking)) and any(
                cure.get('kind') in ('pay', 'deposit') for cure in cures
            ):
                actions += ['payment_link', 'deposit']
            if all(map(_helped_by_less, blocking)):
                actions.append('reduce')
        if any(cure.get('kind') == 'match' for cure in cures):
            actions += self._credit_match_actions()
        late = any(cure.get('invoices') for cure in cures)
        if late and self.env['account.move'].has_access('read'):
            actions.append('invoices')
        may_write = self.has_access('write')
        if may_write and self._credit_proposal().state == 'sent':
            actions.insert(0, 'proposal')
        asked = hold_sudo and hold_sudo.release_note_sales
        if may_write and hold_sudo and hold_sudo.asked_sales_at:
            actions.insert(0, 'answer')
        elif may_write and not asked:
            actions.append('ask')
        return actions


def _helped_by_deposit(cures):
    """Tell whether a payment for the order helps: none does where late invoices are to be paid."""
    return any(
        cure.get('kind') in ('deposit', 'reduce')
        or cure.get('kind') == 'pay' and not cure.get('invoices') for cure in cures)


def _helped_by_less(cures):
    return any(cure.get('kind') == 'reduce' and (cure.get('to') or 0) > 0 for cure in cures)
