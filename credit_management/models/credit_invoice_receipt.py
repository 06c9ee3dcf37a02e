from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

CHANNELS = [
    ('mail', "E-mail"), ('post', "Courier or registered letter"), ('hand', "By hand"),
    ('edi', "Customer's portal or network"), ('portal', "Opened with his login"),
]
#: What people write down; the last one the server sees by itself.
BY_HAND = CHANNELS[:-1]


class CreditInvoiceReceipt(models.Model):
    """That the customer received an invoice: on which day, who, how, and what shows it."""

    _name = 'credit.invoice.receipt'
    _inherit = ['credit.evidence']
    _description = "Receipt of an Invoice"
    _order = 'date DESC, id DESC'

    move_id = fields.Many2one(
        'account.move', string="Invoice", required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='move_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(
        related='move_id.commercial_partner_id', string="Customer", store=True, index=True)
    date = fields.Date(string="Received On", required=True)
    receiver = fields.Char(string="Received By", required=True, help="Who at the customer has it.")
    channel = fields.Selection(CHANNELS, string="How", required=True)
    file = fields.Binary(string="What Shows It", attachment=True)
    file_name = fields.Char()
    note = fields.Char()

    _valid_idx = models.Index("(move_id) WHERE withdrawn_at IS NULL")

    @api.depends('move_id.name', 'receiver', 'date')
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = ' · '.join(filter(None, (
                receipt.receiver, receipt.date and format_date(self.env, receipt.date))))

    @api.constrains('move_id', 'date')
    def _check_date(self):
        for receipt in self:
            move, today = receipt.move_id, receipt.company_id._credit_today()
            if move.state != 'posted' or not move.is_sale_document(include_receipts=True):
                raise ValidationError(self.env._(
                    "%(invoice)s is no posted invoice to a customer: nobody can have received it.",
                    invoice=move.display_name))
            if not move.invoice_date <= receipt.date <= today:
                raise ValidationError(self.env._(
                    "%(invoice)s is of %(day)s: it was received between then and today.",
                    invoice=move.name, day=format_date(self.env, move.invoice_date)))

    @api.constrains('receiver', 'channel', 'file')
    def _check_shown(self):
        for receipt in self:
            if not receipt.receiver.strip():
                raise ValidationError(self.env._("Say who has it."))
            if receipt.channel != 'portal' and not receipt.file:
                raise ValidationError(self.env._(
                    "A name alone proves nothing: add the reply, the stamped copy or the courier's"
                    " slip."))

    def _evidence_changed(self):
        self.env['credit.evidence.score'].sudo()._look_soon(self.sudo().move_id)
        return super()._evidence_changed()
