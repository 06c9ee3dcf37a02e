from odoo import fields, models
from odoo.tools import SQL

from ..tools.rpm_figures import SILENT_DAYS
from .credit_profile import FIGURES
from .credit_rpm_plan_step import CHANNELS, ROLES


class CreditRpmReport(models.Model):
    """Steps that came due, and how they went: in time, late, not at all, or not late yet."""

    _name = 'credit.rpm.report'
    _description = "Monitoring Steps"
    _auto = False
    _order = 'days_late desc, day, id'
    _rec_name = 'code'

    item_id = fields.Many2one('credit.rpm.item', readonly=True)
    move_line_id = fields.Many2one('account.move.line', string="Maturity Line", readonly=True)
    profile_id = fields.Many2one('credit.profile', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    plan_id = fields.Many2one('credit.rpm.plan', readonly=True)
    code = fields.Char(string="Step", readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    user_id = fields.Many2one('res.users', string="Owner", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    is_automatic = fields.Boolean(string="Automatic", readonly=True)
    day = fields.Date(string="Due On", readonly=True)
    done_on = fields.Date(readonly=True)
    outcome = fields.Selection(
        [('in_time', "In time"), ('late', "Late"), ('undone', "Not done"), ('open', "Not late yet")],
        readonly=True)
    was_due = fields.Integer(string="Steps Due", readonly=True)
    in_time = fields.Integer(string="Done in Time", readonly=True)
    late = fields.Integer(string="Done Late", readonly=True)
    undone = fields.Integer(string="Not Done", readonly=True)
    in_time_rate = fields.Float(
        string="In Time (%)", readonly=True, aggregator='avg', digits=(5, 1))
    days_late = fields.Integer(
        readonly=True, aggregator='max', help="Of what is due still, after its patience.")
    is_silent = fields.Boolean(
        string="Silent", readonly=True, help="Due still, and more than two days late.")
    amount = fields.Monetary(readonly=True, groups=FIGURES, aggregator=None)

    _depends = {'credit.rpm.mark': ['outcome', 'day', 'done_on', 'in_time']}

    @property
    def _table_query(self):
        today = self.env.company.sudo().root_id._credit_today()
        late = SQL("(%s - mark.day - mark.late_after)", today)
        open_ = SQL("mark.outcome IN ('due', 'waiting')")
        return SQL(
            """SELECT found.*, CASE WHEN outcome = 'open' THEN 0 ELSE 1 END AS was_due,
                      (outcome = 'in_time')::int AS in_time, (outcome = 'late')::int AS late,
                      (outcome = 'undone')::int AS undone,
                      CASE WHEN outcome <> 'open' THEN (outcome = 'in_time')::int * 100.0 END
                          AS in_time_rate
                 FROM (SELECT mark.id, mark.item_id, mark.move_line_id, mark.profile_id,
                              profile.partner_id, mark.company_id, company.currency_id,
                              mark.plan_id, mark.code, mark.role, mark.user_id, mark.channel,
                              mark.is_automatic, mark.day, mark.done_on, mark.amount,
                              CASE WHEN mark.in_time THEN 'in_time'
                                   WHEN mark.done_on IS NOT NULL THEN 'late'
                                   WHEN %(open)s AND %(late)s <= 0 THEN 'open'
                                   ELSE 'undone' END AS outcome,
                              CASE WHEN %(open)s THEN GREATEST(%(late)s, 0) ELSE 0 END AS days_late,
                              %(open)s AND %(late)s > %(silent)s AS is_silent
                         FROM credit_rpm_mark mark
                         JOIN credit_profile profile ON profile.id = mark.profile_id
                         JOIN res_company company ON company.id = mark.company_id) found""",
            open=open_, late=late, silent=SILENT_DAYS,
        )

    def action_open(self):
        """Open the item of the step."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.rpm.item',
            'res_id': self.item_id.id, 'views': [(False, 'form')],
        }
