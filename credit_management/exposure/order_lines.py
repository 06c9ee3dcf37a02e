"""The arithmetic of order lines: what is delivered but not invoiced, and what is still to come.

Three steps, each a query on the one before: the quantities of a line, its two open parts, and what
of the undelivered part can still become a claim. `OFFSET 0` keeps PostgreSQL from writing a step
out wherever it is used, look-ups and all.
"""

from odoo.tools import SQL

#: Orders with something left: exactly the predicate of a partial index. Odoo calls an order
#: *invoiced* only when it has no remainder by our arithmetic either. (Not so a line: a deduction
#: on a draft credit note is invoiced for Odoo, and still to come for us.)
OPEN_ORDERS = SQL("so.state = 'sale' AND so.invoice_status IS DISTINCT FROM 'invoiced'")

CODES = ('order', 'order_delivered', 'prepayment', 'beyond_horizon')


def sums(scope):
    """Return one row an order, in its own currency: delivered and rest, and the order's columns.

    An order that is open as a whole counts its total: where taxes are rounded globally its lines
    add up to some cents more or less. A share of a quantity is not exact (a twelfth of a dozen),
    and half a cent must not hang on that.
    """
    return SQL(
        """SELECT order_id AS id, MIN(profile_id) AS profile_id, MIN(company_id) AS company_id,
                  MIN(currency_id) AS currency_id, MIN(rate) AS rate, MIN(date) AS date,
                  MIN(promised) AS promised,
                  ROUND(SUM(delivered), 6) AS delivered,
                  ROUND(SUM(rest) + CASE WHEN ROUND(SUM(delivered) + SUM(rest), 6) = SUM(price_total)
                                         THEN MIN(order_total) - SUM(price_total) ELSE 0 END, 6)
                      AS rest
             FROM (SELECT part.*, %(delivered)s AS delivered, %(rest)s AS rest
                     FROM (%(parts)s) part) line GROUP BY order_id""",
        delivered=_value("part.quantity_delivered"), rest=_value("part.quantity_rest"),
        parts=_claimable(scope),
    )


def lines(scope):
    """Return one row a line: id, price of one unit (company currency, with tax), rest, ahead.

    `rest`: the quantity still to come, `ahead`: what was invoiced before it was delivered.
    """
    return SQL(
        "SELECT line_id, %s AS price, quantity_rest AS rest, ahead FROM (%s) part",
        _PRICE, _claimable(scope),
    )


def due(scope):
    """Return one row a line: id, order_id, price of `lines`, due (delivered, not invoiced)."""
    return SQL(
        "SELECT line_id, order_id, %s AS price, quantity_delivered AS due FROM (%s) part",
        _PRICE, _claimable(scope),
    )


_PRICE = SQL("CASE WHEN ordered <> 0 THEN price_total / ordered ELSE price_of_one END / rate")


def _value(quantity):
    """Return what `quantity` is worth, with tax and discount.

    A line without an ordered quantity has no total to divide; it keeps its price for one.
    """
    return SQL(
        """CASE WHEN %(q)s = 0 THEN 0 WHEN %(q)s = part.ordered THEN part.price_total
                WHEN part.ordered <> 0 THEN part.price_total * %(q)s / part.ordered
                ELSE %(q)s * part.price_of_one END""",
        q=SQL(quantity),
    )


# === 1. QUANTITIES === #

def _lines(scope):
    """Return open lines with what was ordered, delivered and invoiced, in the line's unit."""
    partner, company = SQL("so.partner_invoice_id"), SQL("so.company_id")
    refunds = not (scope.absent.invoiced_orders or scope.absent.orders)
    return SQL(
        """SELECT so.id AS order_id, %(profile)s AS profile_id, so.company_id, so.currency_id,
                  COALESCE(NULLIF(so.currency_rate, 0), 1) AS rate, so.date_order::date AS date,
                  so.commitment_date::date AS promised, so.amount_total AS order_total,
                  sol.id AS line_id, sol.product_id, sol.product_uom_id, sol.product_uom_qty AS ordered,
                  COALESCE(sol.qty_delivered, 0) AS delivered,
                  COALESCE(sol.qty_invoiced, 0) + %(kept)s AS invoiced, sol.price_total,
                  COALESCE(sol.credit_unit_price,
                           sol.price_unit * (1 - COALESCE(sol.discount, 0) / 100)) AS price_of_one,
                  so.state = 'sale' AND so.credit_closed_remainder IS TRUE AS is_closed,
                  so.state = 'sale' AS is_confirmed
             FROM sale_order so %(joins)s
             JOIN sale_order_line sol ON sol.order_id = so.id
             %(refunds)s
            WHERE sol.display_type IS NULL AND sol.is_downpayment IS NOT TRUE
              AND %(orders)s AND %(where)s AND %(only)s
           OFFSET 0""",
        profile=scope.profile, joins=scope.joins(partner, company), orders=_which(scope),
        where=scope.where(partner, company), only=scope.only(CODES, SQL("so.id")),
        refunds=_refunds(scope) if refunds else SQL(""), kept=_kept() if refunds else SQL("0"),
    )


