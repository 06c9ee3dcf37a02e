from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_profile import FIGURES


class CreditRpmDone(models.Model):
    """That a step was done: append-only, in the words of that day, whatever the plan says later."""

    _name = 'credit.rpm.done'
    _description = "Monitoring Step Done"
    _order = 'day DESC, id DESC'
    _log_access = False
    _rec_name = 'code'

    item_id = fields.Many2one(
        'credit.rpm.item', required=True, index=True, readonly=True, ondelete='restrict')
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", readonly=True, index='btree_not_null',
        ondelete='set null')
    document = fields.Char(readonly=True, help="The invoice or the transfer it was about.")
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, ondelete='restrict')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='restrict')
    currency_id = fields.Many2one(related='company_id.currency_id')
    code = fields.Char(string="Step", required=True, readonly=True)
    plan_id = fields.Many2one('credit.rpm.plan', readonly=True, ondelete='set null')
    day = fields.Date(required=True, readonly=True)
    due_on = fields.Date(readonly=True, help="The day it was for.")
    outcome = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one('res.users', string="By", readonly=True, ondelete='set null')
    letter_id = fields.Many2one(
        'credit.letter', readonly=True, index='btree_not_null', ondelete='set null')
    is_demand = fields.Boolean(string="Demand", readonly=True)
    is_formal = fields.Boolean(string="Formal", readonly=True)
    effects = fields.Char(readonly=True)
    amount = fields.Monetary(
        readonly=True, help="What was asked for.",
        groups=FIGURES)
    note = fields.Char(readonly=True)

    _profile_idx = models.Index('(profile_id, day DESC)')
    _demand_idx = models.Index('(profile_id, move_line_id) WHERE is_demand')

    # === CRUD: append only, and nobody has the right to create === #

    def write(self, vals):
        raise UserError(self.env._("What was done is append-only; a line never changes."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was done is append-only; no line is deleted."))
