"""Runs inside Odoo's shell on the seeded company: who goes live, and what Odoo itself computes."""

from collections import Counter

from odoo.tools import SQL

from tests.e2e.people import CREDIT, EVERY_SALE, make_person

#: Two managers, for two signatures; a salesperson; whoever the administrator is.
PEOPLE = {
    'mona': [f'{CREDIT}manager'], 'milo': [f'{CREDIT}manager'], 'sam': [EVERY_SALE],
    'admin_of_all': ['base.group_system', 'account.group_account_manager', EVERY_SALE],
}
#: Stored fields that Odoo computes; the copies have them from SQL.
COMPUTED = {
    'account.move.line': (
        'amount_residual', 'amount_residual_currency', 'reconciled', 'parent_state', 'move_name',
        'price_subtotal', 'price_total'),
    'account.move': (
        'amount_untaxed', 'amount_tax', 'amount_total', 'amount_residual',
        'amount_residual_signed', 'amount_total_signed', 'payment_state', 'commercial_partner_id',
        'invoice_date_due', 'invoice_partner_display_name', 'invoice_user_id', 'team_id',
        'sequence_number', 'sequence_prefix', 'partner_shipping_id', 'invoice_currency_rate'),
    'sale.order.line': (
        'qty_delivered', 'qty_invoiced', 'qty_to_invoice', 'untaxed_amount_invoiced',
        'untaxed_amount_to_invoice', 'invoice_status', 'price_subtotal', 'price_total'),
    'sale.order': (
        'amount_untaxed', 'amount_tax', 'amount_total', 'invoice_status', 'delivery_status',
        'currency_rate', 'effective_date'),
    'stock.move': ('quantity', 'product_qty', 'reference'),
    'stock.picking': ('state', 'scheduled_date', 'date_deadline'),
    'account.bank.statement.line': ('is_reconciled', 'amount_residual', 'internal_index'),
    'account.payment': ('state', 'is_reconciled', 'is_matched', 'amount_company_currency_signed'),
}
#: So many of each are computed again, the first ones: every kind of document has few of these.
SAMPLE = 3_000


def prepare(env):
    """Make the people of the tests; return ``{login: person}``."""
    people = {login: make_person(env, login, groups) for login, groups in PEOPLE.items()}
    env['res.users'].browse(people['mona']['id']).password = 'mona-password'
    return people


def computed_again(env):
    """Have Odoo compute what the copies store; return ``{model: {field: how many differ}}``."""
    found = {}
    for model, names in COMPUTED.items():
        records = env[model].search([], limit=SAMPLE)
        before = _stored(env, records, names)
        for name in names:
            env.add_to_compute(records._fields[name], records)
        env.flush_all()
        after = _stored(env, records, names)
        found[model] = dict(Counter(
            name for record_id, row in before.items()
            for name, old, new in zip(names, row, after[record_id], strict=True) if old != new))
    env.cr.rollback()
    return found


def _stored(env, records, names):
    query = SQL(
        "SELECT id, %s FROM %s WHERE id = ANY(%s)", SQL(', ').join(map(SQL.identifier, names)),
        SQL.identifier(records._table), records.ids)
    return {row[0]: row[1:] for row in env.execute_query(query)}
