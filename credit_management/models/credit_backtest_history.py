import json
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..exposure.order import Order as OrderComponent
from ..exposure.order_lines import OPEN_ORDERS
from ..exposure.scope import Scope
from ..tools.backtest_events import Order
from ..tools.backtest_verdict import CHECKPOINT

#: Orders confirmed so long before the period may be open in it.
_BEFORE = timedelta(days=365)
#: Kinds of decisions that the gate writes when an order is asked for.
_ASKED = ('check', 'would_hold', 'hold')
#: As the log's canonical text says it; it knows the growth of confirmed orders, too.
_CONFIRMING = f'%"checkpoint":"{CHECKPOINT}"%'


class CreditBacktestHistory(models.AbstractModel):
    """What happened to some customers: one query a fact, plain rows for the pure replay.

    Nothing in here checks rights; whoever asks has checked them.
    """

    _name = 'credit.backtest.history'
    _description = "History of Customers"

    def _scope(self, root, profile_ids):
        branches = [
            replace(branch, count_in_transit=True)
            for branch in self.env['credit.exposure']._branches() if branch.root_id == root.id
        ]
        return Scope.profiles(branches, profile_ids)

    def _read(self, query):
        return self.env['credit.exposure']._read(None, query)

    # === ORDERS === #

    def _orders(self, root, profile_ids, since):
        """Return ({profile id: [`Order`]}, {order id: figures that the log kept}).

        :param since: moment from which orders are judged
        """
        asked, logged = self._asked(profile_ids, since)
        scope = self._scope(root, profile_ids)
        found = self._confirmed(root, scope, since, asked)
        orders = {order.id: order for own in found.values() for order in own}
        if orders:
            self._add_bills(orders)
            self._add_remainders(scope, orders)
            self._add_prepaid(orders)
        return found, logged

    def _asked(self, profile_ids, since):
        """Return what the log says of the first time each order was asked for.

        ``{order id: (moment, decision, passed, profile id)}``, ``{order id: its figures}``
        """
        asked, logged = {}, {}
        for order_id, decision_id, moment, kind, profile_id, payload in self._read(SQL(
            """SELECT DISTINCT ON (res_id) res_id, id, date, kind, profile_id,
                      CASE WHEN date >= %s THEN payload END
                 FROM credit_decision
                WHERE profile_id = ANY(%s) AND res_model = 'sale.order' AND kind = ANY(%s)
                  AND payload LIKE %s
                ORDER BY res_id, id""", since, profile_ids, list(_ASKED), _CONFIRMING,
        )):
            asked[order_id] = (moment, decision_id, kind != 'hold', profile_id)
            data = json.loads(payload)['data'] if payload else {}
            if data.get('facts'):
                logged[order_id] = data
        return asked, logged

    def _confirmed(self, root, scope, since, asked):
        """Return the orders of customers by profile: confirmed ones, and those that were held."""
        payer = SQL("so.partner_invoice_id")
        arms = [(
            SQL("%s", scope.profile), scope.joins(payer, SQL("so.company_id")),
            SQL("so.state = 'sale' AND (so.date_order >= %s OR %s) AND %s", since - _BEFORE,
                OPEN_ORDERS, scope.where(payer, SQL("so.company_id"))), True,
        )]
        if root.credit_no_profile == 'unchecked':
            arms.append(self._bought(scope, since))
        never = [order_id for order_id, (moment, *_rest) in asked.items() if moment >= since]
        arms.append((
            SQL("NULL::int"), SQL(""), SQL("so.state <> 'sale' AND so.id = ANY(%s)", never), False,
        ))
        orders = defaultdict(list)
        for row in self.env.execute_query_dict(SQL(" UNION ALL ").join(
            self._order_arm(*arm) for arm in arms
        )):
            said = asked.get(row['id'])
            profile_id = row['profile_id'] or said[3]
            orders[profile_id].append(self._as_order(row, said and said[:3], root.currency_id))
        return orders

    def _bought(self, scope, since):
        """Return the arm of orders whose payer has no profile: who buys answers for them."""
        buyer, company = SQL("so.partner_id"), SQL("so.company_id")
        return (
            scope.profile, scope.joins(buyer, company), SQL(
                """so.state = 'sale' AND so.date_order >= %s AND %s AND NOT EXISTS (
                   SELECT 1 FROM res_partner payer JOIN credit_profile own
                       ON own.partner_id = payer.commercial_partner_id AND own.active
                      AND own.company_id = p.company_id
                    WHERE payer.id = so.partner_invoice_id)""", since, scope.where(buyer, company),
            ), False,
        )

    def _order_arm(self, profile, joins, where, counts):
        return SQL(
            """SELECT %s AS profile_id, so.id, so.name, so.state, so.date_order, so.create_date,
                      so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1) AS total,
                      so.commitment_date::date AS promised, so.payment_term_id, so.team_id,
                      so.user_id, paying.commercial_partner_id AS payer_id,
                      buying.commercial_partner_id AS buyer_id, %s AS counts
                 FROM sale_order so %s
                 JOIN res_partner paying ON paying.id = so.partner_invoice_id
                 JOIN res_partner buying ON buying.id = so.partner_id
                WHERE %s""", profile, counts, joins, where,
        )

    @staticmethod
    def _as_order(row, asked, currency):
        return Order(
            row['id'], row['state'], row['date_order'], row['create_date'],
            currency.round(float(row['total'])), row['promised'], counts=row['counts'],
            asked=asked, row=row,
        )

    def _add_bills(self, orders):
        """Add the invoices of orders, drafts too, and the day of the last delivery."""
        for order_id, move_id, day, amount, is_posted in self._read(SQL(
            """SELECT sol.order_id, invoice.id, invoice.date, SUM(billed.price_total
                          / COALESCE(NULLIF(invoice.invoice_currency_rate, 0), 1)),
                      invoice.state = 'posted'
                 FROM sale_order_line sol
                 JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
                 JOIN account_move_line billed ON billed.id = rel.invoice_line_id
                 JOIN account_move invoice ON invoice.id = billed.move_id
                WHERE sol.order_id = ANY(%s) AND invoice.state IN ('draft', 'posted')
                  AND invoice.move_type IN ('out_invoice', 'out_receipt')
                GROUP BY 1, invoice.id ORDER BY invoice.date, invoice.id""", list(orders),
        )):
            orders[order_id].bills.append((move_id, day, amount, is_posted))
        for order_id, day in self._read(SQL(
            """SELECT sol.order_id, MAX(move.date)::date FROM sale_order_line sol
                 JOIN stock_move move ON move.sale_line_id = sol.id AND move.state = 'done'
                WHERE sol.order_id = ANY(%s) GROUP BY 1""", list(orders),
        )):
            orders[order_id].last_done = day

    def _add_remainders(self, scope, orders):
        """Add what open orders add to the exposure of today, by the arithmetic of the gate."""
        for order_id, remainder in self._read(SQL(
            "SELECT id, remainder FROM (%s) o", OrderComponent().amounts(scope)
        )):
            if order_id in orders:
                orders[order_id].remainder = remainder

    def _add_prepaid(self, orders):
        """Add what was paid online for an order before it was confirmed."""
        for order_id, amount in self._read(SQL(
            """SELECT rel.sale_order_id, SUM(tx.amount / COALESCE(NULLIF(so.currency_rate, 0), 1))
                 FROM sale_order_transaction_rel rel
                 JOIN payment_transaction tx ON tx.id = rel.transaction_id
                 JOIN sale_order so ON so.id = rel.sale_order_id AND so.currency_id = tx.currency_id
                WHERE rel.sale_order_id = ANY(%s) AND tx.state IN ('authorized', 'done')
                  AND tx.create_date <= so.date_order
                  AND (tx.operation IS NULL OR tx.operation NOT IN ('validation', 'refund'))
                GROUP BY 1""", list(orders),
        )):
            orders[order_id].prepaid = amount

    def _firsts(self, root, profile_ids):
        """Return ``{profile id: (day of the first invoice, [(moment, order) of the first two])}``."""
        return {profile_id: (invoiced, list(zip(moments or (), ids or (), strict=True)))
                for profile_id, invoiced, moments, ids in self._read(SQL(
            """SELECT p.id, invoice.first, own.moments, own.ids
                 FROM credit_profile p
                CROSS JOIN LATERAL (
                      SELECT MIN(move.date) AS first FROM res_partner contact
                        JOIN account_move move ON move.partner_id = contact.id
                       WHERE contact.commercial_partner_id = p.partner_id AND move.state = 'posted'
                         AND move.move_type IN ('out_invoice', 'out_receipt')
                         AND move.company_id = ANY(%(companies)s)) invoice
                CROSS JOIN LATERAL (
                      SELECT array_agg(date_order ORDER BY date_order, id) AS moments,
                             array_agg(id ORDER BY date_order, id) AS ids
                        FROM (%(bought)s UNION %(paid)s ORDER BY 1, 2 LIMIT 2) first) own
                WHERE p.id = ANY(%(ids)s)""",
            bought=_ordered(SQL("partner_id"), root), paid=_ordered(SQL("partner_invoice_id"), root),
            companies=_tree(root), ids=profile_ids,
        ))}

    # === DECISIONS === #

    def _changes(self, profile_ids, kinds):
        """Return ``{profile id: [(moment, values before)]}`` of logged changes, oldest first."""
        changes = defaultdict(list)
        for profile_id, moment, payload in self._read(SQL(
            """SELECT profile_id, date, payload FROM credit_decision
                WHERE profile_id = ANY(%s) AND kind = ANY(%s) ORDER BY id""",
            profile_ids, list(kinds),
        )):
            before = json.loads(payload)['data'].get('before')
            if before:
                changes[profile_id].append((moment, before))
        return changes


def _tree(root):
    return root.search([('id', 'child_of', root.id)]).ids


def _ordered(partner, root):
    """Return SQL of (moment, id) of the orders that customer `p` confirmed as `partner`."""
    return SQL(
        """SELECT so.date_order, so.id FROM res_partner contact
             JOIN sale_order so ON so.%s = contact.id
            WHERE contact.commercial_partner_id = p.partner_id AND so.state = 'sale'
              AND so.company_id = ANY(%s)""", partner, _tree(root),
    )
