from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_round


class CreditOrderReduce(models.TransientModel):
    """Quantities of an order that fit; the rest goes on a quotation of its own."""

    _name = 'credit.order.reduce'
    _description = "Reduce an Order to What Fits"

    order_id = fields.Many2one('sale.order', required=True)
    currency_id = fields.Many2one(related='order_id.currency_id')
    fits = fields.Monetary(readonly=True)
    line_ids = fields.One2many('credit.order.reduce.line', 'wizard_id')
    amount = fields.Monetary(compute='_compute_amount', string="New Total")
    too_much = fields.Boolean(compute='_compute_amount')
    keep_rest = fields.Boolean(default=True, string="Put the rest on a new quotation")

    @api.depends('line_ids.amount')
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = sum(wizard.line_ids.mapped('amount'))
            wizard.too_much = wizard.currency_id.compare_amounts(wizard.amount, wizard.fits) > 0

    @api.model
    def _propose(self, order, fits):
        """Fill the lines in their order, as many whole units as `fits` carries."""
        rest, lines = fits, []
        ordered = order.order_line.filtered(
            lambda line: not line.display_type and line.product_uom_qty > 0
        )
        for line in ordered:
            unit = line.price_total / line.product_uom_qty
            quantity = line.product_uom_qty
            if unit > 0:
                quantity = min(quantity, float_round(
                    rest / unit, precision_rounding=line.product_uom_id.rounding or 1.0,
                    rounding_method='DOWN',
                ))
            rest -= unit * quantity
            lines.append((0, 0, {'order_line_id': line.id, 'quantity': quantity}))
        return self.create({'order_id': order.id, 'fits': fits, 'line_ids': lines})

    def action_reduce(self):
        """Write the quantities; keep what was taken off as a quotation."""
        self.ensure_one()
        order = self.order_id
        order.check_access('write')
        if order.state not in ('draft', 'sent'):
            raise UserError(self.env._("%(order)s is no quotation any more.", order=order.name))
        reduced = self.line_ids.filtered(lambda line: line._rest() > 0)
        if not self.line_ids.filtered(lambda line: line.quantity > 0):
            raise UserError(self.env._("Leave at least one line on the order, or cancel it."))
        rest = self._rest_quotation(reduced) if self.keep_rest and reduced else order.browse()
        for line in self.line_ids:
            line.order_line_id.product_uom_qty = line.quantity
        if rest:
            order.message_post(body=self.env._(
                "What did not fit went to %(rest)s.", rest=rest._get_html_link()
            ))
            rest.message_post(body=self.env._(
                "The rest of %(order)s.", order=order._get_html_link()
            ))
        return {'type': 'ir.actions.act_window_close'}

    def _rest_quotation(self, reduced):
        """Return a copy of the order with only what was taken off."""
        rest = self.order_id.copy({'order_line': []})
        for line in reduced:
            line.order_line_id.copy({'order_id': rest.id, 'product_uom_qty': line._rest()})
        return rest


class CreditOrderReduceLine(models.TransientModel):
    _name = 'credit.order.reduce.line'
    _description = "Line of an Order to Reduce"

    wizard_id = fields.Many2one('credit.order.reduce', required=True, ondelete='cascade')
    order_line_id = fields.Many2one(
        'sale.order.line', required=True, readonly=True, ondelete='cascade'
    )
    name = fields.Text(related='order_line_id.name')
    currency_id = fields.Many2one(related='wizard_id.currency_id')
    ordered = fields.Float(related='order_line_id.product_uom_qty', string="Ordered")
    quantity = fields.Float(string="Keep", digits='Product Unit')
    amount = fields.Monetary(compute='_compute_amount')

    @api.depends('quantity')
    def _compute_amount(self):
        for line in self:
            own = line.order_line_id
            unit = own.price_total / own.product_uom_qty if own.product_uom_qty else 0.0
            line.amount = unit * line.quantity

    @api.constrains('quantity')
    def _check_quantity(self):
        for line in self:
            more = float_compare(line.quantity, line.ordered, precision_digits=4) > 0
            if line.quantity < 0 or more:
                raise UserError(self.env._("Keep between 0 and what was ordered."))

    def _rest(self):
        self.ensure_one()
        return self.order_line_id.product_uom_qty - self.quantity
