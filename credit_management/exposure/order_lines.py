"""The arithmetic of order lines: what is delivered but not invoiced, and what is still to come."""

from odoo.tools import SQL

#: Orders with something left: exactly the predicate of a partial index. Odoo calls an order
#: *invoiced* only when no line has a remainder by our arithmetic either.
OPEN_ORDERS = SQL("so.state = 'sale' AND so.invoice_status IS DISTINCT FROM 'invoiced'")


def sums(scope):
    """Return one row an order, in its own currency: delivered, rest, and what it is judged by."""
    partner, company = SQL("so.partner_invoice_id"), SQL("so.company_id")
    return SQL(
        """SELECT so.id, MIN(%(profile)s) AS profile_id, MIN(%(rounding)s) AS rounding,
                  so.company_id, so.currency_id, so.date_order::date AS date,
                  COALESCE(NULLIF(so.currency_rate, 0), 1) AS rate,
                  COALESCE(bool_and(%(horizon)s > 0
                      AND so.commitment_date::date > %(today)s + %(horizon)s), FALSE) AS is_beyond,
                  SUM(part.delivered * price.unit) AS delivered, SUM(part.rest * price.unit) AS rest
             FROM sale_order so %(joins)s
             JOIN sale_order_line sol ON sol.order_id = so.id
             %(quantities)s
            CROSS JOIN LATERAL (%(price)s) price
            WHERE sol.display_type IS NULL AND sol.is_downpayment IS NOT TRUE
              AND %(orders)s AND %(where)s AND %(only)s
            GROUP BY so.id""",
        profile=scope.profile, rounding=scope.rounding, horizon=scope.horizon, today=scope.today,
        joins=scope.joins(partner, company), quantities=_quantities(scope), price=_price(),
        orders=_which(scope), where=SQL("TRUE") if scope.only_order_ids is not None
        else scope.where(partner, company), only=_only(scope),
    )


def _which(scope):
    if scope.only_order_ids is not None:
        return SQL("so.id = ANY(%s)", list(scope.only_order_ids))
    excluded = SQL("AND so.id <> ALL(%s)", list(scope.exclude_order_ids)) \
        if scope.exclude_order_ids else SQL("")
    return SQL("%s AND sol.invoice_status IS DISTINCT FROM 'invoiced' %s", OPEN_ORDERS, excluded)


def _only(scope):
    codes = ('order', 'order_delivered', 'prepayment', 'beyond_horizon')
    return scope.only(codes, SQL("so.id"))


def _price():
    """Return the price of one unit with tax and discount.

    A line without an ordered quantity has no total to divide; it keeps its price for one.
    """
    return SQL(
        """SELECT CASE WHEN sol.product_uom_qty <> 0 THEN sol.price_total / sol.product_uom_qty
                       ELSE COALESCE(sol.credit_unit_price,
                                     sol.price_unit * (1 - COALESCE(sol.discount, 0) / 100))
                  END AS unit"""
    )


def _quantities(scope):
    """Return joins that end in ``part.delivered`` and ``part.rest``, signed, in the line's unit.

    A line ordered below zero is a deduction: it is measured the same way with its sign turned.
    """
    return SQL(
        """JOIN product_product variant ON variant.id = sol.product_id
           JOIN product_template product ON product.id = variant.product_tmpl_id
           LEFT JOIN uom_uom unit ON unit.id = sol.product_uom_id
           %(refunds)s
           %(moves)s
          CROSS JOIN LATERAL (SELECT CASE WHEN sol.product_uom_qty < 0 THEN -1
                 WHEN sol.product_uom_qty = 0 AND sol.qty_delivered < 0 THEN -1 ELSE 1 END AS sign
               ) side
          CROSS JOIN LATERAL (SELECT side.sign * sol.product_uom_qty AS ordered,
                 side.sign * COALESCE(sol.qty_delivered, 0) AS delivered,
                 side.sign * (%(invoiced)s) AS invoiced) qty
          CROSS JOIN LATERAL (SELECT GREATEST(qty.delivered - qty.invoiced, 0) AS delivered,
                 GREATEST(GREATEST(qty.ordered, qty.delivered)
                          - GREATEST(qty.delivered, qty.invoiced), 0) AS rest) open
          CROSS JOIN LATERAL (SELECT side.sign * open.delivered AS delivered,
                 side.sign * (%(rest)s) AS rest) part""",
        refunds=_refunds(scope), moves=SQL("") if scope.as_confirmed else _open_moves(scope),
        invoiced=_invoiced(), rest=SQL("open.rest") if scope.as_confirmed else _rest(),
    )


