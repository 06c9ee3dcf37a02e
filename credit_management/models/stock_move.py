from odoo import models


class StockMove(models.Model):
    _inherit = 'stock.move'

    # What is still on its way out, for the remainder of orders.
    _credit_open_idx = models.Index(
        "(sale_line_id) INCLUDE (product_id, product_uom, product_uom_qty, location_id)"
        " WHERE sale_line_id IS NOT NULL AND state NOT IN ('done', 'cancel')"
    )

    def _action_cancel(self):
        res = super()._action_cancel()
        self._credit_reduced()
        return res

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done.filtered(lambda move: move.location_id.usage == 'customer')._credit_reduced()
        return done

    def _credit_reduced(self):
        """What will not come, and what came back, is owed no more."""
        orders_sudo = self.sudo().sale_line_id.order_id
        if orders_sudo:
            orders_sudo._credit_notify('order_reduced', orders_sudo)
