from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CreditProvisionInput(models.AbstractModel):
    """What people say about one customer on a sheet; with the sheet's approval it is fixed."""

    _name = 'credit.provision.input'
    _description = "Said About a Customer on a Provision Sheet"

    provision_id = fields.Many2one(
        'credit.provision', string="Sheet", required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='provision_id.company_id', store=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
    )

    @api.constrains('partner_id')
    def _check_partner(self):
        for line in self:
            entity = line.partner_id.commercial_partner_id
            if entity != line.partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s is a contact of %(customer)s, who owes. Choose him.",
                    contact=line.partner_id.display_name, customer=entity.display_name,
                ))

    # === CRUD: the sheet knows that it must be computed again === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.provision_id._inputs_change()
        return lines

    def write(self, vals):
        self.provision_id._inputs_change()
        res = super().write(vals)
        self.provision_id._inputs_change()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_before_approval(self):
        self.provision_id._inputs_change()
