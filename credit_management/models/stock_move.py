from odoo import models


class StockMove(models.Model):
    _inherit = 'stock.move'

    # What is still on its way out, for the remainder of orders.
    _credit_open_idx = models.Index(
        "(sale_line_id) INCLUDE (product_id, product_uom, product_uom_qty, origin_returned_move_id)"
        " WHERE sale_line_id IS NOT NULL AND state NOT IN ('done', 'cancel')"
    )
