from odoo import api, models

#: By which a contact may be known as somebody of the blacklist.
MARKS = {'name', 'vat', 'company_registry', 'phone', 'street', 'city', 'country_id', 'parent_id'}


class ResPartner(models.Model):
    _inherit = 'res.partner'

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._credit_look_at_blacklist()
        return partners

    def write(self, vals):
        res = super().write(vals)
        if MARKS & set(vals):
            self._credit_look_at_blacklist()
        return res

    def _credit_look_at_blacklist(self):
        if self.env['credit.blacklist']._is_used():
            self.env['credit.blacklist.match'].sudo()._look_at(self)