def _which(scope):
    if scope.only_order_ids is not None:
        return SQL("so.id = ANY(%s)", list(scope.only_order_ids))
    excluded = SQL("")
    if scope.exclude_order_ids:
        excluded = SQL("AND so.id <> ALL(%s)", list(scope.exclude_order_ids))
    return SQL("%s %s", OPEN_ORDERS, excluded)


def _refunds(scope):
    """Return the quantities on credit notes of the line."""
    return scope.sums(
        SQL("refund"), SQL("rel.order_line_id"), SQL("sol.id"),
        SQL(
            """FROM account_move note
               JOIN account_move_line credited ON credited.move_id = note.id
               JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = credited.id
               JOIN sale_order_line own ON own.id = rel.order_line_id
               LEFT JOIN uom_uom theirs ON theirs.id = credited.product_uom_id
               LEFT JOIN uom_uom ours ON ours.id = own.product_uom_id
              WHERE note.move_type = 'out_refund' AND note.state IN ('draft', 'posted')"""
        ),
        SQL(
            """SUM(%(quantity)s) FILTER (WHERE note.state = 'draft') AS draft,
               SUM(%(quantity)s) FILTER (WHERE note.state = 'posted') AS posted""",
            quantity=SQL("credited.quantity * COALESCE(theirs.factor / ours.factor, 1)"),
        ),
    )


def _kept():
    """Return what credit notes do not give back of the quantity that Odoo took off as invoiced.

    A draft one changes nothing, but bills what stands below zero on it: the lines of an order whose
    deductions are more than its goods. A posted one gives back only what the customer returned,
    and the whole of a line below zero, which it bills.
    """
    return SQL(
        """CASE WHEN refund.posted IS NULL AND refund.draft IS NULL THEN 0
                WHEN sol.product_uom_qty < 0 THEN COALESCE(refund.draft, 0)
                ELSE GREATEST(COALESCE(refund.draft, 0), 0) + COALESCE(refund.posted, 0)
                     - LEAST(COALESCE(refund.posted, 0), COALESCE((
                SELECT SUM(back.quantity * theirs.factor / ours.factor) FROM stock_move back
                  JOIN stock_location origin ON origin.id = back.location_id
                  JOIN uom_uom theirs ON theirs.id = back.product_uom
                  JOIN uom_uom ours ON ours.id = sol.product_uom_id
                 WHERE refund.posted > 0 AND back.sale_line_id = sol.id AND back.state = 'done'
                   AND back.to_refund AND origin.usage = 'customer'), 0)) END"""
    )


# === 2. PARTS === #

def _parts(scope):
    """Return the open parts of lines; a line below zero is measured downwards."""
    return SQL(
        """SELECT line.*,
                  CASE WHEN line.is_negative THEN LEAST(line.delivered - line.invoiced, 0)
                       ELSE GREATEST(line.delivered - line.invoiced, 0) END AS due,
                  CASE WHEN line.is_negative
                       THEN LEAST(LEAST(line.ordered, line.delivered)
                                  - LEAST(line.delivered, line.invoiced), 0)
                       ELSE GREATEST(GREATEST(line.ordered, line.delivered)
                                     - GREATEST(line.delivered, line.invoiced), 0) END AS to_come
             FROM (SELECT l.*, l.ordered < 0 OR l.ordered = 0 AND l.delivered < 0 AS is_negative
                     FROM (%s) l) line""",
        _lines(scope),
    )


# === 3. WHAT CAN STILL BECOME A CLAIM === #

