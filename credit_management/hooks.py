from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


def pre_init_hook(env):
    """Make the one stored column on order lines beforehand, so installing computes no old line."""
    if not column_exists(env.cr, 'sale_order_line', 'credit_unit_price'):
        create_column(env.cr, 'sale_order_line', 'credit_unit_price', 'numeric')


def post_init_hook(env):
    """Fill what only lines without an ordered quantity need, and take over Odoo's own limits."""
    lines = env['sale.order.line'].search([('product_uom_qty', '=', 0), ('display_type', '=', False)])
    env.add_to_compute(lines._fields['credit_unit_price'], lines)
    lines._recompute_recordset(['credit_unit_price'])


def uninstall_hook(env):
    """Take our indexes off Odoo's tables."""
    env.cr.execute(
        "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%\\_credit\\_%\\_idx'"
        " AND tablename IN ('account_move', 'account_move_line', 'sale_order', 'account_payment',"
        " 'account_bank_statement_line', 'sale_order_line', 'payment_transaction', 'stock_move',"
        " 'account_partial_reconcile')"
    )
    for (name,) in env.cr.fetchall():
        env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
