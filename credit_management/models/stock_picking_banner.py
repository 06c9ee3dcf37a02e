from odoo import api, models


class StockPicking(models.Model):
    """What the banner above a transfer says, at the first picking step already."""

    _inherit = 'stock.picking'

    @api.model
    @api.readonly
    def credit_banner(self, picking_id=None):
        """Return the banner of a transfer; see `sale.order.credit_banner`.

        `state` is `part` where what is picked passes because the rest stays here; `part` says what
        fits, as text, and `kits` which of its goods are left alone.
        """
        picking = self.browse(picking_id or [])
        picking.check_access('read')
        internal = self.env.user._is_internal()
        if not picking or not internal or picking.state in ('done', 'cancel', 'draft'):
            return {'state': 'none'}
        case = self.env['credit.check']._delivery_cases(picking._credit_outbound()).get(picking.id)
        if not case:
            return {'state': 'none'}
        quantities = picking._credit_quantities()
        notice = self.env['sale.order']._credit_notice(picking.company_id)
        if case.passes(quantities):
            return {**notice, **picking._credit_banner_passing(case, quantities)}
        return {**notice, **picking._credit_banner_stopped(case, quantities)}

    def _credit_banner_passing(self, case, quantities):
        """Return a banner only where the rest would not pass: who loads it all should know."""
        if case.passes(case.demand):
            return {'state': 'none'}
        part = {key: quantities.get(key, 0.0) for key in case.demand}
        return {
            'state': 'part', 'lines': [], 'actions': [], 'customer_text': '',
            'part': self._credit_part_text(part), 'hold': self._credit_banner_hold(case),
        }

    def _credit_banner_stopped(self, case, quantities):
        hold_sudo = self.sudo().credit_hold_id
        part = case.part(quantities)
        ready = self.state == 'assigned' and self.has_access('write')
        actions = ['deliver_part'] if part and ready else []
        if not self._credit_is_first_step() and self.has_access('write'):
            actions.append('ask_again')
        return {
            'state': 'held' if hold_sudo else 'would_hold',
            'lines': self._credit_banner_lines(case, quantities, hold_sudo),
            'hold': self._credit_banner_hold(case), 'actions': actions, 'customer_text': '',
            'part': self._credit_part_text(part) if part else '',
            'kits': self._credit_kits() if part else '',
        }

    def _credit_banner_lines(self, case, quantities, hold_sudo):
        """Return why, as things stand; where only a person can say it, what he said."""
        verdict = case.delivery.judged(quantities)
        public = [self.env['credit.check']._public(breach) for breach in verdict.breaches]
        stopping = [breach for breach in public if breach['severity'] != 'warn']
        if stopping or not hold_sudo:
            return self.env['sale.order']._credit_lines(stopping)
        if hold_sudo.kind == 'manual':
            return [{'severity': 'hold', 'code': '', 'text': self.env._(
                "Held by hand by %(user)s.", user=hold_sudo.requester_id.name
            )}]
        breaches = hold_sudo.with_env(self.env).breach_ids.sudo()
        return [
            {'severity': breach.severity, 'text': breach.message, 'code': breach.code}
            for breach in breaches if breach.severity != 'warn'
        ]

    def _credit_banner_hold(self, case):
        """Return who to call: the hold's owner, else the customer's officer."""
        hold_sudo = self.sudo().credit_hold_id
        if hold_sudo:
            return self.env['sale.order']._credit_hold_values(hold_sudo)
        profile_sudo = self.env['credit.profile'].sudo().browse(case.profile_row['id'])
        owner_sudo = self.env['credit.authority']._first_of(profile_sudo)
        return {
            'id': False, 'name': '', 'owner': owner_sudo.name or '',
            'phone': owner_sudo.partner_id.phone or '',
        }
