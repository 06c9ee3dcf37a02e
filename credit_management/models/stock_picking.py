from odoo import api, fields, models

from ..exceptions import CreditHold


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    credit_hold_id = fields.Many2one(
        'credit.hold', compute='_compute_credit_hold_id', compute_sudo=True,
        search='_search_credit_hold_id',
    )
    credit_state = fields.Selection(
        [('held', "Do not load"), ('ok', "Clear")], compute='_compute_credit_hold_id',
        compute_sudo=True, string="Credit",
    )

    @api.depends('sale_id', 'state')
    def _compute_credit_hold_id(self):
        holds = self.env['credit.hold'].sudo().search([
            ('state', '=', 'open'), '|', ('picking_id', 'in', self.ids),
            '&', ('order_id', 'in', self.sale_id.ids), ('checkpoint', '=', 'order_growth'),
        ])
        for picking in self:
            hold = holds.filtered(
                lambda h, p=picking: h.picking_id == p or h.order_id == p.sale_id and p.sale_id
            )[:1] if picking.state not in ('done', 'cancel') else holds.browse()
            picking.credit_hold_id = hold
            picking.credit_state = 'held' if hold else False

    def _search_credit_hold_id(self, operator, value):
        holds = self.env['credit.hold'].sudo().search(
            [('id', operator, value), ('state', '=', 'open'), ('picking_id', '!=', False)]
        )
        return [('id', 'in', holds.picking_id.ids)]

    # === THE CHECKPOINT === #

    def button_validate(self):
        """Take held transfers out of a batch; the rest goes on, and the warehouse sees why."""
        leaving = self._credit_leaving()
        if not leaving:
            return super().button_validate()
        outcomes = leaving._credit_check_delivery(raising=len(self) == 1)
        held = self.browse([outcome.picking_id for outcome in outcomes if outcome.held])
        if not held:
            return super().button_validate()
        if held == self:
            raise CreditHold(self.env['credit.check']._hold_message(outcomes), outcomes)
        self.env['credit.hold'].sudo()._keep(outcomes)
        names = {outcome.picking_id: outcome.hold_name for outcome in outcomes}
        for picking in held:
            picking.message_post(
                body=self.env._("Taken out of the batch: %(hold)s.", hold=names[picking.id])
            )
        return super(StockPicking, self - held).button_validate()

    def _action_done(self):
        """The choke point that every way of delivering goes through."""
        self._credit_leaving()._credit_check_delivery(raising=True)
        res = super()._action_done()
        orders = self.sale_id
        if orders:
            orders._credit_notify('picking_done', orders)
        return res

    def _credit_leaving(self):
        """Return transfers that hand goods to a customer: no returns, internal steps, counters."""
        return self.filtered(
            lambda picking: picking.state not in ('done', 'cancel')
            and not picking._credit_at_counter()
            and any(
                move.location_dest_id.usage == 'customer' and move.location_id.usage != 'customer'
                for move in picking.move_ids
            )
        )

    def _credit_at_counter(self):
        """Tell whether a point of sale books what its customer has paid and carries already."""
        warehouse_sudo = self.picking_type_id.sudo().warehouse_id
        counter = 'pos_type_id' in warehouse_sudo._fields and warehouse_sudo.pos_type_id
        return bool(counter) and counter.id == self.picking_type_id.id and not self.sale_id

    def _credit_check_delivery(self, raising):
        return self.env['credit.check']._gate_pickings(self, raising=raising)

    def action_credit_release_request(self):
        """Warehouse asks: refresh the hold, so that its owner sees the truck is waiting."""
        self.ensure_one()
        self.env['credit.hold'].sudo()._keep(self._credit_check_delivery(raising=False))
        hold_sudo = self.sudo().credit_hold_id
        if hold_sudo:
            hold_sudo.asked_again_at = fields.Datetime.now()
        return True
