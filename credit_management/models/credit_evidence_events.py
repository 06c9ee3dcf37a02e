from odoo import api, models

#: Fields of an invoice and of an order that say more or less of a claim.
OF_INVOICE = {'is_move_sent', 'peppol_move_state', 'credit_contract_id'}
OF_ORDER = {
    'signed_on', 'client_order_ref', 'credit_order_file', 'credit_signed_file', 'credit_contract_id'}


class CreditEvidenceScore(models.Model):
    """What makes somebody look again: each event notes the customer, a worker weighs seconds later."""

    _inherit = 'credit.evidence.score'

    @api.model
    def _look_soon(self, records):
        """Let the claims on the customers of invoices, orders or transfers be looked at again."""
        profiles = self.env['credit.profile']
        for company, own in records.sudo().grouped('company_id').items():
            partners = own.partner_id
            if 'partner_invoice_id' in own._fields:
                partners |= own.partner_invoice_id
            if own._name == 'stock.picking':
                partners |= own.move_ids.sale_line_id.order_id.partner_invoice_id
            profiles |= self.env['credit.profile']._of_partners(partners, company)
        self.env['credit.limitation'].sudo()._mark(profiles)


class CreditProfile(models.Model):
    _inherit = 'credit.profile'

    @api.model
    def _notify(self, event, profiles, origin):
        super()._notify(event, profiles, origin)
        if event == 'papers_changed':
            self.env['credit.limitation'].sudo()._mark(profiles)

    def write(self, vals):
        res = super().write(vals)
        if 'representative_ids' in vals:
            self.env['credit.limitation'].sudo()._mark(self)
        return res


class CreditDeliveryProof(models.Model):
    _inherit = 'credit.delivery.proof'

    def _note_items(self):
        super()._note_items()
        pickings = self.sudo().picking_id
        self.env['credit.evidence.score'].sudo()._look_soon(pickings)


class CreditStatement(models.Model):
    _inherit = 'credit.statement'

    def write(self, vals):
        res = super().write(vals)
        if {'state', 'signed_at', 'signer_right'} & set(vals):
            self.env['credit.limitation'].sudo()._mark(self.sudo().profile_id)
        return res


class AccountMove(models.Model):
    _inherit = 'account.move'

    def write(self, vals):
        res = super().write(vals)
        if OF_INVOICE & set(vals):
            sold = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
            self.env['credit.evidence.score'].sudo()._look_soon(sold)
        return res

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        author = message.sudo().author_id
        if author and author.partner_share and self.is_sale_document():
            self.env['credit.evidence.score'].sudo()._look_soon(self)
        return res


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _credit_written(self, names):
        super()._credit_written(names)
        if OF_ORDER & names:
            self.env['credit.evidence.score'].sudo()._look_soon(self)

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        author = message.sudo().author_id
        if author and author.partner_share:
            self.env['credit.evidence.score'].sudo()._look_soon(self)
        return res
