from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import RULES


class CreditOverrideReport(models.Model):
    """Releases, one row each: by whom, for what reason, over which rule, and how the order was paid.

    Amounts are those of the order in company currency. A release over several rules stands under the
    gravest of them, so that sums are true.
    """

    _name = 'credit.override.report'
    _description = "Release Statistics"
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'hold_id'

    hold_id = fields.Many2one('credit.hold', readonly=True)
    date = fields.Datetime(string="Released At", readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Released By", readonly=True, context={'active_test': False})
    requester_id = fields.Many2one('res.users', string="Asked By", readonly=True)
    order_id = fields.Many2one('sale.order', readonly=True)
    profile_id = fields.Many2one('credit.profile', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    reason_id = fields.Many2one('credit.reason', readonly=True)
    rule = fields.Selection('_selection_rule', string="Gravest Rule", readonly=True)
    checkpoint = fields.Selection('_selection_checkpoint', readonly=True)
    verdict = fields.Selection([('hold', "Hold"), ('stop', "Stop")], readonly=True)
    is_urgent = fields.Boolean(string="Urgent", readonly=True)
    amount = fields.Monetary(readonly=True)
    outcome = fields.Selection(
        [('overdue', "Overdue now"), ('late', "Paid late"), ('open', "Invoiced, not due"),
         ('paid', "Paid on time"), ('none', "Not invoiced")],
        readonly=True,
    )
    bad_amount = fields.Monetary(
        string="Overdue or Late", readonly=True,
        help="The amount, where the order is overdue now or was paid late.",
    )
    bad_share = fields.Float(
        string="Overdue or Late (%)", readonly=True, aggregator='avg',
        help="Of the releases whose orders are due or paid: by number.",
    )

    _depends = {'credit.hold': [
        'state', 'decided_by_id', 'decided_at', 'reason_id', 'amount', 'is_urgent', 'order_id',
    ], 'credit.breach': ['code', 'severity']}

    @api.model
    def _selection_rule(self):
        label = self.env['credit.policy.rule']._rule_label
        return [(code, label(code)) for code in sorted(RULES)]

    @api.model
    def _selection_checkpoint(self):
        return self.env['credit.hold']._fields['checkpoint']._description_selection(self.env)

    @property
    def _table_query(self):
        released = SQL("SELECT order_id FROM credit_hold WHERE state = 'released'")
        return SQL(
            """SELECT hold.id, hold.id AS hold_id, hold.decided_at AS date,
                      hold.decided_by_id AS user_id, hold.requester_id, hold.order_id,
                      hold.profile_id, profile.partner_id, hold.company_id, root.currency_id,
                      hold.reason_id, broken.code AS rule, hold.checkpoint, hold.verdict,
                      COALESCE(hold.is_urgent, false) AS is_urgent, hold.amount,
                      COALESCE((ARRAY['overdue', 'late', 'open', 'paid'])[paid.rank], 'none')
                          AS outcome,
                      CASE WHEN paid.rank <= 2 THEN hold.amount ELSE 0 END AS bad_amount,
                      CASE WHEN paid.rank <= 2 THEN 100.0 WHEN paid.rank = 4 THEN 0.0 END
                          AS bad_share
                 FROM credit_hold hold
                 JOIN credit_profile profile ON profile.id = hold.profile_id
                 JOIN res_company root ON root.id = hold.company_id
            LEFT JOIN (%(paid)s) paid ON paid.order_id = hold.order_id
            LEFT JOIN LATERAL (
                      SELECT breach.code FROM credit_breach breach WHERE breach.hold_id = hold.id
                       ORDER BY array_position(ARRAY['stop', 'hold', 'warn'], breach.severity::text),
                                breach.code LIMIT 1) broken ON true
                WHERE hold.state = 'released'""",
            paid=self.env['credit.hold']._paid_by_order(released),
        )

    def action_open(self):
        self.ensure_one()
        return self.hold_id.get_formview_action()
