from odoo import api, fields, models

from .credit_profile import FIGURES


class CreditProfile(models.Model):
    """The way from a customer's page to his credit file, and what becomes of it."""

    _inherit = 'credit.profile'

    credit_file_ids = fields.One2many('credit.file', 'profile_id', groups=FIGURES)
    file_completeness = fields.Float(
        compute='_compute_file', string="File Complete (%)", groups=FIGURES, digits=(5, 0))
    file_is_due = fields.Boolean(
        compute='_compute_file', search='_search_file_is_due', string="File Due", groups=FIGURES)

    @api.depends('credit_file_ids.completeness', 'credit_file_ids.is_due')
    def _compute_file(self):
        for profile in self:
            file_sudo = profile.sudo().credit_file_ids[:1]
            profile.file_completeness = file_sudo.completeness
            profile.file_is_due = file_sudo.is_due

    @api.model
    def _search_file_is_due(self, operator, value):
        return [('credit_file_ids.is_due', operator, value)]

    def action_open_file(self):
        """Open the customer's credit file; the first time it is made and filled."""
        self.ensure_one()
        files = self.env['credit.file']
        files.check_access('read')
        self.check_access('read')
        file_sudo = self.sudo().credit_file_ids
        if not file_sudo:
            self.env['credit.profile'].sudo()._classify(self.sudo().company_id, self.sudo())
            file_sudo = files._fill(self.sudo())
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Credit File"),
            'res_model': 'credit.file', 'res_id': file_sudo.id, 'view_mode': 'form',
            'views': [(False, 'form')],
        }

    @api.model
    def _notify(self, event, profiles, origin):
        """Whose danger grew, his file is looked at now."""
        super()._notify(event, profiles, origin)
        if event == 'danger_changed':
            profiles.sudo().credit_file_ids._settle()

    def _merge_into(self, partner, kind):
        """What people wrote into the file goes along; the rest the survivor's own file knows."""
        files_sudo = self.sudo().credit_file_ids
        survivor = super()._merge_into(partner, kind)
        if files_sudo:
            file_sudo = self.env['credit.file']._of(survivor.sudo())
            files_sudo.entry_ids.filtered(lambda entry: not entry.is_automatic).write(
                {'file_id': file_sudo.id})
            (files_sudo | file_sudo)._settle()
        return survivor
