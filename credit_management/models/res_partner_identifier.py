from odoo import fields, models

#: Odoo's own fields that say who a company is.
IDENTITY = {'vat', 'company_registry', 'country_id'}


class ResPartner(models.Model):
    _inherit = 'res.partner'

    credit_identifier_ids = fields.One2many(
        'credit.partner.identifier', 'partner_id', string="Company Identifiers",
        groups='credit_management.credit_management_group_officer,'
               'credit_management.credit_management_group_auditor',
    )

    def write(self, vals):
        res = super().write(vals)
        if IDENTITY & set(vals):
            self.env['credit.profile']._of_partners(self)._mirror_identifiers()
        return res
