from odoo import api, models


class AccountMove(models.Model):
    _inherit = 'account.move'

    # Draft invoices of a customer, and credit notes: the few that exposure asks for.
    _credit_draft_idx = models.Index(
        "(partner_id) WHERE state = 'draft' AND move_type IN ('out_invoice', 'out_receipt')"
    )
    _credit_note_idx = models.Index("(id) WHERE move_type = 'out_refund'")

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._credit_notify('move_posted')
        posted._credit_note_moves()
        return posted

    def button_draft(self):
        res = super().button_draft()
        self._credit_notify('allocation_changed')
        self._credit_note_moves()
        return res

    def button_cancel(self):
        res = super().button_cancel()
        self._credit_notify('allocation_changed')
        self._credit_note_moves()
        return res

    def unlink(self):
        partners = self._credit_partners()
        self._credit_note_items()
        res = super().unlink()
        self._credit_notify('allocation_changed', partners)
        return res

    def _credit_partners(self):
        """Return whose receivable these entries touch."""
        documents = self.filtered(
            lambda move: move.is_sale_document(include_receipts=True) or move.origin_payment_id
        )
        by_hand = self.filtered(lambda move: move.move_type == 'entry') - documents
        return documents.partner_id | by_hand.line_ids.filtered(
            lambda line: line.account_type == 'asset_receivable'
        ).partner_id

    def _credit_notify(self, event, partners=None):
        """Tell who is watched that his ledger moved: one query for the whole set."""
        partners = self._credit_partners() if partners is None else partners
        profiles = partners and self.env['credit.profile']._of_partners(partners)
        if profiles:
            profiles._notify(event, profiles, 'account.move')

    def _credit_note_moves(self):
        """Tell monitoring that claims came, or went: what they are about is looked at later."""
        self.env['credit.rpm.event'].sudo()._note_by_company('move', self.filtered(
            lambda move: move.move_type in ('out_invoice', 'out_receipt', 'out_refund', 'entry')
            and not move.origin_payment_id))

    def _credit_note_items(self):
        """Tell monitoring which items will lose their lines."""
        items_sudo = self.env['credit.rpm.item.line'].sudo().search(
            [('move_line_id', 'in', self.line_ids.ids)]).item_id
        self.env['credit.rpm.event'].sudo()._note_by_company('item', items_sudo)

    @api.depends('company_id', 'partner_id', 'tax_totals', 'currency_id')
    def _compute_partner_credit_warning(self):
        """Odoo's own banner gives way to ours where a profile exists: one truth."""
        super()._compute_partner_credit_warning()
        for move in self.filtered('partner_credit_warning'):
            if self.env['credit.profile']._of_partners(move.partner_id, move.company_id):
                move.partner_credit_warning = ''
