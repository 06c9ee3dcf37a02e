from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditApplicationSend(models.TransientModel):
    """Send a customer the link to an application for credit: whoever sells may do so."""

    _name = 'credit.application.send'
    _description = "Send an Application for Credit"

    partner_id = fields.Many2one(
        'res.partner', string="Customer", default=lambda self: self._default_partner_id(),
        help="Empty: somebody whom Odoo does not know yet.")
    legal_name = fields.Char(
        string="Firm", compute='_compute_partner', store=True, readonly=False)
    email = fields.Char(string="Mail", compute='_compute_partner', store=True, readonly=False)
    lang = fields.Selection(
        selection=lambda self: self.env['res.lang'].get_installed(), string="Language",
        compute='_compute_partner', store=True, readonly=False)

    @api.model
    def _default_partner_id(self):
        context = self.env.context
        return context.get('active_model') == 'res.partner' and context.get('active_id')

    @api.depends('partner_id')
    def _compute_partner(self):
        for wizard in self:
            partner = wizard.partner_id
            wizard.legal_name = partner.commercial_partner_id.name or wizard.legal_name
            wizard.email = partner.email or wizard.email
            wizard.lang = partner.lang or wizard.lang or self.env.lang

    def action_send(self):
        """Make the application in the reader's name and mail the link."""
        self.ensure_one()
        if not self.email:
            raise UserError(self.env._("Enter the mail address to which the link goes."))
        self.partner_id.check_access('read')
        firm = self.partner_id.commercial_partner_id
        application_sudo = self.env['credit.application'].sudo().create({
            'partner_id': firm.id, 'company_id': self.env.company.root_id.id,
            'legal_name': self.legal_name, 'email': self.email, 'lang': self.lang,
            'country_id': firm.country_id.id,
            'registration_no': firm.company_registry or firm.vat,
            'street': firm.street, 'zip': firm.zip, 'city': firm.city, 'phone': firm.phone,
            'website': firm.website})
        application_sudo._send()
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'success', 'next': {'type': 'ir.actions.act_window_close'},
                'message': self.env._(
                    "%(application)s is on its way to %(email)s.",
                    application=application_sudo.name, email=self.email)},
        }
