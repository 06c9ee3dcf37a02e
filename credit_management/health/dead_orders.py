from dateutil.relativedelta import relativedelta
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..exposure.order import Order
from ..exposure.order_lines import OPEN_ORDERS
from ..exposure.scope import Scope
from .base import Check

_lt = LazyTranslate(__name__)

#: An order with nothing delivered, invoiced or promised for so long is dead.
MONTHS = 12


class DeadOrders(Check):
    code = 'dead_orders'
    name = _lt("Orders with nothing for 12 months")
    why = _lt("What they still promise uses the limits of customers who order again.")
    button = _lt("Close remainder")
    model = 'sale.order'

    def rows(self, asked):
        """Two queries: which orders sleep (if none: number 0), then what exposure says is left."""
        ids = [order_id for (order_id,) in asked.read(self._asleep(asked))] or [0]
        scope = Scope.orders(asked.branches, ids, as_confirmed=False)
        return SQL(
            """SELECT so.id, payer.commercial_partner_id AS partner_id, so.name,
                      so.date_order::date AS date, item.remainder AS amount, NULL::text AS note
                 FROM (%s) item JOIN sale_order so ON so.id = item.id
                 JOIN res_partner payer ON payer.id = so.partner_invoice_id
                WHERE item.remainder > 0""", Order().amounts(scope),
        )

    def context(self, asked):
        return {'list_view_ref': 'sale.view_order_tree'}

    def _asleep(self, asked):
        since = asked.day - relativedelta(months=MONTHS)
        return SQL(
            """SELECT so.id FROM sale_order so
                WHERE %(open)s AND so.company_id = ANY(%(companies)s)
                  AND so.credit_closed_remainder IS NOT TRUE AND so.date_order < %(since)s
                  AND (so.commitment_date IS NULL OR so.commitment_date < %(since)s)
                  AND NOT EXISTS (
                      SELECT FROM sale_order_line line
                        JOIN stock_move move ON move.sale_line_id = line.id
                       WHERE line.order_id = so.id AND move.state = 'done'
                         AND move.date >= %(since)s)
                  AND NOT EXISTS (
                      SELECT FROM sale_order_line line
                        JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
                        JOIN account_move_line item ON item.id = rel.invoice_line_id
                       WHERE line.order_id = so.id AND item.parent_state <> 'cancel'
                         AND item.date >= %(since)s)""",
            open=OPEN_ORDERS, companies=list(asked.company_ids), since=since,
        )
