from odoo.tests import Form

from ..exceptions import CreditHold
from .common import CreditCommon


class DeliveryCommon(CreditCommon):
    """An approved order, what is owed since, and the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wanda = cls._user('wanda', 'stock.group_stock_user')
        cls.profile.user_id = cls.officer
        cls.officer.partner_id.phone = "+86 10 5555"

    def _confirmed(self, pieces=9, price=100.0, **values):
        order = self._order(price, **values)
        order.order_line.product_uom_qty = pieces
        self.assertIsNone(self.confirm(order))
        return order.with_env(self.env), order.picking_ids.with_env(self.env)

    def _stopped(self, pieces=9, over=400.0):
        """Return an approved order and its transfer, with `over` too much owed since."""
        order, picking = self._confirmed(pieces)
        self._invoice(1000.0 - order.amount_total + over)
        return order, picking

    def _held(self, picking):
        """Let the warehouse be refused and say that the truck waits; return the hold."""
        with self.assertRaises(CreditHold):
            self._validate(picking)
        picking.with_user(self.wanda).action_credit_release_request()
        return self.env['credit.hold'].search([('picking_id', '=', picking.id)])

    def _validate(self, picking, backorder=True):
        action = picking.with_user(self.wanda).button_validate()
        if isinstance(action, dict) and action.get('res_model') == 'stock.backorder.confirmation':
            wizard = Form(self.env['stock.backorder.confirmation'].with_user(
                self.wanda).with_context(**action['context'])).save()
            return wizard.process() if backorder else wizard.process_cancel_backorder()
        return action

    def _banner(self, picking):
        return self.env['stock.picking'].with_user(self.wanda).credit_banner(picking.id)

    def _rest(self, picking):
        return self.env['stock.picking'].search([('backorder_id', '=', picking.id)])
