"""Money that orders have seen already: down payments and online payments."""

from odoo.tools import SQL


def joins(scope):
    """Return the joins on ``so.id`` that `columns` reads from."""
    return SQL("%s %s %s", *(
        SQL("") if absent else join(scope) for absent, join in (
            (_no_invoices(scope), _down_payments), (_no_counter(scope), _at_counter),
            (_no_payments(scope), _transactions),
        )
    ))


def columns(scope):
    """Return amounts of an order in its currency: down_payment, unbooked, received."""
    nothing, paid = SQL("0"), not _no_payments(scope)
    advances = [
        SQL("COALESCE(%s.amount, 0)", SQL(alias)) for alias, absent in (
            ('down_payment', _no_invoices(scope)), ('counter', _no_counter(scope)),
        ) if not absent
    ]
    return {
        'down_payment': SQL("GREATEST(%s, 0)", SQL(" + ").join(advances)) if advances else nothing,
        'unbooked': SQL("COALESCE(paid.unbooked, 0)") if paid else nothing,
        'received': SQL("%s + %s", SQL("COALESCE(paid.received, 0)") if paid else nothing,
                        nothing if _no_invoices(scope) else SQL("COALESCE(down_payment.paid, 0)")),
    }


def _no_invoices(scope):
    return scope.absent.invoiced_orders


def _no_counter(scope):
    return not any(branch.counter_orders for branch in scope.branches)


def _no_payments(scope):
    return scope.absent.transactions


def _down_payments(scope):
    """Return the down payments of an order not deducted yet, in its currency, as ``down_payment``.

    An invoice that deducts one carries it below zero, so the sum is what is left. Drafts count:
    they are in exposure themselves. A draft credit note changes nothing. `paid`: what came for
    their invoices.
    """
    return scope.sums(
        SQL("down_payment"), SQL("advance.order_id"), SQL("so.id"),
        SQL(
            """FROM sale_order_line advance
               JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = advance.id
               JOIN account_move_line billed ON billed.id = rel.invoice_line_id
               JOIN account_move invoice ON invoice.id = billed.move_id
              WHERE advance.is_downpayment AND advance.display_type IS NULL
                AND (invoice.move_type = 'out_invoice' AND invoice.state IN ('draft', 'posted')
                     OR invoice.move_type = 'out_refund' AND invoice.state = 'posted')"""
        ),
        SQL(
            """SUM(CASE invoice.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * billed.price_total
                   * CASE WHEN invoice.currency_id = advance.currency_id THEN 1
                          ELSE (SELECT o.currency_rate FROM sale_order o
                                 WHERE o.id = advance.order_id)
                               / COALESCE(NULLIF(invoice.invoice_currency_rate, 0), 1) END)
                   AS amount,
               SUM(CASE invoice.move_type WHEN 'out_refund' THEN -1 ELSE 1 END * billed.price_total
                   * (1 - invoice.amount_residual / NULLIF(invoice.amount_total, 0)))
                   FILTER (WHERE %(counts)s) AS paid""",
            counts=_PAID_ADVANCE,
        ),
    )


#: Money that came for a down payment's own invoice, and not by a payment link of the order: of
#: that its transaction tells. In another currency than the order it is not taken off.
_PAID_ADVANCE = SQL(
    """invoice.state = 'posted' AND billed.price_total > 0
       AND invoice.currency_id = advance.currency_id
       AND NOT EXISTS (SELECT 1 FROM account_invoice_transaction_rel link
                         JOIN sale_order_transaction_rel own
                           ON own.transaction_id = link.transaction_id
                        WHERE link.invoice_id = invoice.id AND own.sale_order_id = advance.order_id)"""
)


def _at_counter(scope):
    """Return the down payments of an order that a point of sale took, as ``counter``.

    Its receipt that settles the order carries them below zero, so the sum is what is left.
    Orders are loaded there in its currency only.
    """
    return scope.sums(
        SQL("counter"), SQL("advance.order_id"), SQL("so.id"),
        SQL(
            """FROM sale_order_line advance
               JOIN pos_order_line paid ON paid.sale_order_line_id = advance.id
               JOIN pos_order receipt ON receipt.id = paid.order_id
              WHERE advance.is_downpayment AND advance.display_type IS NULL
                AND receipt.state NOT IN ('draft', 'cancel')"""
        ),
        SQL("SUM(paid.price_subtotal_incl) AS amount"),
    )


#: What is on transactions below one: captured and voided bit by bit, or given back.
_BELOW = SQL(
    """SELECT COALESCE(SUM(below.amount) FILTER (
                  WHERE below.operation IS DISTINCT FROM 'refund'
                    AND (below.state = 'cancel' OR below.payment_id IS NOT NULL)), 0) AS settled,
              COALESCE(SUM(below.amount) FILTER (
                  WHERE below.operation IS DISTINCT FROM 'refund' AND below.state = 'cancel'), 0)
                  AS voided,
              COALESCE(SUM(abs(below.amount)) FILTER (
                  WHERE below.operation = 'refund' AND below.state = 'done'), 0) AS refunded
         FROM payment_transaction below
        WHERE below.source_transaction_id = tx.id AND below.state IN ('done', 'cancel')"""
)


def _transactions(scope):
    """Return the online payments of an order, in its currency, as ``paid``.

    `unbooked`: no payment was made of it yet, so no other component has it; `received`: all.
    A transaction that pays several orders is shared out evenly; one in another currency than the
    order counts when it is booked.
    """
    every = scope.only_order_ids is not None
    return scope.sums(
        SQL("paid"), SQL("rel.sale_order_id"), SQL("so.id"),
        SQL(
            """FROM payment_transaction tx
               JOIN sale_order_transaction_rel rel ON rel.transaction_id = tx.id
               JOIN sale_order own ON own.id = rel.sale_order_id AND own.currency_id = tx.currency_id
              CROSS JOIN LATERAL (
                    SELECT 1.0 / COUNT(*) AS part FROM sale_order_transaction_rel sharing
                     WHERE sharing.transaction_id = tx.id) share
              CROSS JOIN LATERAL (%s) child
              WHERE tx.state IN ('authorized', 'done') AND %s
                AND tx.operation IS DISTINCT FROM 'validation'
                AND tx.operation IS DISTINCT FROM 'refund'""",
            _BELOW, SQL("TRUE") if every else SQL("tx.payment_id IS NULL"),
        ),
        SQL(
            """SUM(share.part * (tx.amount - child.settled - child.refunded))
                   FILTER (WHERE tx.payment_id IS NULL) AS unbooked,
               SUM(share.part * (tx.amount - child.voided - child.refunded)) AS received"""
        ),
    )
