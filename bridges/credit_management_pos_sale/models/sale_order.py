from functools import partial, wraps

from odoo import models

#: In the context of a sync. An object: nobody can send it over RPC.
SYNC = object()


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    # === THE SYNC OF A POINT OF SALE === #

    def _register_hook(self):
        """Stand before every override of `action_confirm`, in whatever order apps were loaded.

        pos_sale calls it in the middle of a sync. The refusal has to pass the work of all other
        apps, and must not reach the sync: nowhere but here is both true.
        """
        super()._register_hook()
        self._unregister_hook()
        confirm = type(self).action_confirm

        @wraps(confirm)
        def action_confirm(orders):
            if orders.env.context.get('credit_sync') is not SYNC:
                return confirm(orders)
            for order in orders:
                order._credit_knock(partial(confirm, order))
            return True

        action_confirm.is_credit_door = True
        type(self).action_confirm = action_confirm

    def _unregister_hook(self):
        super()._unregister_hook()
        if hasattr(type(self).__dict__.get('action_confirm'), 'is_credit_door'):
            del type(self).action_confirm

    # === CONFIRMED LATER === #

    def _action_confirm(self):
        """Deliver no more than what a counter did not hand over while the order was held."""
        res = super()._action_confirm()
        if self.env.context.get('credit_sync') is not SYNC:
            self.sudo().order_line._credit_leave_out_handed_over()
        return res


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    def _credit_leave_out_handed_over(self):
        """Do what pos_sale does in the sync itself, where the order was a quotation still."""
        pickings = self.env['stock.picking']
        for line in self.filtered(lambda line: line.pos_order_line_ids and line.qty_delivered > 0):
            left = max(line.product_uom_qty - line.qty_delivered, 0.0)
            for move in line.move_ids.reference_ids.move_ids.filtered(
                lambda m, line=line: m.product_id == line.product_id
                and m.state in ('waiting', 'confirmed', 'assigned')
            ):
                move.product_uom_qty = line.compute_uom_qty(left, move, False)
                pickings |= move.picking_id
        done_with = pickings.filtered(
            lambda picking: not any(picking.move_ids.mapped('product_uom_qty'))
        )
        done_with.action_cancel()
        if pickings - done_with:
            (pickings - done_with).action_assign()
