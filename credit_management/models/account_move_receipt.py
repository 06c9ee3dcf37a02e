from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..receivables.evidence import went
from .credit_profile import FIGURES

#: Who writes down that an invoice was received.
BOOKS = f'account.group_account_invoice,{FIGURES}'


class AccountMove(models.Model):
    """Whether the customer is known to have an invoice, and how well it could be proved."""

    _inherit = 'account.move'

    credit_receipt_ids = fields.One2many(
        'credit.invoice.receipt', 'move_id', string="Receipts", groups=BOOKS)
    credit_receipt_id = fields.Many2one(
        'credit.invoice.receipt', string="Received", compute='_compute_credit_receipt_id',
        groups=BOOKS, help="The last one that was not withdrawn.")
    credit_evidence_ids = fields.One2many(
        'credit.evidence.score', 'move_id', string="Evidence", groups=FIGURES)
    credit_evidence_percent = fields.Float(
        compute='_compute_credit_evidence_percent', groups=FIGURES,
        help="Of its open claims, the one that is proved worst.")

    @api.depends('credit_receipt_ids.withdrawn_at')
    def _compute_credit_receipt_id(self):
        for move in self:
            move.credit_receipt_id = move.credit_receipt_ids.filtered(
                lambda one: not one.withdrawn_at).sorted('id')[-1:]

    @api.depends('credit_evidence_ids.percent')
    def _compute_credit_evidence_percent(self):
        for move in self:
            move.credit_evidence_percent = min(move.credit_evidence_ids.mapped('percent'), default=0)

    def _credit_went_out(self):
        """Tell whether it went out to the customer: a mail that came back did not."""
        self.ensure_one()
        self.env.flush_all()
        return self.env.execute_query(SQL(
            "SELECT %s FROM account_move m WHERE m.id = %s", went(SQL("m")), self.id))[0][0]

    @api.model
    def _check_credit_books(self):
        if not any(self.env.user.has_group(group) for group in BOOKS.split(',')[:2]):
            raise AccessError(self.env._(
                "Receipts are written down by accounting and credit officers. Ask one of them."))

    def action_credit_receipt(self):
        """Open the dialog in which somebody says that the customer has this invoice."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Invoice Received"),
            'res_model': 'credit.invoice.receipt.take', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_move_id': self.id},
        }

    def _credit_opened_by(self, user):
        """Note that the customer's own `user` opened his invoice, the first time he does."""
        move_sudo = self.sudo().exists()
        own = move_sudo.commercial_partner_id == user.sudo().partner_id.commercial_partner_id
        if own and move_sudo.state == 'posted' and move_sudo.move_type == 'out_invoice' and (
            not move_sudo.credit_receipt_id
        ):
            self.env['credit.invoice.receipt'].sudo().create({
                'move_id': move_sudo.id, 'channel': 'portal', 'receiver': user.sudo().name,
                'date': max(move_sudo.company_id._credit_today(), move_sudo.invoice_date),
            })

    def action_credit_receipts(self):
        """Open all receipts of the invoice, withdrawn ones too."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Receipts"),
            'res_model': 'credit.invoice.receipt', 'domain': [('move_id', '=', self.id)],
            'views': [(False, 'list'), (False, 'form')],
        }

    def action_credit_evidence(self):
        """Open how well the open claims of this invoice could be proved."""
        self.check_access('read')
        return self.env['credit.evidence.score']._open_of(self.line_ids, self.env._("Evidence"))
