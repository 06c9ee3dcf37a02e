from odoo import api, fields, models
from odoo.exceptions import UserError

from .credit_cause import SIDES


class CreditCaseCause(models.Model):
    """The cause that was found of a late line; the newest of a line counts."""

    _name = 'credit.case.cause'
    _description = "Cause of a Late Line"
    _order = 'day desc, id desc'
    _rec_name = 'cause_id'

    case_id = fields.Many2one(
        'credit.case', required=True, readonly=True, index=True, ondelete='restrict')
    profile_id = fields.Many2one(related='case_id.profile_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer", store=True, index=True)
    company_id = fields.Many2one(related='case_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    move_line_id = fields.Many2one(
        'account.move.line', string="Line", readonly=True, index=True, ondelete='set null')
    move_name = fields.Char(string="Document", readonly=True)
    cause_id = fields.Many2one('credit.cause', required=True, readonly=True, ondelete='restrict')
    side = fields.Selection(SIDES, string="Whose Cause", required=True, readonly=True)
    day = fields.Date(string="Found On", required=True, readonly=True)
    amount = fields.Monetary(string="Late Then", readonly=True)
    user_id = fields.Many2one('res.users', string="By", readonly=True)
    is_current = fields.Boolean(readonly=True, default=True, help="No later cause was found.")

    _one_current = models.UniqueIndex("(move_line_id) WHERE is_current AND move_line_id IS NOT NULL")
    _day_idx = models.Index("(company_id, day) WHERE is_current")

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("What was found stays. Say the other cause on the case."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was found stays. Say the other cause on the case."))

    @api.model
    def _find(self, case_sudo, lines, cause):
        """Note `cause` of `lines` of a case; the one that was found before counts no more."""
        today = case_sudo.company_id._credit_today()
        self.search([('move_line_id', 'in', lines.ids), ('is_current', '=', True)]).is_current = False
        self.flush_model()
        return self.create([{
            'case_id': case_sudo.id, 'move_line_id': line.id, 'move_name': line.move_name,
            'cause_id': cause.id, 'side': cause.side, 'day': today,
            'amount': line.amount_residual, 'user_id': self.env.uid,
        } for line in lines])
