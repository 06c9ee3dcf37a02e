from odoo import api, models


class ResPartnerBank(models.Model):
    """Another account of a customer is how money goes astray: somebody has to stand for it."""

    _inherit = 'res.partner.bank'

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._credit_ask_for_letter()
        return accounts

    def write(self, vals):
        res = super().write(vals)
        if 'acc_number' in vals:
            self._credit_ask_for_letter()
        return res

    def _credit_ask_for_letter(self):
        for account in self.sudo():
            profiles = self.env['credit.profile'].sudo().search(
                [('partner_id', '=', account.partner_id.commercial_partner_id.id)])
            for profile in profiles:
                self.env['credit.authorization']._ask_for(
                    'bank_account', profile, account.acc_holder_name or account.partner_id.name,
                    note=account.acc_number)
