from odoo import models


class AccountMove(models.Model):
    _inherit = 'account.move'

    # Draft invoices of a customer, and credit notes: the few that exposure asks for.
    _credit_draft_idx = models.Index(
        "(partner_id) WHERE state = 'draft' AND move_type IN ('out_invoice', 'out_receipt')"
    )
    _credit_note_idx = models.Index("(id) WHERE move_type = 'out_refund'")
