from odoo import fields, models

from ..models.credit_invoice_receipt import BY_HAND


class CreditInvoiceReceiptTake(models.TransientModel):
    """The dialog in which somebody says that the customer received an invoice, and shows it."""

    _name = 'credit.invoice.receipt.take'
    _description = "Invoice Received"

    move_id = fields.Many2one('account.move', string="Invoice", required=True, readonly=True)
    date = fields.Date(
        string="Received On", required=True,
        default=lambda self: self.env.company._credit_today())
    receiver = fields.Char(string="Received By", required=True)
    channel = fields.Selection(BY_HAND, string="How", required=True, default='mail')
    file = fields.Binary(string="What Shows It", required=True)
    file_name = fields.Char()
    note = fields.Char()

    def action_take(self):
        self.ensure_one()
        self.move_id._check_credit_books()
        self.move_id.check_access('read')
        names = ('date', 'receiver', 'channel', 'file', 'file_name', 'note')
        self.env['credit.invoice.receipt'].sudo().create({
            'move_id': self.move_id.id, **{name: self[name] for name in names}})
        return {'type': 'ir.actions.act_window_close'}
