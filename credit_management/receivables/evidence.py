"""The papers behind open claims: orders, deliveries, proofs, invoices, statements, contracts.

Each function returns the SQL of one query over a set of claims; `tools.evidence_scores` weighs them.
"""

from odoo.tools import SQL

#: A letter of the house is none: the customer wrote it himself.
WRITTEN = ('email', 'comment')


def went(move):
    """Return SQL of whether an invoice went out to the customer: a mail that came back did not.

    Of its mails the last with files counts, else the last; one of its readers is enough.

    :param move: SQL alias of the invoice
    """
    return SQL(
        """COALESCE(%(move)s.is_move_sent, FALSE) AND COALESCE((
               SELECT bool_or(told.notification_status NOT IN ('bounce', 'exception', 'canceled'))
                 FROM mail_message message
                 JOIN mail_notification told ON told.mail_message_id = message.id
                WHERE message.model = 'account.move' AND message.res_id = %(move)s.id
                  AND told.notification_type = 'email'
                  AND (told.res_partner_id IS NULL OR EXISTS (
                          SELECT FROM res_partner reader
                           WHERE reader.id = told.res_partner_id AND reader.partner_share))
             GROUP BY message.id
             ORDER BY EXISTS (SELECT FROM message_attachment_rel file
                               WHERE file.message_id = message.id) DESC, message.id DESC
                LIMIT 1), TRUE)""", move=move)


def documents(move_ids, is_acknowledged):
    """Return SQL of (move, day, contract, is_sent, receipt, is_received, has_goods).

    :param is_acknowledged: SQL on `m`: a network of invoices says that it arrived
    """
    return SQL(
        """SELECT m.id, COALESCE(m.invoice_date, m.date), m.credit_contract_id,
                  %(went)s,
                  (SELECT MAX(receipt.id) FROM credit_invoice_receipt receipt
                    WHERE receipt.move_id = m.id AND receipt.withdrawn_at IS NULL),
                  %(acknowledged)s
                  OR EXISTS (SELECT FROM mail_message message
                               JOIN res_partner author ON author.id = message.author_id
                              WHERE message.model = 'account.move' AND message.res_id = m.id
                                    AND message.message_type = ANY(%(written)s)
                                    AND author.commercial_partner_id = m.commercial_partner_id)
                  OR EXISTS (SELECT FROM account_invoice_transaction_rel rel
                               JOIN payment_transaction paid ON paid.id = rel.transaction_id
                              WHERE rel.invoice_id = m.id AND paid.operation LIKE 'online%%'),
                  COALESCE((SELECT bool_or(template.type <> 'service')
                              FROM account_move_line l
                              JOIN product_product variant ON variant.id = l.product_id
                              JOIN product_template template ON template.id = variant.product_tmpl_id
                             WHERE l.move_id = m.id AND l.display_type = 'product'), TRUE)
             FROM account_move m WHERE m.id = ANY(%(ids)s)""",
        went=went(SQL("m")), acknowledged=is_acknowledged, written=list(WRITTEN),
        ids=list(move_ids))


def orders(move_ids, zone):
    """Return SQL of (move, order, day, contract, is_signed, is_written) of what invoices bill."""
    return SQL(
        """SELECT DISTINCT l.move_id, so.id,
                  (so.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                  so.credit_contract_id,
                  so.signed_on IS NOT NULL OR EXISTS (
                      SELECT FROM ir_attachment file
                       WHERE file.res_model = 'sale.order' AND file.res_id = so.id
                             AND file.res_field IN ('credit_order_file', 'credit_signed_file')),
                  COALESCE(so.client_order_ref, '') <> '' OR EXISTS (
                      SELECT FROM mail_message message
                        JOIN res_partner author ON author.id = message.author_id
                       WHERE message.model = 'sale.order' AND message.res_id = so.id
                             AND message.message_type = ANY(%(written)s)
                             AND author.commercial_partner_id = buyer.commercial_partner_id)
             FROM account_move_line l
             JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = l.id
             JOIN sale_order_line sol ON sol.id = rel.order_line_id
             JOIN sale_order so ON so.id = sol.order_id
             JOIN res_partner buyer ON buyer.id = so.partner_id
            WHERE l.move_id = ANY(%(ids)s) ORDER BY l.move_id, so.id""",
        zone=zone, written=list(WRITTEN), ids=list(move_ids))


def followed_deliveries(line_ids):
    """Return SQL of (maturity line, picking or NULL) where monitoring knows which is whose."""
    return SQL(
        """SELECT link.move_line_id, item.picking_id FROM credit_rpm_item_line link
             JOIN credit_rpm_item item ON item.id = link.item_id
            WHERE link.move_line_id = ANY(%s) AND link.amount > 0
            ORDER BY link.move_line_id, item.picking_id""", list(line_ids))


