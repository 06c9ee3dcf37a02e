"""What the copy of a document has of its own: SQL text over `p`, the prototype's row, and `d`."""

TRANSFER = "'WH/OUT/' || d.order_name || CASE WHEN {} IS NULL THEN '' ELSE '/2' END"
BACKORDER = '(SELECT q.backorder_id FROM stock_picking q WHERE q.id = p.picking_id)'
#: What was done has the day of delivery, what is to be done two days after the order.
DONE = "CASE WHEN p.state = 'done' THEN d.delivered ELSE d.ordered + interval '2 days' END"
SIGN = 'sign(p.balance)'


def kept(name, value, is_there=None):
    """Return the value where the prototype has one, too."""
    return f'CASE WHEN p.{is_there or name} IS NOT NULL THEN {value} END'


def of_claim(name, value):
    """Return the value on the line of the receivable account, else the prototype's."""
    return f'CASE WHEN p.account_id = d.receivable_id THEN {value} ELSE p.{name} END'


def of_invoice(name, value):
    return f"CASE WHEN p.move_type <> 'entry' THEN {value} ELSE p.{name} END"


def by_move(name, of_invoice, of_entry):
    """Return one value for invoices and one for entries; an entry without a partner keeps its own."""
    return (f"CASE WHEN p.partner_id IS NULL THEN p.{name}"
            f" WHEN p.move_type = 'entry' THEN {of_entry} ELSE {of_invoice} END")


COLUMNS = {
    'sale_order': {
        'name': 'd.order_name', 'partner_id': 'd.partner_id', 'partner_invoice_id': 'd.invoice_id',
        'partner_shipping_id': 'd.delivery_id', 'date_order': 'd.ordered',
        'create_date': 'd.ordered', 'user_id': 'd.user_id', 'team_id': 'd.team_id',
        'payment_term_id': 'd.term_id', 'effective_date': kept('effective_date', 'd.delivered'),
        'validity_date': kept('validity_date', "d.ordered::date + 30"),
    },
    'sale_order_line': {
        'order_partner_id': 'd.partner_id', 'salesman_id': 'd.user_id', 'create_date': 'd.ordered',
    },
    'stock_picking': {
        'name': TRANSFER.format('p.backorder_id'), 'origin': 'd.order_name',
        'partner_id': 'd.delivery_id', 'scheduled_date': DONE, 'date_deadline': DONE,
        'date_done': kept('date_done', 'd.delivered'), 'create_date': 'd.ordered',
        'user_id': 'NULL',
    },
    'stock_move': {
        'origin': 'd.order_name', 'reference': TRANSFER.format(BACKORDER), 'date': DONE,
        'date_deadline': DONE, 'partner_id': 'd.delivery_id', 'create_date': 'd.ordered',
    },
    'stock_move_line': {'date': DONE, 'create_date': 'd.ordered'},
    'stock_reference': {'name': 'd.order_name', 'create_date': 'd.ordered'},
    'account_move': {
        'name': 'd.name', 'sequence_prefix': 'd.prefix', 'sequence_number': 'd.number',
        'partner_id': by_move('partner_id', 'd.invoice_id', 'd.partner_id'),
        'commercial_partner_id': kept('commercial_partner_id', 'd.partner_id'),
        'partner_shipping_id': kept('partner_shipping_id', 'd.delivery_id'),
        'invoice_partner_display_name': by_move(
            'invoice_partner_display_name', 'd.billed_name', 'd.partner_name'),
        'payment_reference': kept('payment_reference', 'd.name'),
        'invoice_origin': kept('invoice_origin', 'd.order_name'),
        'date': 'd.billed', 'invoice_date': kept('invoice_date', 'd.billed'),
        'invoice_date_due': kept('invoice_date_due', 'COALESCE(d.due, d.billed)'),
        'delivery_date': kept('delivery_date', 'd.delivered::date'),
        'taxable_supply_date': kept('taxable_supply_date', 'd.billed'),
        'invoice_payment_term_id': kept('invoice_payment_term_id', 'd.term_id'),
        'invoice_user_id': of_invoice('invoice_user_id', 'd.user_id'),
        'team_id': of_invoice('team_id', 'd.team_id'),
        'payment_state': of_invoice('payment_state', 'd.payment_state'),
        'amount_residual': of_invoice('amount_residual', 'd.left_currency'),
        'amount_residual_signed': of_invoice(
            'amount_residual_signed', 'sign(p.amount_total_signed) * d.left_company'),
        'create_date': 'd.billed', 'made_sequence_gap': 'FALSE', 'access_token': 'NULL',
    },
    'account_move_line': {
        'move_name': 'd.name', 'partner_id': kept('partner_id', 'd.partner_id'),
        'date': 'd.billed', 'invoice_date': kept('invoice_date', 'd.billed'),
        'date_maturity': kept('date_maturity', 'd.due'), 'create_date': 'd.billed',
        'amount_residual': of_claim('amount_residual', f'{SIGN} * d.left_company').replace(
            'ELSE p.amount_residual', 'ELSE round(p.amount_residual * d.factor, 2)'),
        'amount_residual_currency': of_claim(
            'amount_residual_currency', f'{SIGN} * d.left_currency').replace(
            'ELSE p.amount_residual_currency',
            'ELSE round(p.amount_residual_currency * d.factor, 2)'),
        'reconciled': of_claim('reconciled', 'd.left_currency = 0'),
        'full_reconcile_id': of_claim('full_reconcile_id', 'd.full_id'),
        'matching_number': of_claim('matching_number', 'd.matching'),
    },
    'account_bank_statement_line': {
        'partner_id': 'd.partner_id', 'payment_ref': "'Transfer ' || d.name",
        'create_date': 'd.billed',
        'amount_residual': 'round((p.amount_residual * d.factor)::numeric, 2)',
    },
    'account_payment': {
        'name': 'd.name', 'partner_id': 'd.partner_id', 'date': 'd.billed',
        'create_date': 'd.billed',
    },
}
