from odoo import api, fields, models
from odoo.exceptions import UserError

#: So many orders that could not be closed are named.
MOST_NAMED = 10


class SaleOrder(models.Model):
    """What of a confirmed order will never be delivered: said by people, and it uses no credit."""

    _inherit = 'sale.order'

    credit_closed_remainder = fields.Boolean(
        string="Remainder Closed", copy=False, readonly=True, groups='base.group_user',
        help="What is not delivered yet will not be: it uses no credit.",
    )
    credit_may_close_remainder = fields.Boolean(
        compute='_compute_credit_may_close_remainder', groups='base.group_user'
    )

    @api.depends('state', 'order_line.qty_delivered', 'order_line.product_uom_qty')
    def _compute_credit_may_close_remainder(self):
        """Something was ordered that is not delivered, and a profile makes it matter."""
        partners = self.env['credit.profile']._of_partners(self.partner_invoice_id).partner_id
        for order in self:
            order.credit_may_close_remainder = order.state == 'sale' and any(
                line.qty_delivered < line.product_uom_qty
                for line in order.order_line if not line.display_type
            ) and order.partner_invoice_id.sudo().commercial_partner_id in partners

    def action_close_remainder(self):
        """Say that what is undelivered will not come: it uses no credit from now on."""
        self.check_access('write')
        for order in self:
            order.sudo().credit_closed_remainder = True
            order.message_post(body=self.env._("Remainder closed: it uses no credit any more."))
        self._credit_reduced()
        return True

    def action_reopen_remainder(self):
        """Take *Close remainder* back; the reopened part is a growth and is asked for."""
        self.check_access('write')
        before = self._credit_before_growth()
        self.sudo().credit_closed_remainder = False
        self._credit_after_growth(before)
        return True

    def action_credit_close_remainders(self):
        """List action: close those that can be, and name those that cannot."""
        self.check_access('write')
        closed, refused = 0, []
        for order in self.filtered(lambda order: not order.credit_closed_remainder):
            try:
                with self.env.cr.savepoint():
                    order.action_close_remainder()
                closed += 1
            except UserError as error:
                refused.append(str(error))
        message = self.env._("%(count)s remainders closed.", count=closed)
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'message': '\n'.join([message, *refused[:MOST_NAMED]]),
                'type': 'warning' if refused else 'success', 'sticky': bool(refused),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }
