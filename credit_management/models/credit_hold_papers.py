from odoo import api, models

from .. import rules
from .credit_delivery_papers import ASKED


class CreditHold(models.Model):
    """A delivery that waits for papers is its salesperson's turn: who brings them."""

    _inherit = 'credit.hold'

    def _open_or_make(self, values):
        hold = super()._open_or_make(values)
        if hold.checkpoint == 'delivery' and hold.order_id:
            hold._ask_for_papers()
        return hold

    @api.model
    def _rest_on(self, contracts):
        """Let orders whose goods wait for a signature rest on contracts that came in force since."""
        holds_sudo = self.sudo().search([
            ('state', '=', 'open'), ('checkpoint', '=', 'delivery'),
            ('company_id', 'in', contracts.company_id.ids), ('breach_ids.code', '=', 'H20'),
            ('order_id.partner_id.commercial_partner_id', 'in', contracts.partner_id.ids),
        ])
        orders_sudo = holds_sudo.order_id.filtered(lambda order: not order.credit_contract_id)
        if orders_sudo:
            orders_sudo._credit_take_papers(())

    def _missing_papers(self):
        """Return the breaches that papers would cure."""
        return self.breach_ids.filtered(
            lambda breach: breach.code in ASKED and breach.severity != 'warn')

    def _ask_for_papers(self):
        """Put what is missing on the salesperson's desk, in words without figures."""
        missing = self._missing_papers()
        if not missing:
            return
        reader = self.with_context(lang=self._salesperson().lang or self.env.lang)
        formatter = reader.env['credit.check']._formatter('sales')
        self._put_on_sales_desk(
            reader.env._("Papers for %(transfer)s", transfer=self.picking_id.name),
            ' '.join(rules.sentence(breach.data, formatter) for breach in missing))
