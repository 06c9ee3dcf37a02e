from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditPromiseMake(models.TransientModel):
    """The dialog in which a promise to pay is taken."""

    _name = 'credit.promise.make'
    _description = "Take a Promise to Pay"

    profile_id = fields.Many2one('credit.profile', required=True, readonly=True)
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one(related='profile_id.company_id')
    currency_id = fields.Many2one(related='profile_id.currency_id')
    line_ids = fields.Many2many(
        'account.move.line', string="Receivables",
        domain="[('parent_state', '=', 'posted'), ('account_type', '=', 'asset_receivable'),"
        " ('amount_residual', '>', 0),"
        " ('partner_id.commercial_partner_id', '=', partner_id),"
        " ('company_id', 'child_of', company_id)]",
        help="Empty: any.",
    )
    amount = fields.Monetary(
        string="Promised", compute='_compute_amount', store=True, readonly=False)
    day = fields.Date(string="By", required=True)
    channel = fields.Selection(
        selection=lambda self: self.env['credit.promise']._selection_channel(), default='phone',
        required=True)
    contact_id = fields.Many2one(
        'res.partner', string="Promised By", domain="[('commercial_partner_id', '=', partner_id)]")
    is_written = fields.Boolean(
        string="In Writing", help="It interrupts the limitation of the lines that it names.")
    attachment_ids = fields.Many2many('ir.attachment', string="Documents")
    note = fields.Char()
    open_promise_ids = fields.Many2many(
        'credit.promise', compute='_compute_open_promises', string="Promised Already")
    is_replacing = fields.Boolean(string="Replace Them")

    @api.depends('line_ids')
    def _compute_amount(self):
        """Suggest what is open of the lines."""
        for wizard in self:
            wizard.amount = sum(wizard.line_ids.mapped('amount_residual'))

    @api.depends('line_ids', 'profile_id')
    def _compute_open_promises(self):
        for wizard in self:
            wizard.profile_id.check_access('read')
            wizard.open_promise_ids = self.env['credit.promise'].search([
                ('profile_id', '=', wizard.profile_id.id), ('state', '=', 'open'),
                ('line_ids', 'in', wizard.line_ids._origin.ids)])

    @api.model
    def _open(self, profile, lines, context=None):
        """Return the action that opens the dialog for a customer."""
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Promise to Pay"),
            'res_model': self._name, 'views': [(False, 'form')], 'target': 'new',
            'context': {
                'default_profile_id': profile.id, 'default_line_ids': [(6, 0, lines.ids)],
                **(context or {}),
            },
        }

    @api.model
    def _open_for(self, lines):
        """Return the action for lines of one customer, or say what was chosen wrongly."""
        if not lines:
            raise UserError(self.env._("Nothing is open here that could be promised or disputed."))
        customers = lines.sudo().partner_id.commercial_partner_id
        if len(customers) > 1 or len(lines.company_id.sudo().root_id) > 1:
            raise UserError(self.env._(
                "A promise is of one customer. Choose the lines of one; these are of %(count)s.",
                count=len(customers)))
        return self._open(self.env['credit.dispute']._profile_of(lines[0]), lines)

    def action_make(self):
        self.ensure_one()
        self.env['credit.promise']._make(
            self.profile_id, self.amount, self.day, self.line_ids, self.is_replacing,
            channel=self.channel, contact_id=self.contact_id.id, is_written=self.is_written,
            note=self.note, files=self.attachment_ids)
        return {'type': 'ir.actions.act_window_close'}
