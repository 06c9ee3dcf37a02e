from odoo import api, fields, models

from ..tools.waves import WAVES, has_begun


class CreditWave(models.Model):
    """Customers who are held from one day on, where a company begins to enforce wave by wave.

    Until then they are judged and told of as in a company that only reports. Who is in no wave is
    held whenever his company enforces.
    """

    _name = 'credit.wave'
    _description = "Wave of Enforcement"
    _order = 'company_id, number'

    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    number = fields.Integer(required=True, readonly=True)
    date_from = fields.Date(string="Held From", readonly=True, help="Empty: not planned yet.")

    _number_unique = models.UniqueIndex('(company_id, number)')

    @api.depends('number')
    @api.depends_context('lang')
    def _compute_display_name(self):
        names = {
            1: self.env._("New customers and worst grades"), 2: self.env._("Grade C"),
            3: self.env._("All others"),
        }
        for wave in self:
            wave.display_name = names.get(wave.number, str(wave.number))

    @api.model
    def _of(self, root_sudo):
        """Return the waves of a root company in their order, as superuser; made when first asked."""
        waves_sudo = self.sudo().search([('company_id', '=', root_sudo.id)])
        missing = set(WAVES) - set(waves_sudo.mapped('number'))
        if missing:
            self.sudo().create([
                {'company_id': root_sudo.id, 'number': number} for number in sorted(missing)
            ])
            waves_sudo = self.sudo().search([('company_id', '=', root_sudo.id)])
        return waves_sudo

    @api.model
    def _first_to_come(self, root_sudo):
        """Return the first wave if it is planned and has not begun: new customers go with it."""
        wave_sudo = self.sudo().search(
            [('company_id', '=', root_sudo.id), ('date_from', '!=', False)], limit=1)
        return self.browse() if wave_sudo and wave_sudo._has_begun() else wave_sudo

    @api.model
    def _forget(self, root_sudo):
        """Delete the waves of a root company when nobody is in one."""
        waves_sudo = self.sudo().search([('company_id', '=', root_sudo.id)])
        if not self.env['credit.profile'].sudo().with_context(active_test=False).search_count(
                [('wave_id', 'in', waves_sudo.ids)], limit=1):
            waves_sudo.unlink()

    def _has_begun(self):
        self.ensure_one()
        return has_begun(self.date_from, self.company_id._credit_today())
