"""Delivered and on no invoice yet, delivery by delivery: a claim that no ledger knows.

The amounts are those of exposure (`exposure.order`); here they are only shared out to deliveries.
"""

from odoo.tools import SQL

from ..exposure import order_lines
from ..exposure.order import Order
from ..exposure.order_lines import OPEN_ORDERS
from .grouping import pivot

#: Name of a group -> SQL of its key; `grouping.GROUPS` without what only a ledger knows.
GROUPS = {
    'partner': SQL("customer.id"),
    'salesperson': SQL("COALESCE(so.user_id, customer.user_id)"),
    'country': SQL("customer.country_id"),
    'currency': SQL("so.currency_id"),
    'branch': SQL("so.company_id"),
    'product_category': SQL("template.categ_id"),
}


def order_ids(company_ids):
    """Return SQL of the orders that may have something unbilled: some more than have."""
    return SQL(
        """SELECT so.id FROM sale_order so
            WHERE %s AND so.company_id = ANY(%s) AND EXISTS (
                  SELECT 1 FROM sale_order_line sol WHERE sol.order_id = so.id
                     AND (sol.qty_delivered > sol.qty_invoiced OR sol.product_uom_qty < 0))""",
        OPEN_ORDERS, list(company_ids),
    )


def rows(scope, zone):
    """Return SQL of (order_id, line_id, move_id, date, amount): parts of what is unbilled.

    What was invoiced covers the oldest deliveries, so what is left are the newest. A part without
    a delivery (a service, a deduction) has the date of its order. `amount`: company currency.

    :param Scope scope: of `Scope.orders`, as they stand
    :param str zone: whose calendar days count
    """
    return SQL(
        """SELECT order_id, line_id, move_id, date, amount
             FROM (SELECT o.id AS order_id, piece.line_id, piece.move_id,
                          COALESCE(piece.date, o.date) AS date,
                          o.delivered * piece.worth
                              / NULLIF(SUM(piece.worth) OVER (PARTITION BY o.id), 0) AS amount
                     FROM (%(orders)s) o JOIN (%(pieces)s) piece ON piece.order_id = o.id
                    WHERE o.delivered <> 0) part
            WHERE amount <> 0""",
        orders=Order().amounts(scope), pieces=_pieces(scope, zone),
    )


def by_group(scope, zone, day, group_by, buckets):
    """Return the rows of `grouping.by_group` of what is unbilled, by days since delivery."""
    return pivot(
        SQL(
            """SELECT %(key)s AS key, l.amount,
                      width_bucket(GREATEST(%(day)s::date - l.date, 0), %(first)s) AS bucket
                 FROM (%(rows)s) l
                 JOIN sale_order so ON so.id = l.order_id
                 JOIN res_partner contact ON contact.id = so.partner_invoice_id
                 JOIN res_partner customer ON customer.id = contact.commercial_partner_id
                 JOIN sale_order_line sol ON sol.id = l.line_id
            LEFT JOIN product_product variant ON variant.id = sol.product_id
            LEFT JOIN product_template template ON template.id = variant.product_tmpl_id""",
            key=GROUPS[group_by], day=day, first=list(buckets.first_days), rows=rows(scope, zone),
        ), group_by, buckets,
    )


def _pieces(scope, zone):
    """Return (order_id, line_id, move_id, date, worth): a line's due quantity by delivery."""
    return SQL(
        """SELECT line.order_id, line.line_id, piece.move_id, piece.date,
                  piece.quantity * line.price AS worth
             FROM (%(lines)s) line
            CROSS JOIN LATERAL (
                  WITH given AS (%(given)s)
                  SELECT move_id, date, quantity FROM given WHERE quantity > 0
                  UNION ALL
                  SELECT NULL, NULL, line.due - COALESCE(SUM(quantity), 0) FROM given) piece
            WHERE line.due <> 0 AND piece.quantity <> 0""",
        lines=order_lines.due(scope), given=_given(zone),
    )


def _given(zone):
    """Return (move_id, date, quantity): deliveries of `line`, newest first, up to what is due.

    Moves of another product are parts of a kit: the newest stands for all of it.
    """
    return SQL(
        """SELECT move_id, date, GREATEST(LEAST(quantity, line.due - newer), 0) AS quantity
             FROM (SELECT done.*, SUM(quantity) OVER (ORDER BY moment DESC, move_id DESC) - quantity
                              AS newer
                     FROM (SELECT move.id AS move_id, move.date AS moment,
                                  (move.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS date,
                                  CASE WHEN move.product_id <> sol.product_id THEN line.due
                                       ELSE move.quantity * theirs.factor / ours.factor END
                                      AS quantity
                             FROM stock_move move
                             JOIN sale_order_line sol ON sol.id = move.sale_line_id
                             JOIN stock_location target ON target.id = move.location_dest_id
                             JOIN uom_uom theirs ON theirs.id = move.product_uom
                             JOIN uom_uom ours ON ours.id = sol.product_uom_id
                            WHERE move.sale_line_id = line.line_id AND move.state = 'done'
                              AND target.usage = 'customer') done) counted""",
        zone,
    )


#: The columns of `rows`, where there is none.
NOTHING = SQL(
    "SELECT NULL::int AS order_id, NULL::int AS line_id, NULL::int AS move_id, NULL::date AS date,"
    " NULL::numeric AS amount WHERE FALSE"
)
