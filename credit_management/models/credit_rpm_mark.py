from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_profile import FIGURES
from .credit_rpm_plan_step import CHANNELS, ROLES


class CreditRpmMark(models.Model):
    """What became of a step that came due: kept as it was settled, for the figures."""

    _name = 'credit.rpm.mark'
    _description = "Monitoring Step That Came Due"
    _order = 'day DESC, id DESC'
    _log_access = False
    _rec_name = 'code'

    item_id = fields.Many2one(
        'credit.rpm.item', required=True, readonly=True, ondelete='cascade')
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", readonly=True, index='btree_not_null',
        ondelete='cascade')
    profile_id = fields.Many2one('credit.profile', required=True, readonly=True, ondelete='restrict')
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    plan_id = fields.Many2one('credit.rpm.plan', readonly=True, ondelete='set null')
    code = fields.Char(string="Step", required=True, readonly=True)
    role = fields.Selection(ROLES, readonly=True)
    user_id = fields.Many2one('res.users', string="Owner", readonly=True, ondelete='set null')
    channel = fields.Selection(CHANNELS, readonly=True)
    is_automatic = fields.Boolean(string="Automatic", readonly=True)
    day = fields.Date(required=True, readonly=True)
    late_after = fields.Integer(string="Patience", readonly=True)
    outcome = fields.Selection(
        [('due', "Due"), ('waiting', "Waiting"), ('done', "Done"),
         ('evidence', "Closed by evidence"), ('missed', "Missed")], required=True, readonly=True)
    done_on = fields.Date(readonly=True)
    in_time = fields.Boolean(readonly=True)
    amount = fields.Monetary(readonly=True, groups=FIGURES)

    _item_line_code_unique = models.UniqueIndex(
        '(item_id, (COALESCE(move_line_id, 0)), code)')
    _day_idx = models.Index('(company_id, day)')
    _open_idx = models.Index("(company_id, day) WHERE outcome IN ('due', 'waiting')")
    _profile_idx = models.Index('(profile_id)')

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("What became of steps is kept by looks at items, not by hand."))

    def write(self, vals):
        raise UserError(self.env._("What became of a step never changes by hand."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What became of a step never changes by hand."))
