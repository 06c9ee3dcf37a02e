from odoo import models


class CreditProfile(models.Model):
    """Contacts follow a customer who becomes another one's."""

    _inherit = 'credit.profile'

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
