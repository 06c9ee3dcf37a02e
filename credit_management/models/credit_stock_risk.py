from odoo import fields, models
from odoo.tools import SQL


class CreditStockRisk(models.Model):
    """Goods kept or made for an order that is held: inventory at credit risk, by order line, now."""

    _name = 'credit.stock.risk'
    _description = "Inventory at Credit Risk"
    _auto = False
    _order = 'amount desc, id'
    _rec_name = 'order_id'

    order_id = fields.Many2one('sale.order', readonly=True)
    line_id = fields.Many2one('sale.order.line', string="Order Line", readonly=True)
    product_id = fields.Many2one('product.product', readonly=True)
    profile_id = fields.Many2one('credit.profile', string="Credit Profile", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    hold_id = fields.Many2one('credit.hold', readonly=True)
    why = fields.Selection(
        [('hold', "Held"), ('suspended', "Customer suspended"), ('blocked', "Customer blocked")],
        readonly=True)
    reserved = fields.Float(readonly=True, help="Kept in the warehouse, in the unit of the product.")
    to_order = fields.Float(
        string="Made to Order", readonly=True,
        help="Bought or made for this order and not there yet, in the unit of the product.")
    amount = fields.Monetary(string="At Cost", readonly=True, help="Both together.")
    currency_id = fields.Many2one('res.currency', readonly=True)

    _depends = {
        'stock.move': ['state', 'quantity', 'product_uom_qty', 'sale_line_id', 'move_orig_ids'],
        'credit.hold': ['state', 'order_id'], 'credit.profile': ['standing'],
    }

    @property
    def _table_query(self):
        return SQL(
            """SELECT kept.id, so.id AS order_id, kept.line_id, kept.product_id,
                      p.id AS profile_id, p.partner_id, p.company_id, so.user_id,
                      stop.hold_id, COALESCE(stop.why, p.standing) AS why, kept.reserved,
                      GREATEST(kept.to_order - kept.reserved, 0) AS to_order,
                      GREATEST(kept.to_order, kept.reserved) * COALESCE(
                          (variant.standard_price->>so.company_id::text)::numeric,
                          (variant.standard_price->>p.company_id::text)::numeric, 0) AS amount,
                      branch.currency_id
                 FROM (%(kept)s) kept
                 JOIN sale_order so ON so.id = kept.order_id
                 JOIN res_company branch ON branch.id = so.company_id
                 JOIN res_partner payer ON payer.id = so.partner_invoice_id
                 JOIN credit_profile p ON p.partner_id = payer.commercial_partner_id AND p.active
                      AND p.company_id = split_part(branch.parent_path, '/', 1)::int
                 JOIN product_product variant ON variant.id = kept.product_id
            LEFT JOIN LATERAL (
                      SELECT h.id AS hold_id, 'hold' AS why FROM credit_hold h
                       WHERE h.state = 'open' AND (h.order_id = so.id
                             OR h.res_model = 'credit.profile' AND h.res_id = p.id)
                       ORDER BY h.id LIMIT 1) stop ON true
                WHERE (stop.hold_id IS NOT NULL OR p.standing IN ('suspended', 'blocked'))
                      AND (kept.reserved > 0 OR kept.to_order > 0)""", kept=self._kept())

    def _kept(self):
        """Return SQL of what open moves keep or expect, by order line and product.

        What comes from a supplier or from production by a chain of moves is made to order.
        """
        return SQL(
            """SELECT MIN(m.id) AS id, line.order_id, line.id AS line_id, m.product_id,
                      COALESCE(SUM(m.quantity * m.product_qty / NULLIF(m.product_uom_qty, 0)), 0)
                          AS reserved,
                      COALESCE(SUM(m.product_qty) FILTER (
                          WHERE goal.usage = 'customer' AND %(made)s), 0) AS to_order
                 FROM stock_move m
                 JOIN sale_order_line line ON line.id = m.sale_line_id
                 JOIN stock_location goal ON goal.id = m.location_dest_id
                 JOIN stock_location source ON source.id = m.location_id
                WHERE m.sale_line_id IS NOT NULL AND m.state NOT IN ('done', 'cancel')
                      AND source.usage = 'internal'
             GROUP BY line.order_id, line.id, m.product_id""", made=self._made())

    def _made(self):
        return SQL(
            """EXISTS (
                 WITH RECURSIVE chain AS (
                      SELECT rel.move_orig_id AS id FROM stock_move_move_rel rel
                       WHERE rel.move_dest_id = m.id
                       UNION
                      SELECT rel.move_orig_id FROM chain
                        JOIN stock_move_move_rel rel ON rel.move_dest_id = chain.id)
               SELECT FROM chain JOIN stock_move before ON before.id = chain.id
                 JOIN stock_location origin ON origin.id = before.location_id
                WHERE origin.usage IN ('supplier', 'production') AND before.state <> 'cancel')""")

    def action_open(self):
        """Open the order; Odoo checks there whether this user may."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'sale.order', 'res_id': self.order_id.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