_KEPT = SQL(
    """o.order_id, o.profile_id, o.company_id, o.currency_id, o.rate, o.date, o.promised,
       o.order_total, o.ordered, o.price_total, o.price_of_one, o.due AS quantity_delivered,
       o.line_id, GREATEST(o.invoiced - o.delivered, 0) AS ahead"""
)


def _claimable(scope):
    """Return the parts, with the rest as far as it can ever be delivered.

    Invoiced on delivery, and no move under way: it never will, whatever the order says. A line
    that never had a move (a service, a purchase yet to be made) still can.
    """
    if scope.as_confirmed:
        return SQL("SELECT %s, o.to_come AS quantity_rest FROM (%s) o", _KEPT, _parts(scope))
    return SQL(
        """SELECT %(kept)s,
                  CASE WHEN o.to_come = 0 OR o.is_closed THEN 0
                       WHEN NOT o.is_confirmed OR %(policy)s IS DISTINCT FROM 'delivery'
                       THEN o.to_come
                       ELSE (SELECT CASE WHEN o.to_come > 0 THEN LEAST(o.to_come, cap.quantity)
                                         ELSE GREATEST(o.to_come, -cap.quantity) END
                               FROM (SELECT COALESCE(%(on_way)s, abs(o.to_come)) AS quantity
                                     OFFSET 0) cap)
                       END AS quantity_rest
             FROM (%(parts)s) o %(joins)s
           OFFSET 0""",
        kept=_KEPT, parts=_parts(scope), **(_looked_up() if scope.few else _hashed()),
    )


#: More than any order: moves of another product are parts of a kit, and their quantities say
#: nothing about the line's.
_PLENTY = SQL("1e15")

#: Exactly the predicate of a partial index.
_OPEN = SQL("move.sale_line_id IS NOT NULL AND move.state NOT IN ('done', 'cancel')")

#: What comes from a customer is not on its way out, whether it is returned or no longer ordered. A
#: condition of the sums, not of the rows: PostgreSQL cannot guess how few rows it takes away.
_LEAVES = SQL(
    "move.location_id NOT IN (SELECT id FROM stock_location WHERE usage = 'customer')"
)

#: What is on its way of a line, in its unit; NULL when it never had a move.
_ON_WAY = SQL(
    """(SELECT CASE WHEN COUNT(*) = 0 THEN NULL
               WHEN bool_or(move.product_id <> o.product_id) FILTER (WHERE %(open)s) THEN %(plenty)s
               ELSE COALESCE(SUM(move.product_uom_qty * CASE
                        WHEN move.product_uom = o.product_uom_id THEN 1
                        ELSE (SELECT theirs.factor / ours.factor FROM uom_uom theirs, uom_uom ours
                               WHERE theirs.id = move.product_uom AND ours.id = o.product_uom_id)
                        END) FILTER (WHERE %(open)s AND %(leaves)s), 0) END
          FROM stock_move move WHERE move.sale_line_id = o.line_id)""",
    open=_OPEN, leaves=_LEAVES, plenty=_PLENTY,
)


def _looked_up():
    """Return invoice policy and quantity on its way, each asked where it is needed."""
    return {
        'joins': SQL(""),
        'policy': SQL(
            """(SELECT template.invoice_policy FROM product_product variant
                  JOIN product_template template ON template.id = variant.product_tmpl_id
                 WHERE variant.id = o.product_id)"""
        ),
        'on_way': _ON_WAY,
    }


def _hashed():
    """Return the same from tables that are read once for all lines; what is odd is looked up."""
    return {
        'joins': SQL(
            """JOIN product_product variant ON variant.id = o.product_id
               JOIN product_template template ON template.id = variant.product_tmpl_id
               LEFT JOIN (SELECT move.sale_line_id, SUM(move.product_uom_qty) AS quantity,
                                 MIN(move.product_id) AS product_id,
                                 MIN(move.product_uom) AS product_uom_id,
                                 bool_and(%s) AND MIN(move.product_id) = MAX(move.product_id)
                                     AND MIN(move.product_uom) = MAX(move.product_uom) AS is_plain
                            FROM stock_move move WHERE %s GROUP BY 1) out
                 ON out.sale_line_id = o.line_id""",
            _LEAVES, _OPEN,
        ),
        'policy': SQL("template.invoice_policy"),
        'on_way': SQL(
            """CASE WHEN out.is_plain AND out.product_id = o.product_id
                     AND out.product_uom_id = o.product_uom_id THEN out.quantity ELSE %s END""",
            _ON_WAY,
        ),
    }