def deliveries(move_ids, zone):
    """Return SQL of (move, picking, left before the invoice) of the order lines that are billed."""
    return SQL(
        """SELECT DISTINCT l.move_id, move.picking_id,
                  (picking.date_done AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                  <= COALESCE(m.invoice_date, m.date)
             FROM account_move_line l
             JOIN account_move m ON m.id = l.move_id
             JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = l.id
             JOIN stock_move move ON move.sale_line_id = rel.order_line_id
             JOIN stock_picking picking ON picking.id = move.picking_id
             JOIN stock_location origin ON origin.id = move.location_id
             JOIN stock_location target ON target.id = move.location_dest_id
            WHERE l.move_id = ANY(%(ids)s) AND move.state = 'done'
                  AND target.usage = 'customer' AND origin.usage <> 'customer'
            ORDER BY l.move_id, move.picking_id""", zone=zone, ids=list(move_ids))


def proofs(picking_ids):
    """Return SQL of (picking, proof, kind, what was found of the receiver) of those that count."""
    return SQL(
        """SELECT picking_id, id, kind, receiver FROM credit_delivery_proof
            WHERE picking_id = ANY(%s) AND withdrawn_at IS NULL ORDER BY picking_id, id""",
        list(picking_ids))


def statements(line_ids, today):
    """Return SQL of (line, statement, is_signed, is_silent, day, signer, what shows his right).

    A line that the customer did not agree to is in none. Silent: the day to object has passed.
    """
    return SQL(
        """SELECT part.move_line_id, s.id, s.signed_at IS NOT NULL,
                  s.state = 'silent' OR s.state IN ('sent', 'opened') AND s.object_by < %(today)s,
                  s.answered_on, s.signer_name, s.signer_right
             FROM credit_statement_line part
             JOIN credit_statement s ON s.id = part.statement_id
            WHERE part.move_line_id = ANY(%(ids)s) AND part.open_amount > 0
                  AND s.state NOT IN ('draft', 'cancelled')
                  AND NOT EXISTS (SELECT FROM credit_dispute d WHERE d.statement_line_id = part.id)
            ORDER BY part.move_line_id, s.id""", today=today, ids=list(line_ids))


def confirmations(line_ids):
    """Return SQL of (line, event, codes of what is on file) of statements signed on paper."""
    return SQL(
        """SELECT rel.line_id, e.id, array_agg(DISTINCT shown.code)
             FROM credit_limitation_event_line_rel rel
             JOIN credit_limitation_event e ON e.id = rel.event_id
             JOIN credit_limitation_paper paper ON paper.event_id = e.id
             JOIN credit_limitation_evidence_credit_limitation_paper_rel shows
               ON shows.credit_limitation_paper_id = paper.id
             JOIN credit_limitation_evidence shown
               ON shown.id = shows.credit_limitation_evidence_id
            WHERE rel.line_id = ANY(%s) AND e.withdrawn_at IS NULL AND paper.withdrawn_at IS NULL
                  AND e.kind IN ('statement_signed', 'audit_confirmation')
            GROUP BY rel.line_id, e.id ORDER BY rel.line_id, e.id""", list(line_ids))


def contracts(partner_ids, root_id):
    """Return SQL of (contract, customer, first, last, day of its end, is_in_force, day signed, binds,
    who signed: ids and names) of what was checked, signed or not.

    `binds`: all that it needs to bind was looked at and found good.
    """
    return SQL(
        """SELECT k.id, k.partner_id, k.date_from, k.date_to, k.terminated_on,
                  k.state <> 'checked', k.signed_on,
                  COALESCE((SELECT bool_and(point.rating IS NOT DISTINCT FROM 'ok')
                              FROM credit_contract_clause point
                             WHERE point.contract_id = k.id AND point.kind = 'validity'), FALSE),
                  ARRAY(SELECT rel.res_partner_id FROM credit_contract_signatory_rel rel
                         WHERE rel.credit_contract_id = k.id ORDER BY 1),
                  ARRAY(SELECT person.name FROM credit_contract_signatory_rel rel
                          JOIN res_partner person ON person.id = rel.res_partner_id
                         WHERE rel.credit_contract_id = k.id ORDER BY person.id)
             FROM credit_contract k
            WHERE k.partner_id = ANY(%s) AND k.company_id = %s
                  AND k.state IN ('checked', 'in_force', 'terminated')
            ORDER BY k.date_from DESC, k.id DESC""", list(partner_ids), root_id)
