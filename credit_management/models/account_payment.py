from odoo import api, fields, models

from .res_company import INTERNAL


class AccountPayment(models.Model):
    _inherit = 'account.payment'

    credit_rejected_on = fields.Date(
        readonly=True, copy=False, groups=INTERNAL,
        help="When the bank did not honour it: a danger signal.",
    )

    # Money on its way: payments nobody matched with the bank yet.
    _credit_transit_idx = models.Index(
        "(partner_id) WHERE state = 'in_process' AND payment_type = 'inbound'"
        " AND partner_type = 'customer'"
    )
    # A customer's payments, for his story.
    _credit_story_idx = models.Index("(partner_id, date) WHERE partner_type = 'customer'")

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments._credit_notify()
        self.env['credit.instrument']._from_payments(
            payments.filtered(lambda payment: payment.state in ('in_process', 'paid')))
        return payments

    def write(self, vals):
        if vals.get('state') == 'rejected':
            self._credit_note_rejection()
        res = super().write(vals)
        if {'state', 'amount', 'partner_id'} & set(vals):
            self._credit_notify()
        if vals.get('state') in ('in_process', 'paid'):
            self.env['credit.instrument']._from_payments(self)
        return res

    def _credit_note_rejection(self):
        """Keep the day on which money that was as good as here did not come."""
        for payment in self.filtered(lambda p: p.state != 'rejected'):
            payment.credit_rejected_on = payment.company_id.root_id._credit_today()
        profiles = self.env['credit.profile']._of_partners(
            self.filtered(lambda p: p.payment_type == 'inbound').partner_id)
        if profiles:
            profiles._notify('payment_rejected', profiles, 'account.payment')
        self.env['credit.instrument']._payments_rejected(self)

    def _credit_notify(self):
        """A payment without entry is money too: whoever is held for it is looked at again."""
        received = self.filtered(lambda p: p.payment_type == 'inbound' and p.state == 'in_process')
        profiles = self.env['credit.profile']._of_partners(received.partner_id)
        if profiles:
            profiles._notify('money_arrived', profiles, 'account.payment')
