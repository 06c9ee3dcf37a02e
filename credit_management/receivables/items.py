"""Deliveries, invoices and the order lines between them: what receivable items are made of.

Each function returns the SQL of one query over a set of documents.
"""

from odoo.tools import SQL

#: What an entry must be to ask a customer for money.
INVOICES = ('out_invoice', 'out_receipt', 'entry')
#: Money that we paid back is no claim, though it stands open until it is matched.
IS_CLAIM = SQL("(m.move_type <> 'entry' OR l.payment_id IS NULL)")


def order_lines(move_ids, picking_ids):
    """Return SQL of the ids of order lines that these invoices bill or these transfers moved."""
    return SQL(
        """SELECT rel.order_line_id FROM account_move_line l
             JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = l.id
            WHERE l.move_id = ANY(%s)
            UNION
           SELECT move.sale_line_id FROM stock_move move
            WHERE move.picking_id = ANY(%s) AND move.sale_line_id IS NOT NULL
                  AND move.state = 'done'""",
        list(move_ids), list(picking_ids),
    )


def bills(line_ids):
    """Return SQL of (line, move, quantity, credited, worth, is_goods): the oldest first.

    What posted invoices bill of order lines, in the unit of the line; `credited`: by posted notes
    that reverse the invoice; `worth`: with tax, in the invoice's currency.
    """
    return SQL(
        """SELECT rel.order_line_id, m.id, SUM(%(quantity)s) AS quantity,
                  COALESCE(MAX(note.quantity), 0) AS credited, SUM(l.price_total) AS worth,
                  COALESCE(bool_or(template.type = 'consu'), FALSE) AS is_goods
             FROM sale_order_line_invoice_rel rel
             JOIN account_move_line l ON l.id = rel.invoice_line_id
             JOIN account_move m ON m.id = l.move_id
             JOIN sale_order_line sol ON sol.id = rel.order_line_id
        LEFT JOIN uom_uom theirs ON theirs.id = l.product_uom_id
        LEFT JOIN uom_uom ours ON ours.id = sol.product_uom_id
        LEFT JOIN product_product variant ON variant.id = l.product_id
        LEFT JOIN product_template template ON template.id = variant.product_tmpl_id
        LEFT JOIN (SELECT rel.order_line_id, back.reversed_entry_id, SUM(%(quantity)s) AS quantity
                     FROM sale_order_line_invoice_rel rel
                     JOIN account_move_line l ON l.id = rel.invoice_line_id
                     JOIN account_move back ON back.id = l.move_id
                     JOIN sale_order_line sol ON sol.id = rel.order_line_id
                LEFT JOIN uom_uom theirs ON theirs.id = l.product_uom_id
                LEFT JOIN uom_uom ours ON ours.id = sol.product_uom_id
                    WHERE rel.order_line_id = ANY(%(lines)s) AND back.move_type = 'out_refund'
                          AND back.state = 'posted' AND back.reversed_entry_id IS NOT NULL
                    GROUP BY 1, 2) note
               ON note.order_line_id = rel.order_line_id AND note.reversed_entry_id = m.id
            WHERE rel.order_line_id = ANY(%(lines)s) AND m.state = 'posted'
                  AND m.move_type IN ('out_invoice', 'out_receipt') AND l.quantity > 0
                  AND sol.is_downpayment IS NOT TRUE
            GROUP BY rel.order_line_id, m.id, m.invoice_date
            ORDER BY rel.order_line_id, m.invoice_date, m.id""",
        quantity=SQL("l.quantity * COALESCE(theirs.factor / ours.factor, 1)"),
        lines=list(line_ids),
    )


