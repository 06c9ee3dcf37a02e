from odoo import api, fields, models
from odoo.fields import Domain

from ..exceptions import CreditHold


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    credit_hold_id = fields.Many2one(
        'credit.hold', compute='_compute_credit_hold_id', compute_sudo=True,
        search='_search_credit_hold_id', groups='base.group_user',
    )
    credit_state = fields.Selection(
        [('held', "Do not load"), ('part', "Only a part")], compute='_compute_credit_state',
        compute_sudo=True, string="Credit", groups='base.group_user',
    )

    @api.depends('sale_id', 'state')
    def _compute_credit_hold_id(self):
        """Find what stops a transfer: its own hold, or one on its order or its customer."""
        waiting = self.filtered(lambda picking: picking.state not in ('done', 'cancel'))
        (self - waiting).credit_hold_id = False
        own = dict(self.env['credit.hold'].sudo()._read_group(
            [('state', '=', 'open'), ('picking_id', 'in', waiting.ids)],
            ['picking_id'], ['id:recordset'],
        ))
        cases = self.env['credit.check']._delivery_cases(waiting._credit_outbound())
        for picking in waiting:
            case = cases.get(picking.id)
            picking.credit_hold_id = own.get(picking._origin, self.env['credit.hold'])[:1] or (
                case and (case.growth or case.by_hand)
            )

    @api.depends('sale_id', 'state', 'move_ids.quantity', 'move_ids.picked', 'credit_receiver',
                 'credit_note_of')
    def _compute_credit_state(self):
        """Say what loading each transfer would be told now, at every step that leads outside."""
        self.credit_state = False
        outbound = self._credit_outbound()
        for picking_id, case in self.env['credit.check']._delivery_cases(outbound).items():
            picking = self.browse(picking_id)
            quantities = picking._credit_quantities()
            if not case.passes(quantities):
                picking.credit_state = 'part' if case.part(quantities) else 'held'

    def _search_credit_hold_id(self, operator, value):
        """Find what is held for a hold of its own, or for what its order grew by."""
        if operator != 'in':
            return NotImplemented
        held = self._credit_held_by([('id', 'in', [one for one in value if one])])
        return held | ~self._credit_held_by([]) if False in value else held

    def _credit_held_by(self, domain):
        holds = self.env['credit.hold'].sudo().search([('state', '=', 'open'), *domain])
        growth = holds.filtered(lambda hold: hold.checkpoint == 'order_growth')
        return Domain('state', 'not in', ('done', 'cancel')) & (
            Domain('id', 'in', holds.picking_id.ids) | Domain('sale_id', 'in', growth.order_id.ids)
        )

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
        self.env['credit.hold'].sudo()._keep(outcomes)
        if held == self:
            raise CreditHold(self.env['credit.check']._hold_message(outcomes), outcomes)
        held._credit_say_taken_out(outcomes)
        res = super(StockPicking, self - held).button_validate()
        return held._credit_taken_out_notice(outcomes, res)

    def _action_done(self):
        """The choke point that every way of delivering goes through."""
        outcomes = self._credit_leaving()._credit_check_delivery(raising=True)
        res = super()._action_done()
        self.env['credit.check']._keep_rest_held(outcomes)
        orders = self.sale_id
        if orders:
            orders._credit_notify('picking_done', orders)
        self.env['credit.rpm.event'].sudo()._note_by_company('picking', self.filtered(
            lambda picking: 'customer' in (
                picking.location_id.usage, picking.location_dest_id.usage)))
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
        self.check_access('write')
        self.env['credit.hold'].sudo()._keep(self._credit_check_delivery(raising=False))
        hold_sudo = self.sudo().credit_hold_id
        if hold_sudo:
            hold_sudo.asked_again_at = fields.Datetime.now()
        return True
