from odoo import api, fields, models

from ..tools import breaches as core
from .credit_check import LOGGED


class SaleOrder(models.Model):
    """The verdict on quotations in lists: what confirming them would be told now, at once."""

    _inherit = 'sale.order'

    credit_badge = fields.Selection(
        selection=[
            ('ok', "Clear"), ('near', "Near limit"), ('would_hold', "Would be held"),
            ('held', "Held"), ('released', "Released"), ('rejected', "Rejected"),
        ],
        compute='_compute_credit_badge', compute_sudo=True, string="Credit Verdict",
        groups='base.group_user',
    )

    @api.depends('credit_state', 'amount_total', 'state')
    def _compute_credit_badge(self):
        asked = self.filtered(
            lambda order: order.state in ('draft', 'sent')
            and order.credit_state in ('none', 'ok', 'warn')
        )
        verdicts = asked._credit_verdicts()
        words = {'ok': 'ok', 'warn': 'near', 'hold': 'would_hold', 'stop': 'would_hold'}
        for order in self:
            if order in asked:
                order.credit_badge = words.get(verdicts.get(order.id))
            elif order.state == 'cancel':
                order.credit_badge = False
            else:
                known = {'none': False, 'warn': 'near'}
                order.credit_badge = known.get(order.credit_state, order.credit_state)

    def _credit_verdicts(self):
        """Return ``{order id: verdict}`` of saved quotations whose customers have a profile.

        The queries do not depend on how many quotations there are.
        """
        orders = self.filtered(lambda order: order.company_id._credit_mode_now() != 'off')
        if not orders.ids:
            return {}
        self.env.flush_all()
        check = self.env['credit.check']
        rows = {key: row for key, row in check._order_rows(orders.ids).items() if row['profile_id']}
        if not rows:
            return {}
        profiles = check._rows(self.env.cr, {row['profile_id'] for row in rows.values()})
        policies = self.env['credit.policy']._values_of_rows(profiles)
        needs = LOGGED | core.needed_facts(policies.values(), 'order_confirm')
        facts = check._facts(self.env.cr, profiles, needs, policies=policies)
        amounts = self.env['credit.exposure']._order_amounts(list(rows))
        by_hand = self._credit_profiles_by_hand({row['profile_id'] for row in rows.values()})
        return {
            key: 'hold' if row['profile_id'] in by_hand else core.evaluate(
                facts[row['profile_id']], check._document(row, amounts, 'order_confirm'),
                policies[row['profile_id']], 'order_confirm',
            ).verdict
            for key, row in rows.items()
        }

    def _credit_profiles_by_hand(self, profile_ids):
        """Return the ids of those profiles that somebody holds by hand today."""
        today = self.env.company._credit_today()
        return set(self.env['credit.hold'].search([
            ('kind', '=', 'manual'), ('state', '=', 'open'), ('res_model', '=', 'credit.profile'),
            ('res_id', 'in', list(profile_ids)),
            '|', ('valid_until', '=', False), ('valid_until', '>=', today),
        ]).mapped('res_id'))