def deliveries(line_ids):
    """Return SQL of (line, picking, quantity, returned, price of one): the oldest first.

    In the unit of the line; returned: what is to be credited; a price with tax, in company currency
    at the rate of the order. Moves of another product are parts of a kit: each is its share of what
    the line counts as delivered.
    """
    return SQL(
        """SELECT line_id, picking_id, SUM(quantity), SUM(returned), MAX(price)
             FROM (SELECT sol.id AS line_id, move.picking_id, move.date, move.id,
                          CASE WHEN move.product_id <> sol.product_id
                               THEN GREATEST(sol.qty_delivered, 0) * move.quantity / NULLIF(
                                    SUM(move.quantity) OVER (PARTITION BY sol.id), 0)
                               ELSE move.quantity * theirs.factor / ours.factor END AS quantity,
                          CASE WHEN move.product_id <> sol.product_id THEN 0 ELSE COALESCE((
                               SELECT SUM(back.quantity * other.factor / ours.factor)
                                 FROM stock_move back
                                 JOIN uom_uom other ON other.id = back.product_uom
                                WHERE back.origin_returned_move_id = move.id
                                      AND back.state = 'done' AND back.to_refund), 0)
                               END AS returned,
                          CASE WHEN sol.product_uom_qty <> 0
                               THEN sol.price_total / sol.product_uom_qty
                               ELSE COALESCE(sol.credit_unit_price, sol.price_unit) END
                              / COALESCE(NULLIF(so.currency_rate, 0), 1) AS price
                     FROM stock_move move
                     JOIN sale_order_line sol ON sol.id = move.sale_line_id
                     JOIN sale_order so ON so.id = sol.order_id
                     JOIN stock_location origin ON origin.id = move.location_id
                     JOIN stock_location target ON target.id = move.location_dest_id
                     JOIN uom_uom theirs ON theirs.id = move.product_uom
                     JOIN uom_uom ours ON ours.id = sol.product_uom_id
                    WHERE move.sale_line_id = ANY(%(lines)s) AND move.state = 'done'
                          AND move.picking_id IS NOT NULL
                          AND target.usage = 'customer' AND origin.usage <> 'customer') moved
            WHERE quantity > 0
            GROUP BY line_id, picking_id ORDER BY line_id, MIN(date), MIN(id)""",
        lines=list(line_ids),
    )


def pickings(picking_ids, company_ids, root_id, zone):
    """Return SQL of (picking, name, day it left, profile, partner) of customers with a profile."""
    return SQL(
        """SELECT DISTINCT ON (picking.id) picking.id, picking.name,
                  (COALESCE(picking.date_done, move.date) AT TIME ZONE 'UTC'
                   AT TIME ZONE %(zone)s)::date, profile.id, profile.partner_id
             FROM stock_picking picking
             JOIN stock_move move ON move.picking_id = picking.id
             JOIN sale_order_line sol ON sol.id = move.sale_line_id
             JOIN sale_order so ON so.id = sol.order_id
             JOIN res_partner contact ON contact.id = so.partner_invoice_id
             JOIN credit_profile profile ON profile.partner_id = contact.commercial_partner_id
                  AND profile.company_id = %(root)s AND profile.active
            WHERE picking.id = ANY(%(ids)s) AND picking.company_id = ANY(%(companies)s)
                  AND picking.state = 'done'
            ORDER BY picking.id, move.id""",
        zone=zone, root=root_id, ids=list(picking_ids), companies=list(company_ids),
    )


def maturities(move_ids, company_ids, root_id):
    """Return SQL of (move, name, date, profile, partner, line, amount) of posted claims.

    An entry that takes a payment back is none: what that payment had paid is open again.
    """
    return SQL(
        """SELECT m.id, m.name, COALESCE(m.invoice_date, m.date), profile.id, profile.partner_id,
                  l.id, l.balance
             FROM account_move m
             JOIN account_move_line l ON l.move_id = m.id
             JOIN account_account account ON account.id = l.account_id
                  AND account.account_type = 'asset_receivable'
             JOIN res_partner contact ON contact.id = l.partner_id
             JOIN credit_profile profile ON profile.partner_id = contact.commercial_partner_id
                  AND profile.company_id = %(root)s AND profile.active
            WHERE m.id = ANY(%(ids)s) AND m.company_id = ANY(%(companies)s) AND m.state = 'posted'
                  AND m.move_type IN %(types)s AND l.balance > 0 AND %(is_claim)s
                  AND NOT (m.move_type = 'entry' AND m.reversed_entry_id IS NOT NULL
                           AND l.reconciled AND EXISTS (
                           SELECT FROM account_partial_reconcile part
                             JOIN account_move_line theirs ON theirs.id = part.credit_move_id
                            WHERE part.debit_move_id = l.id
                                  AND theirs.move_id = m.reversed_entry_id))
            ORDER BY m.id, l.id""",
        root=root_id, ids=list(move_ids), companies=list(company_ids), types=INVOICES,
        is_claim=IS_CLAIM,
    )


