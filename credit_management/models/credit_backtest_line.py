import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..exposure.receivable import RECEIVABLE

_COLUMNS = {
    'order_id': 'int', 'name': 'text', 'profile_id': 'int', 'partner_id': 'int',
    'asked_at': 'timestamp', 'week': 'date', 'team_id': 'int', 'user_id': 'int',
    'amount': 'numeric', 'is_held': 'boolean', 'codes': 'text', 'rest_codes': 'text',
    'is_rest_held': 'boolean', 'over_by': 'float8', 'late_by': 'int', 'is_other_held': 'boolean',
    'other_codes': 'text', 'is_exact': 'boolean', 'is_unmatched': 'boolean',
}


class CreditBacktestLine(models.Model):
    """An order that a back-test holds, or would with a slider further down, or by the other version.

    Made by SQL in batches, never changed.
    """

    _name = 'credit.backtest.line'
    _description = "Order of a Back-test"
    _order = 'asked_at desc, id desc'

    backtest_id = fields.Many2one(
        'credit.backtest', required=True, readonly=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='backtest_id.company_id')
    currency_id = fields.Many2one(related='backtest_id.company_id.currency_id')
    order_id = fields.Many2one(
        'sale.order', readonly=True, index='btree_not_null', ondelete='cascade'
    )
    name = fields.Char(string="Order Number", readonly=True)
    profile_id = fields.Many2one(
        'credit.profile', string="Credit Profile", readonly=True, index=True, ondelete='cascade'
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, ondelete='cascade', index=True
    )
    asked_at = fields.Datetime(string="Asked", readonly=True)
    week = fields.Date(readonly=True, help="The Monday of the week of the order.")
    team_id = fields.Many2one('crm.team', readonly=True, ondelete='set null')
    user_id = fields.Many2one(
        'res.users', string="Salesperson", readonly=True, ondelete='set null'
    )
    amount = fields.Monetary(readonly=True)
    is_held = fields.Boolean(string="Held", readonly=True)
    codes = fields.Char(string="Rules", readonly=True)
    rest_codes = fields.Char(string="Other Rules", readonly=True)
    is_rest_held = fields.Boolean(string="Held by Other Rules", readonly=True)
    over_by = fields.Float(
        string="Over the Limit by (%)", readonly=True, aggregator=None,
        help="Per cent of the limit above what is tolerated; at most 0 passes.",
    )
    late_by = fields.Integer(
        string="Late by (days)", readonly=True, aggregator=None,
        help="Days above what is tolerated; at most 0 passes.",
    )
    is_other_held = fields.Boolean(string="Held by the Other Version", readonly=True)
    other_codes = fields.Char(string="Rules of the Other Version", readonly=True)
    is_exact = fields.Boolean(
        string="Exact", readonly=True,
        help="Judged by the figures that the log kept of this very check, not by rebuilt ones.",
    )
    is_unmatched = fields.Boolean(
        string="Only Unmatched Money", readonly=True,
        help="Money that had arrived by its date would have let the order pass.",
    )
    is_billed = fields.Boolean(string="Invoiced", readonly=True)
    late_days = fields.Integer(
        string="Later Late by (days)", readonly=True, aggregator='max',
        help="The longest that one of its invoices stayed open after its due date, to this day.",
    )
    lost_amount = fields.Monetary(
        string="Lost", readonly=True, help="Of its invoices, what was written off as bad debt."
    )

    def action_open_order(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'sale.order', 'res_id': self.order_id.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === KEEPING === #

    @api.model
    def _keep(self, backtest, lines):
        """Keep `lines` of a batch, with what became of their orders."""
        if not lines:
            return
        outcomes = self._outcomes(backtest.company_id, [line['order_id'] for line in lines])
        columns = SQL(", ").join(map(SQL.identifier, _COLUMNS))
        self.env.cr.execute(SQL(
            """INSERT INTO credit_backtest_line
                      (backtest_id, create_uid, create_date, %(columns)s, is_billed, late_days,
                       lost_amount)
               SELECT %(backtest)s, %(user)s, now() AT TIME ZONE 'UTC', %(columns)s, is_billed,
                      late_days, lost_amount
                 FROM jsonb_to_recordset(%(lines)s) AS line (%(types)s, is_billed boolean,
                      late_days int, lost_amount numeric)""",
            columns=columns, backtest=backtest.id, user=self.env.uid,
            types=SQL(", ").join(
                SQL(f"%s {kind}", SQL.identifier(name)) for name, kind in _COLUMNS.items()),
            lines=json.dumps([
                {**line, **outcomes.get(line['order_id'], _NO_INVOICE)} for line in lines
            ]),
        ))

    @api.model
    def _outcomes(self, root, order_ids):
        """Return ``{order id: {is_billed, late_days, lost_amount}}`` of orders with invoices."""
        rows = self.env['credit.exposure']._read(None, SQL(
            """SELECT billed.order_id,
                      MAX(COALESCE(CASE WHEN due.amount_residual > 0 THEN %(today)s::date END,
                                   paid.last, %(today)s)
                          - COALESCE(due.date_maturity, due.date)), SUM(paid.lost)
                 FROM (SELECT DISTINCT sol.order_id, item.move_id FROM sale_order_line sol
                         JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
                         JOIN account_move_line item ON item.id = rel.invoice_line_id
                        WHERE sol.order_id = ANY(%(orders)s)) billed
                 JOIN account_move invoice ON invoice.id = billed.move_id
                  AND invoice.state = 'posted' AND invoice.move_type = 'out_invoice'
                 JOIN account_move_line due ON due.move_id = invoice.id
                  AND due.account_id = ANY(%(accounts)s) AND due.balance > 0
            LEFT JOIN LATERAL (
                      SELECT MAX(part.max_date) AS last,
                             SUM(part.amount) FILTER (WHERE EXISTS (
                                 SELECT 1 FROM account_move_line bad
                                  WHERE bad.move_id = other.move_id
                                    AND bad.account_id = ANY(%(bad)s))) AS lost
                        FROM account_partial_reconcile part
                        JOIN account_move_line other ON other.id = part.credit_move_id
                       WHERE part.debit_move_id = due.id) paid ON TRUE
                GROUP BY 1""",
            today=root._credit_today(), orders=order_ids, accounts=RECEIVABLE,
            bad=root._credit_bad_debt_accounts().ids,
        ))
        return {
            order_id: {
                'is_billed': True, 'late_days': max(days, 0), 'lost_amount': float(lost or 0.0),
            } for order_id, days, lost in rows
        }


_NO_INVOICE = {'is_billed': False, 'late_days': 0, 'lost_amount': 0.0}
