from odoo import models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """What contacts and letters are about; contacts follow a customer who becomes another one's."""

    _inherit = 'credit.profile'

    def _open_lines_domain(self):
        """Return the domain of the open maturity lines of customers, entries on a contact among them."""
        return Domain([
            ('partner_id.commercial_partner_id', 'in', self.partner_id.ids),
            ('company_id', 'child_of', self.company_id.ids),
            ('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'),
            ('reconciled', '=', False),
        ])

    def _merge_into(self, partner, kind):
        survivor = super()._merge_into(partner, kind)
        touches_sudo = self.env['credit.touch'].sudo()
        own = touches_sudo.search([('profile_id', '=', self.id)])
        # What was planned is planned anew for the survivor; what was said stays history.
        own.filtered(lambda touch: touch.state == 'planned' and touch.origin == 'plan').unlink()
        for touch in own.exists():
            twin = touch.state == 'planned' and touches_sudo.search_count([
                ('profile_id', '=', survivor.id), ('state', '=', 'planned'),
                ('day', '=', touch.day), ('kind', '=', touch.kind)], limit=1)
            if twin:
                touch.unlink()
            else:
                touch.profile_id = survivor.id
        return survivor
