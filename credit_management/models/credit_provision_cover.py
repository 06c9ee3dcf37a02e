from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang


class CreditProvisionCover(models.Model):
    """What an insurer would pay of a customer's claims: up to a limit, a part."""

    _name = 'credit.provision.cover'
    _inherit = ['credit.provision.input']
    _description = "Insured Customer on a Provision Sheet"
    _order = 'provision_id desc, id'

    buyer_limit = fields.Monetary(required=True, help="The insurer pays for claims up to here.")
    share = fields.Float(
        string="Insured Part", digits=(7, 6), default=0.9, required=True,
        help="What part of a covered claim the insurer pays.",
    )
    policy = fields.Char(help="Insurer and number of the policy.")

    _partner_unique = models.UniqueIndex(
        '(provision_id, partner_id)', "This customer is insured already on this sheet."
    )
    _share_is_a_part = models.Constraint(
        'CHECK (share BETWEEN 0 AND 1 AND buyer_limit >= 0)',
        "A limit is at least 0, an insured part between 0 and 100 %.",
    )

    def _said(self):
        limit = formatLang(self.env, self.buyer_limit, currency_obj=self.currency_id)
        return f'{limit} × {100 * self.share:g} %; {self.policy or "–"}'

    @api.constrains('partner_id', 'provision_id')
    def _check_not_alone(self):
        for cover in self:
            if cover.partner_id in cover.provision_id.individual_ids.partner_id:
                raise ValidationError(self.env._(
                    "%(customer)s is looked at alone. Take his cover into account there, and remove"
                    " it here.", customer=cover.partner_id.display_name,
                ))
