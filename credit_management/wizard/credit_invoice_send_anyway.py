from odoo import fields, models


class CreditInvoiceSendAnyway(models.TransientModel):
    """Ask why an invoice is sent though nothing shows that its goods arrived."""

    _name = 'credit.invoice.send.anyway'
    _description = "Send Without Proof"

    move_id = fields.Many2one('account.move', string="Invoice", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_send(self):
        """Let it go, and open the dialog that sends it, where nobody had asked for it yet."""
        self.ensure_one()
        is_asked = self.move_id.sudo().credit_waits_since
        self.move_id._credit_let_go(self.reason)
        if is_asked or not self.env['account.move.send.wizard'].has_access('create'):
            return {'type': 'ir.actions.act_window_close'}
        return self.move_id.action_invoice_sent()
