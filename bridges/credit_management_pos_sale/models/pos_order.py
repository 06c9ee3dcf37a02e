from odoo import api, models

from .sale_order import SYNC


class PosOrder(models.Model):
    _inherit = 'pos.order'

    @api.model
    def sync_from_ui(self, orders):
        """Book what was sold at the counter; a sales order that credit holds waits behind it."""
        at_counter = self.with_context(credit_door='pos', credit_sync=SYNC)
        return super(PosOrder, at_counter).sync_from_ui(orders)
