from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """Contracts with a customer, letters of authority, and who needs none."""

    _inherit = 'credit.profile'

    representative_ids = fields.Many2many(
        'res.partner', 'credit_profile_representative_rel', 'profile_id', 'partner_id',
        string="Representatives", groups=FIGURES,
        help="Act for the customer by law, as registered: they need no letter.")
    contract_ids = fields.One2many('credit.contract', 'profile_id', groups=FIGURES)
    authorization_ids = fields.One2many('credit.authorization', 'profile_id', groups=FIGURES)
    contract_stage = fields.Selection(
        [('in_force', "In Force"), ('expiring', "Ends Soon"), ('none', "None in Force")],
        string="Contracts", compute='_compute_contract_stage', groups=FIGURES)
    contract_until = fields.Date(compute='_compute_contract_stage', groups=FIGURES)

    @api.depends('contract_ids.state', 'contract_ids.date_to')
    def _compute_contract_stage(self):
        for profile in self:
            live = profile.contract_ids.filtered(
                lambda one: one.stage in ('in_force', 'expiring')).sorted(
                lambda one: (not one.date_to, one.date_to or one.date_from))
            last = live[-1:]
            profile.contract_until = last.date_to
            profile.contract_stage = last.stage or (profile.contract_ids and 'none')

    @api.constrains('representative_ids')
    def _check_representatives(self):
        for profile in self:
            for person_sudo in profile.sudo().representative_ids:
                if person_sudo.is_company or (
                    person_sudo.commercial_partner_id != profile.sudo().partner_id
                ):
                    raise ValidationError(self.env._(
                        "%(person)s is no person of %(customer)s. Choose one of its contacts.",
                        person=person_sudo.display_name, customer=profile.display_name))

    def write(self, vals):
        """Who needs no letter is a decision: it is logged, and held orders are looked at again."""
        res = super().write(vals)
        if 'representative_ids' in vals:
            for profile_sudo in self.sudo():
                self.env['credit.decision'].sudo()._log('profile', profile=profile_sudo, payload={
                    'representatives': profile_sudo.representative_ids.ids})
            self._notify('papers_changed', self, 'credit.profile')
        return res

    def _merge_into(self, partner, kind):
        """Let contracts and letters go on with the survivor."""
        survivor = super()._merge_into(partner, kind)
        for model in ('credit.contract', 'credit.authorization'):
            self.env[model].sudo().search([('profile_id', '=', self.id)]).write(
                {'profile_id': survivor.id})
        return survivor

    def action_new_contract(self):
        return self._new_paper('credit.contract', self.env._("New contract"))

    def action_new_authorization(self):
        return self._new_paper('credit.authorization', self.env._("New letter of authority"))

    def _new_paper(self, model, title):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': title, 'res_model': model,
            'view_mode': 'form', 'views': [(False, 'form')],
            'context': {'default_profile_id': self.id, 'default_company_id': self.company_id.id},
        }

    def action_open_contracts(self):
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_contract_action')
        return {**action, 'domain': [('profile_id', '=', self.id)], 'context': {}}