def missing_moves(company_ids, account_ids, root_id, after, limit):
    """Return SQL of the ids of claims with something open of which no item knows."""
    return SQL(
        """SELECT DISTINCT l.move_id FROM account_move_line l
             JOIN account_move m ON m.id = l.move_id AND m.move_type IN %(types)s
             JOIN res_partner contact ON contact.id = l.partner_id
             JOIN credit_profile profile ON profile.partner_id = contact.commercial_partner_id
                  AND profile.company_id = %(root)s AND profile.active
            WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted' AND l.amount_residual > 0
                  AND l.balance > 0 AND %(is_claim)s AND l.company_id = ANY(%(companies)s)
                  AND l.account_id = ANY(%(accounts)s) AND l.move_id > %(after)s
                  AND NOT EXISTS (SELECT FROM credit_rpm_item_line known
                                   WHERE known.move_line_id = l.id)
            ORDER BY l.move_id LIMIT %(limit)s""",
        root=root_id, companies=list(company_ids), accounts=list(account_ids), after=after,
        limit=limit, types=INVOICES, is_claim=IS_CLAIM,
    )


def missing_pickings(company_ids, root_id, after, limit):
    """Return SQL of the ids of deliveries with something not invoiced of which no item knows.

    What was free, or came back whole, is no item: it is not asked for night after night.
    """
    return SQL(
        """SELECT DISTINCT move.picking_id FROM sale_order so
             JOIN res_partner contact ON contact.id = so.partner_invoice_id
             JOIN credit_profile profile ON profile.partner_id = contact.commercial_partner_id
                  AND profile.company_id = %(root)s AND profile.active
             JOIN sale_order_line sol ON sol.order_id = so.id
                  AND sol.qty_delivered > sol.qty_invoiced
                  AND CASE WHEN sol.product_uom_qty <> 0 THEN sol.price_total
                           ELSE COALESCE(sol.credit_unit_price, sol.price_unit) END > 0
             JOIN stock_move move ON move.sale_line_id = sol.id AND move.state = 'done'
             JOIN stock_picking picking ON picking.id = move.picking_id
                  AND picking.state = 'done' AND picking.company_id = ANY(%(companies)s)
             JOIN stock_location origin ON origin.id = move.location_id
                  AND origin.usage <> 'customer'
             JOIN stock_location target ON target.id = move.location_dest_id
                  AND target.usage = 'customer'
             JOIN uom_uom ours ON ours.id = move.product_uom
            WHERE so.state = 'sale' AND so.invoice_status IS DISTINCT FROM 'invoiced'
                  AND so.company_id = ANY(%(companies)s) AND move.picking_id > %(after)s
                  AND move.quantity > COALESCE((
                      SELECT SUM(back.quantity * theirs.factor / ours.factor) FROM stock_move back
                        JOIN uom_uom theirs ON theirs.id = back.product_uom
                       WHERE back.origin_returned_move_id = move.id AND back.state = 'done'
                         AND back.to_refund), 0)
                  AND NOT EXISTS (SELECT FROM credit_rpm_item known
                                   WHERE known.picking_id = move.picking_id)
            ORDER BY move.picking_id LIMIT %(limit)s""",
        root=root_id, companies=list(company_ids), after=after, limit=limit,
    )


def first_documents(partner_ids, company_ids):
    """Return SQL of (commercial partner, day of his first invoice)."""
    return SQL(
        """SELECT contact.commercial_partner_id, MIN(m.invoice_date)
             FROM account_move m JOIN res_partner contact ON contact.id = m.partner_id
            WHERE contact.commercial_partner_id = ANY(%s) AND m.company_id = ANY(%s)
                  AND m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_receipt')
            GROUP BY 1""",
        list(partner_ids), list(company_ids),
    )
