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
    proposal_id = fields.Many2one('credit.proposal', readonly=True)
    splits = fields.Boolean(compute='_compute_splits', compute_sudo=True)

    @api.depends('line_ids.quantity')
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard._total_of(wizard.order_id, wizard.line_ids._quantities())
            wizard.too_much = wizard.currency_id.compare_amounts(wizard.amount, wizard.fits) > 0

    @api.depends('proposal_id')
    def _compute_splits(self):
        for wizard in self:
            wizard.splits = wizard.proposal_id.kind == 'split'

    @api.model
    def _propose(self, order, fits):
        """Fill the lines in their order, as many whole units as `fits` carries."""
        return self._of(order, self._that_fit(order, fits), fits=fits)

    @api.model
    def _of(self, order, quantities, **values):
        """Return a dialog that keeps `quantities` (``{order line id: quantity}``)."""
        return self.create({'order_id': order.id, **values, 'line_ids': [
            (0, 0, {
                'order_line_id': line.id,
                'quantity': min(quantities.get(line.id, 0.0), line.product_uom_qty),
            }) for line in self._reducible(order)
        ]})

    @api.model
    def _reducible(self, order):
        return order.order_line.with_prefetch().filtered(
            lambda line: not line.display_type and line.product_uom_qty > 0
        )

    @api.model
    def _that_fit(self, order, fits):
        """Return ``{order line id: quantity}`` that `fits` carries, the first lines first.

        Fewer pieces can cost more each: then less is tried.
        """
        allowed = fits
        for _attempt in range(3):
            quantities = self._whole_units(order, allowed)
            total = self._total_of(order, quantities)
            if order.currency_id.compare_amounts(total, fits) <= 0:
                break
            allowed *= fits / total
        return quantities

    def _whole_units(self, order, allowed):
        rest, quantities = allowed, {}
        for line in self._reducible(order):
            unit, quantity = line.price_total / line.product_uom_qty, line.product_uom_qty
            if unit > 0:
                # Who orders whole pieces is offered whole pieces.
                step = 1.0 if quantity == int(quantity) else line.product_uom_id.rounding or 1.0
                quantity = min(quantity, max(float_round(
                    rest / unit, precision_rounding=step, rounding_method='DOWN',
                ), 0.0))
            rest -= unit * quantity
            quantities[line.id] = quantity
        return quantities

    @api.model
    def _total_of(self, order, quantities):
        """Return the total of `order` with `quantities`, as Odoo itself prices and taxes them."""
        if not order:
            return 0.0
        order_sudo = order.sudo()._origin
        reduced = order_sudo.new(origin=order_sudo)
        for line in reduced.order_line:
            quantity = quantities.get(line._origin.id, line.product_uom_qty)
            if float_compare(quantity, line.product_uom_qty, precision_digits=4):
                line.product_uom_qty = quantity
        return reduced.amount_total

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
        keep_rest = reduced and (self.keep_rest or self.splits)
        rest = self._rest_quotation(reduced) if keep_rest else order.browse()
        for line in self.line_ids:
            line.order_line_id.product_uom_qty = line.quantity
        if rest:
            order.message_post(body=self.env._(
                "What did not fit went to %(rest)s.", rest=rest._get_html_link()
            ))
            rest.message_post(body=self.env._(
                "The rest of %(order)s.", order=order._get_html_link()
            ))
        if self.splits and rest:
            self._go_and_hold(order, rest)
        self.sudo().proposal_id._take()
        return {'type': 'ir.actions.act_window_close'}

    def _go_and_hold(self, order, rest):
        """Confirm what fits, by the gate as ever; ask for the rest, which is held then."""
        order.action_confirm()
        rest.action_request_credit_release(
            self.env._("The rest of %(order)s, split on a proposal.", order=order.name)
        )

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

    def _quantities(self):
        """Return ``{order line id: quantity}``."""
        return {line.order_line_id.id: line.quantity for line in self}

    def _rest(self):
        self.ensure_one()
        return self.order_line_id.product_uom_qty - self.quantity
