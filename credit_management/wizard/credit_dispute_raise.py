from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditDisputeRaise(models.TransientModel):
    """The dialog in which a dispute about one maturity line is raised."""

    _name = 'credit.dispute.raise'
    _description = "Raise a Dispute"

    profile_id = fields.Many2one('credit.profile', required=True, readonly=True)
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one(related='profile_id.company_id')
    currency_id = fields.Many2one(related='profile_id.currency_id')
    line_id = fields.Many2one(
        'account.move.line', string="Receivable", required=True,
        domain="[('parent_state', '=', 'posted'), ('account_type', '=', 'asset_receivable'),"
        " ('amount_residual', '>', 0),"
        " ('partner_id.commercial_partner_id', '=', partner_id),"
        " ('company_id', 'child_of', company_id)]",
    )
    left = fields.Monetary(string="Open, Not Disputed", compute='_compute_left')
    amount = fields.Monetary(
        string="Disputed", compute='_compute_amount', store=True, compute_sudo=False, readonly=False)
    reason_id = fields.Many2one(
        'credit.dispute.reason', required=True,
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]")
    note = fields.Text(help="What the customer says.")
    raised_on = fields.Date(
        string="Said On", help="When the customer said it. Officers alone give an earlier day.")
    attachment_ids = fields.Many2many('ir.attachment', string="Documents")

    @api.constrains('line_id')
    def _check_line_id(self):
        # Constraints run in sudo mode; the line's name is for who may read its customer.
        for wizard in self.sudo(False):
            wizard.env['credit.dispute']._profile_of(wizard.line_id).check_access('read')

    @api.depends('line_id')
    def _compute_left(self):
        for wizard in self:
            disputes, line = self.env['credit.dispute'], wizard.line_id
            if line:
                disputes._profile_of(line).check_access('read')
            wizard.left = disputes._undisputed_of(line.sudo()) if line else 0.0

    @api.depends('line_id')
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.left

    @api.model
    def _open(self, profile, line):
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Dispute"),
            'res_model': self._name, 'views': [(False, 'form')], 'target': 'new',
            'context': {
                'default_profile_id': profile.id, 'default_line_id': line.id,
                'default_raised_on': profile.sudo().company_id._credit_today(),
            },
        }

    @api.model
    def _open_for(self, lines):
        """Return the action for the first of `lines`."""
        if not lines:
            raise UserError(self.env._("Nothing is open here that could be promised or disputed."))
        return self._open(self.env['credit.dispute']._profile_of(lines[0]), lines[0])

    def action_raise(self):
        self.ensure_one()
        self.env['credit.dispute']._raise(
            self.line_id, self.amount, self.reason_id, self.note, self.raised_on,
            files=self.attachment_ids)
        return {'type': 'ir.actions.act_window_close'}
