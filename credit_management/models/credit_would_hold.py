import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .. import rules
from ..rules import RULES

OFFICER = 'credit_management.credit_management_group_officer'


class CreditWouldHold(models.Model):
    """An order that passed because its company only reports, or its customer's wave has not begun.

    One row an order, its last check; read from the decision log, so nothing is kept twice. What
    people think of it is a `credit.would.hold.mark`.
    """

    _name = 'credit.would.hold'
    _description = "Would Have Been Held"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'order_id'

    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    profile_id = fields.Many2one('credit.profile', string="Credit Page", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    order_id = fields.Many2one('sale.order', readonly=True)
    user_id = fields.Many2one('res.users', string="Confirmed By", readonly=True)
    amount = fields.Monetary(
        readonly=True, help="What the order added, tax included, in company currency.")
    rule = fields.Selection('_selection_rule', string="First Rule", readonly=True)
    codes = fields.Char(string="Rules", readonly=True)
    why = fields.Text(compute='_compute_why', compute_sudo=True)
    mark = fields.Selection(
        [('useful', "Useful"), ('useless', "Not useful")], readonly=True,
        help="Should this order have been held?",
    )
    marked_by_id = fields.Many2one('res.users', readonly=True)

    @api.model
    def _selection_rule(self):
        formatter = self.env['credit.check']._formatter(audience='officer')
        return [(code, rule.label(formatter)) for code, rule in sorted(RULES.items())]

    @property
    def _table_query(self):
        stopping = SQL(
            """SELECT breach ->> 'code' AS code FROM jsonb_array_elements(
                      line.payload::jsonb #> '{data,breaches}') breach
                WHERE breach ->> 'severity' <> 'warn'""")
        return SQL(
            """SELECT line.id, line.date, line.company_id, company.currency_id, line.user_id,
                      line.profile_id, profile.partner_id, sale.id AS order_id,
                      (line.payload::jsonb #>> '{data,amount}')::numeric AS amount,
                      (SELECT MIN(code) FROM (%(stopping)s) stop) AS rule,
                      (SELECT string_agg(code, ', ' ORDER BY code) FROM (%(stopping)s) stop)
                          AS codes,
                      mark.mark, mark.user_id AS marked_by_id
                 FROM credit_decision line
                 JOIN res_company company ON company.id = line.company_id
            LEFT JOIN credit_profile profile ON profile.id = line.profile_id
            LEFT JOIN sale_order sale ON sale.id = line.res_id
            LEFT JOIN credit_would_hold_mark mark ON mark.decision_id = line.id
                WHERE line.kind = 'would_hold' AND line.res_model = 'sale.order'
                  AND NOT EXISTS (
                      SELECT FROM credit_decision later
                       WHERE later.res_model = 'sale.order' AND later.res_id = line.res_id
                         AND later.kind IN ('check', 'would_hold') AND later.id > line.id)""",
            stopping=stopping,
        )

    @api.depends_context('lang')
    def _compute_why(self):
        """Say it as to an officer, who alone reads this: each rule that would have held it."""
        formatter = self.env['credit.check']._formatter(audience='officer')
        logged = {line.id: line for line in self.env['credit.decision'].browse(self.ids)}
        for order in self:
            data = json.loads(logged[order.id].payload)['data']
            order.why = '\n'.join(
                rules.sentence(breach, formatter) for breach in data.get('breaches') or []
                if breach.get('severity') != 'warn'
            )

    @api.model
    def _search(self, *args, **kwargs):
        self.env.flush_all()
        return super()._search(*args, **kwargs)

    # === FIGURES === #

    @api.model
    def _summary(self, domain):
        """Return ``{"orders", "amount", "rules": [{"code", "name", "orders", "amount"}]}``.

        An order that breaks two rules counts with both; the rule that held most comes first.
        """
        query = self._search(domain)
        rows = self.env.execute_query(SQL(
            """WITH found AS MATERIALIZED (SELECT * FROM (%s) AS rows (id, codes, amount))
               SELECT NULL, COUNT(*), COALESCE(SUM(amount), 0) FROM found
               UNION ALL
               SELECT code, COUNT(*), SUM(amount)
                 FROM found, unnest(string_to_array(codes, ', ')) code GROUP BY code""",
            query.select(*(
                SQL.identifier(query.table, name) for name in ('id', 'codes', 'amount'))),
        ))
        names = dict(self._selection_rule())
        total = next(row for row in rows if row[0] is None)
        by_rule = sorted((row for row in rows if row[0]), key=lambda row: (-row[1], row[0]))
        return {
            'orders': total[1], 'amount': float(total[2]),
            'rules': [
                {'code': code, 'name': names.get(code, code), 'orders': count,
                 'amount': float(amount or 0.0)} for code, count, amount in by_rule
            ],
        }

    # === ACTIONS === #

    def action_useful(self):
        return self._mark('useful')

    def action_useless(self):
        return self._mark('useless')

    def _mark(self, mark):
        """Say of each whether holding it would have been right; the same said twice is taken back."""
        self.check_access('read')
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Credit officers say what was useful. Ask one of them."))
        marks_sudo = self.env['credit.would.hold.mark'].sudo()
        known = marks_sudo.search([('decision_id', 'in', self.ids)])
        again = len(self) == 1 and known.mark == mark
        known.unlink()
        if not again:
            marks_sudo.create([
                {'decision_id': order.id, 'mark': mark, 'user_id': self.env.uid} for order in self
            ])
        self.invalidate_model(['mark', 'marked_by_id'])
        return True

    def action_open_order(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'sale.order', 'res_id': self.order_id.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
