from odoo import api, fields, models
from odoo.fields import Domain

from ..models.credit_limit_proposal_apply import OPEN


class CreditLimitProposalSign(models.TransientModel):
    """The dialog in which a manager decides on all limits at once."""

    _name = 'credit.limit.proposal.sign'
    _description = "Apply Limits"

    proposal_id = fields.Many2one(
        'credit.limit.proposal', required=True, readonly=True, ondelete='cascade',
        default=lambda self: self.env['credit.limit.proposal']._of(
            self.env['credit.receivable']._root_asked()).id,
    )
    currency_id = fields.Many2one(related='proposal_id.currency_id')
    customer_count = fields.Integer(string="Customers", compute='_compute_figures')
    total = fields.Monetary(string="Limits in All", compute='_compute_figures')
    by_hand_count = fields.Integer(string="Changed by Hand", compute='_compute_figures')
    kept_count = fields.Integer(string="Left as They Are", compute='_compute_figures')
    is_enforced = fields.Boolean(compute='_compute_figures')
    reason = fields.Char(required=True)

    @api.depends('proposal_id')
    def _compute_figures(self):
        for wizard in self:
            proposal_sudo = wizard.proposal_id.sudo()
            wizard.customer_count, wizard.total = proposal_sudo._count_and_sum(OPEN)
            wizard.by_hand_count = proposal_sudo._count_and_sum(
                OPEN & Domain('is_by_hand', '=', True))[0]
            wizard.kept_count = proposal_sudo._count_and_sum([('is_kept', '=', True)])[0]
            wizard.is_enforced = proposal_sudo.company_id._credit_mode_now() == 'enforce' and any(
                not profile.is_waiting for profile in proposal_sudo._open_lines().profile_id)

    def action_sign(self):
        self.ensure_one()
        self.proposal_id.sign(self.reason)
        return {'type': 'ir.actions.act_window_close'}
