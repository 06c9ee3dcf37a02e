from odoo import api, fields, models


class CreditWriteOffRecover(models.TransientModel):
    """Say how much came back of what was written off, and which money it is."""

    _name = 'credit.write.off.recover'
    _description = "Recovery"

    write_off_id = fields.Many2one('credit.write.off', required=True)
    currency_id = fields.Many2one(related='write_off_id.currency_id')
    # By the rights of who asks: the figure of another company is not told by its number.
    outstanding = fields.Monetary(related='write_off_id.outstanding', related_sudo=False)
    offered_line_ids = fields.Many2many('account.move.line', compute='_compute_offered_line_ids')
    payment_line_id = fields.Many2one(
        'account.move.line', string="Money", domain="[('id', 'in', offered_line_ids)]",
        help="A receipt of the customer that is allocated to nothing. Empty: it is matched later.")
    amount = fields.Monetary(
        compute='_compute_amount', store=True, readonly=False, compute_sudo=False)
    date = fields.Date(
        required=True, default=lambda self: self.env.company.root_id._credit_today())

    @api.depends('write_off_id')
    def _compute_offered_line_ids(self):
        for wizard in self:
            wizard.write_off_id.check_access('read')
            wizard.offered_line_ids = wizard.write_off_id._money() if wizard.write_off_id else False

    @api.depends('write_off_id', 'payment_line_id')
    def _compute_amount(self):
        for wizard in self:
            money = -wizard.sudo().payment_line_id.amount_residual
            left = wizard.outstanding
            wizard.amount = min(money, left) if wizard.payment_line_id else left

    @api.onchange('write_off_id')
    def _onchange_write_off_id(self):
        self.payment_line_id = self.offered_line_ids[:1]

    def action_apply(self):
        """Draft the entry and open it."""
        self.ensure_one()
        recovered = self.write_off_id._recover(self.amount, self.date, self.payment_line_id)
        return self.write_off_id._open_move(recovered.sudo().move_id)
