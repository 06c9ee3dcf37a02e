from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CreditBureauBinding(models.Model):
    """A bureau's subject is this customer: decided by a person, or by a strong identifier."""

    _name = 'credit.bureau.binding'
    _description = "Credit Bureau Binding"
    _order = 'partner_id, bureau_id, id'
    _rec_name = 'provider_ref'

    bureau_id = fields.Many2one('credit.bureau', required=True, ondelete='restrict')
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id
    )
    provider_ref = fields.Char(string="Bureau's Key", required=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='cascade'
    )
    subject_name = fields.Char(help="What the bureau called the company when it was bound.")
    method = fields.Selection(
        [('person', "By a person"), ('identifier', "By an identifier")],
        required=True, default='person',
    )
    evidence = fields.Char()
    user_id = fields.Many2one('res.users', string="By", default=lambda self: self.env.user)
    date = fields.Datetime(default=fields.Datetime.now)

    _ref_unique = models.UniqueIndex(
        '(company_id, bureau_id, provider_ref)',
        "This key of the bureau is bound to a customer already."
    )

    def action_unbind(self):
        """Take a wrong binding back: its reports wait for a decision again, their effects go."""
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Bindings are a credit officer's. Ask one of them."))
        for binding_sudo in self.sudo():
            self.env['credit.bureau.match'].sudo()._reopen(binding_sudo)
        return True

    def _check_partner(self, partner):
        """Refuse a second customer for one key of a bureau."""
        other = self.filtered(lambda binding: binding.partner_id != partner)
        if other:
            raise UserError(self.env._(
                "%(ref)s of %(bureau)s is bound to %(customer)s. Take that binding back first.",
                ref=other[0].provider_ref, bureau=other[0].bureau_id.name,
                customer=other[0].partner_id.display_name,
            ))
