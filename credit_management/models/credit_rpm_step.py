from odoo import api, fields, models

from .credit_profile import FIGURES
from .credit_rpm_plan_step import CHANNELS, ROLES


class CreditRpmStep(models.Model):
    """What is to be done about an item: what is due, else the one step that comes next.

    Rows come and go with each look at the item; what was done is in `credit.rpm.done`.
    """

    _name = 'credit.rpm.step'
    _description = "Monitoring Step"
    _order = 'day, id'
    _log_access = False

    item_id = fields.Many2one(
        'credit.rpm.item', required=True, readonly=True, ondelete='cascade')
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", readonly=True, ondelete='cascade', index=True,
        help="None: a step of the papers.")
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    code = fields.Char(string="Step", required=True, readonly=True)
    rung = fields.Char(readonly=True, help="Where the ladder stood when the item was taken over.")
    plan_step_id = fields.Many2one('credit.rpm.plan.step', readonly=True, ondelete='set null')
    date = fields.Date(string="By the Plan", readonly=True)
    day = fields.Date(required=True, readonly=True, help="The working day it moved to.")
    status = fields.Selection(
        [('due', "Due"), ('waiting', "Waiting"), ('coming', "Coming")],
        required=True, readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    user_id = fields.Many2one('res.users', string="Owner", readonly=True, ondelete='set null')
    channel = fields.Selection(CHANNELS, readonly=True)
    is_automatic = fields.Boolean(string="Automatic", readonly=True)
    is_demand = fields.Boolean(string="Demand", readonly=True)
    amount = fields.Monetary(readonly=True, groups=FIGURES, help="What it asks for.")
    deadline = fields.Date(readonly=True, help="When the next step takes its place, or it is late.")
    again_on = fields.Date(string="Try Again On", readonly=True)

    _item_line_code_unique = models.UniqueIndex(
        '(item_id, (COALESCE(move_line_id, 0)), code)')
    _due_idx = models.Index("(company_id, day, profile_id) WHERE status = 'due'")
    _profile_idx = models.Index("(profile_id, day)")

    @api.depends('code', 'item_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        labels = self.env['credit.rpm.plan.step']._labels()
        for step in self:
            step.display_name = ' · '.join(filter(None, (
                step.code, labels.get(step.code), step.item_id.name)))
