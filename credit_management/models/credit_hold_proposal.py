from odoo import fields, models


class CreditHold(models.Model):
    """The proposals made on a hold."""

    _inherit = 'credit.hold'

    proposal_ids = fields.One2many('credit.proposal', 'hold_id', string="Proposals")
    proposal_id = fields.Many2one(
        'credit.proposal', readonly=True, ondelete='set null', copy=False,
        help="What was offered last; it stands while the hold is open.",
    )
    proposal_kind = fields.Selection(related='proposal_id.kind', string="Proposed")
    proposal_state = fields.Selection(related='proposal_id.state', string="Proposal State")
    proposal_text = fields.Text(related='proposal_id.sales_text')
    proposal_date = fields.Datetime(related='proposal_id.date', string="Proposed At")
    proposal_user_id = fields.Many2one(related='proposal_id.user_id')

    def _proposal_brief(self):
        """Return the standing proposal for the queue's side pane, or False."""
        proposal_sudo = self.sudo().proposal_id
        return self.state == 'open' and bool(proposal_sudo) and {
            'kind': dict(proposal_sudo._selection_kind())[proposal_sudo.kind],
            'taken': proposal_sudo.state == 'taken', 'by': proposal_sudo.user_id.name,
        }

    def action_propose_dialog(self):
        """Open the ways to a "yes", each with what would come of it."""
        self.ensure_one()
        self._desk_sudo()
        wizard = self.env['credit.hold.propose']._of_hold(self)
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Propose"),
            'res_model': 'credit.hold.propose', 'res_id': wizard.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    def action_give_limit(self):
        return self.proposal_id.action_give_limit()

    def _may_give_limit(self):
        return self.env.user.has_group('credit_management.credit_management_group_manager')

    def _limit_dialog(self, terms):
        """Return the dialog for limits, filled with `terms` of a temporary limit."""
        profile_sudo = self.profile_id.sudo()
        first, last = fields.Date.to_date(terms['first']), fields.Date.to_date(terms['last'])
        valid = profile_sudo.temporary_from and (
            profile_sudo.temporary_from <= first <= profile_sudo.temporary_to
        )
        action = profile_sudo.with_env(self.env).action_change_limit()
        return {**action, 'context': {
            **action['context'],
            'default_temporary_limit':
                terms['more_limit'] + (profile_sudo.temporary_limit if valid else 0.0),
            'default_temporary_from': fields.Date.to_string(first),
            'default_temporary_to': fields.Date.to_string(last),
            'default_reason': self.env._("For %(hold)s", hold=self.name),
        }}
