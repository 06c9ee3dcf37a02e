"""The customers that are asked about: the same ones for everybody who is measured."""

from . import session
from .scales import GIANT_CONTACTS, GIANT_INVOICES, GIANT_ORDERS


class Subjects:
    """Partner ids of a generated database."""

    def __init__(self, registry, ordinary=40):
        with registry.cursor() as cr:
            cr.execute("SELECT name, value FROM benchmark.setting")
            self.settings = dict(cr.fetchall())
            cr.execute("SELECT n, partner_id FROM benchmark.customer ORDER BY n")
            self.by_position = dict(cr.fetchall())
            self.ordinary = self._ordinary(cr, ordinary)
        self.all = list(self.by_position.values())
        self.giant_invoices = self.by_position[GIANT_INVOICES]
        self.giant_orders = self.by_position[GIANT_ORDERS]
        self.giant_contacts = self.by_position[GIANT_CONTACTS]
        self.salesperson = int(self.settings['salesperson'])

    @staticmethod
    def _ordinary(cr, count):
        """Return customers of 5 to 15 open invoices, none of them late, with room for an order."""
        cr.execute(
            """SELECT c.partner_id
                 FROM benchmark.customer c
                 JOIN account_move_line l ON l.partner_id = c.partner_id
                  AND l.parent_state = 'posted' AND l.amount_residual <> 0
                WHERE c.n > 2
                GROUP BY c.partner_id, c.credit_limit
               HAVING count(*) BETWEEN 5 AND 15 AND min(l.date_maturity) >= CURRENT_DATE
                  AND c.credit_limit > sum(l.amount_residual) * 1.2 + 5000
                ORDER BY c.partner_id LIMIT %s""", [count],
        )
        return [partner_id for (partner_id,) in cr.fetchall()]


def quotation(registry, user_id, partner_id):
    """Make a committed quotation of one line and return its id."""
    with session.request(registry, user_id) as env:
        product = env['product.product'].search([('default_code', '=', 'BENCH')])
        order = env['sale.order'].create({
            'partner_id': partner_id,
            'order_line': [
                (0, 0, {'product_id': product.id, 'product_uom_qty': 1, 'price_unit': 1.0})
            ],
        })
        env.cr.commit()
        return order.id
