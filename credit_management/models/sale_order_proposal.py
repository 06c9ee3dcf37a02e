from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """An officer's proposal on a held order: sales takes it."""

    _inherit = 'sale.order'

    def action_credit_take_proposal(self):
        """Carry out what credit proposed; the gate is asked as ever."""
        self.ensure_one()
        self.check_access('write')
        proposal_sudo = self._credit_proposal()
        if not proposal_sudo:
            raise UserError(self.env._(
                "There is no proposal on %(order)s any more. Ask for a release instead.",
                order=self.name,
            ))
        return proposal_sudo._carry_out(self)

    def _credit_said(self, hold_sudo):
        """Return the banner's lines of what credit asks and proposes."""
        lines = []
        if hold_sudo.asked_sales_at:
            lines.append(self.env._(
                "%(user)s asks: %(question)s", user=hold_sudo.asked_sales_by_id.name,
                question=hold_sudo.question,
            ))
        proposal_sudo = self._credit_proposal()
        if proposal_sudo:
            lines.append(self.env._(
                "%(user)s proposes: %(text)s", user=proposal_sudo.user_id.name,
                text=proposal_sudo.sales_text,
            ))
        return [{'severity': 'warn', 'code': '', 'text': text} for text in lines]

    def _credit_banner_confirmed(self, hold_sudo):
        """Return the banner of a confirmed order: only what its release hangs on."""
        if hold_sudo.state != 'released' or not hold_sudo.condition or (
            self.invoice_status == 'invoiced'
        ):
            return {'state': 'none'}
        return {
            'state': 'released', 'lines': [], 'hold': self._credit_hold_values(hold_sudo),
            'decided': self._credit_decided(hold_sudo), 'actions': [],
        }

    def _credit_proposal(self):
        """Return the proposal on this order that sales can carry out, in sudo, or nothing."""
        hold_sudo = self.sudo().credit_hold_id
        proposal_sudo = hold_sudo.filtered(lambda hold: hold.state == 'open').proposal_id
        return proposal_sudo.filtered(lambda one: one._is_for_sales)
