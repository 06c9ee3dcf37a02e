from odoo import api, fields, models


class CreditLimitProposalFill(models.TransientModel):
    """The dialog that says how limits are proposed."""

    _name = 'credit.limit.proposal.fill'
    _description = "Propose Limits"

    currency_id = fields.Many2one('res.currency', default=lambda self: self._root().currency_id)
    months = fields.Selection(
        selection=lambda self: self.env['credit.limit.proposal']._fields['months'].selection,
        string="High Credit Of", required=True, default='12',
    )
    uplift = fields.Float(string="More Than the High Credit (%)", default=15.0, digits=(5, 2))
    tolerated_days = fields.Integer(string="Days Beyond Terms Granted", default=15)
    smallest_limit = fields.Monetary(
        default=lambda self: self._root_defaults(),
        help="The flat limit of everybody who would get less; proposed: one usual invoice.")
    core_first = fields.Boolean(
        string="Odoo's Own Limit Goes First",
        help="Else the larger of it and what the history says.")

    @api.model
    def _root(self):
        return self.env['credit.receivable']._root_asked()

    @api.model
    def _root_defaults(self):
        return self.env['credit.health']._defaults(self._root())['smallest_limit'] or 0.0

    @api.model
    def default_get(self, fields):
        """Begin with the rules of the proposal that is there."""
        values = super().default_get(fields)
        proposal_sudo = self.env['credit.limit.proposal']._of(self._root())
        rules = proposal_sudo._rules_of_users() & set(fields) if proposal_sudo else ()
        return {**values, **{name: proposal_sudo[name] for name in rules}}

    def action_propose(self):
        self.ensure_one()
        self.env['credit.limit.proposal'].propose(
            **{name: self[name] for name in self.env['credit.limit.proposal']._rules_of_users()})
        return {'type': 'ir.actions.act_window_close'}