def _invoiced():
    """Return the quantity that invoices hold for good.

    Odoo's own figure counts draft and posted documents and takes every credit note off. A draft
    one changes nothing; a posted one gives back only what the customer returned.
    """
    return SQL(
        """COALESCE(sol.qty_invoiced, 0) + CASE
               WHEN refund.posted IS NULL AND refund.draft IS NULL THEN 0
               WHEN side.sign < 0 THEN COALESCE(refund.draft, 0) / unit.factor
               ELSE (COALESCE(refund.draft, 0) + COALESCE(refund.posted, 0)
                     - LEAST(COALESCE(refund.posted, 0), %s)) / unit.factor
           END""",
        _returned(),
    )


def _refunds(scope):
    """Return the quantities on credit notes of the line, in reference units."""
    return scope.sums(
        SQL("refund"), SQL("rel.order_line_id"), SQL("sol.id"),
        SQL(
            """FROM account_move note
               JOIN account_move_line credited ON credited.move_id = note.id
               JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = credited.id
               LEFT JOIN uom_uom u ON u.id = credited.product_uom_id
              WHERE note.move_type = 'out_refund' AND note.state IN ('draft', 'posted')"""
        ),
        SQL(
            """SUM(credited.quantity * COALESCE(u.factor, 1)) FILTER (WHERE note.state = 'draft')
                   AS draft,
               SUM(credited.quantity * COALESCE(u.factor, 1)) FILTER (WHERE note.state = 'posted')
                   AS posted"""
        ),
    )


def _returned():
    """Return what came back for a refund, in reference units; asked only where a note is posted."""
    return SQL(
        """CASE WHEN refund.posted IS NULL THEN 0 ELSE COALESCE((
               SELECT SUM(back.quantity * u.factor) FROM stock_move back
                 JOIN stock_location origin ON origin.id = back.location_id
                 JOIN uom_uom u ON u.id = back.product_uom
                WHERE back.sale_line_id = sol.id AND back.state = 'done' AND back.to_refund
                  AND origin.usage = 'customer'), 0) END"""
    )


def _open_moves(scope):
    """Return what is still on its way out for the line, in reference units."""
    return scope.sums(
        SQL("on_way"), SQL("move.sale_line_id"), SQL("sol.id"),
        SQL(
            """FROM stock_move move
               JOIN stock_location origin ON origin.id = move.location_id
               JOIN uom_uom u ON u.id = move.product_uom
              WHERE move.sale_line_id IS NOT NULL AND move.state NOT IN ('done', 'cancel')
                AND origin.usage <> 'customer'"""
        ),
        SQL(
            """SUM(move.product_uom_qty * u.factor) AS quantity,
               MIN(move.product_id) AS first_product, MAX(move.product_id) AS last_product"""
        ),
    )


def _rest():
    """Return the undelivered quantity that can still become a claim.

    Invoiced on delivery, and no move under way: it never will, whatever the order says. Moves of
    another product are parts of a kit, and their quantities say nothing about the line's.
    """
    return SQL(
        """CASE WHEN open.rest <= 0 OR so.credit_closed_remainder AND so.state = 'sale' THEN 0
                WHEN so.state <> 'sale' OR product.invoice_policy IS DISTINCT FROM 'delivery'
                  OR on_way.first_product IS NOT NULL AND (on_way.first_product <> sol.product_id
                     OR on_way.last_product <> sol.product_id)
                  OR open.rest <= COALESCE(on_way.quantity, 0) / unit.factor THEN open.rest
                WHEN EXISTS (SELECT 1 FROM stock_move m WHERE m.sale_line_id = sol.id)
                THEN COALESCE(on_way.quantity, 0) / unit.factor
                ELSE open.rest END"""
    )
