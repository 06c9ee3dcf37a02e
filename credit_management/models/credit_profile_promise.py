from odoo import api, models

#: What moves money of a customer.
MONEY_EVENTS = frozenset({'allocation_changed', 'money_arrived', 'move_posted'})


class CreditProfile(models.Model):
    """Promises and disputes of a customer."""

    _inherit = 'credit.profile'

    @api.model
    def _notify(self, event, profiles, origin):
        super()._notify(event, profiles, origin)
        if event in MONEY_EVENTS:
            self.env['credit.promise.look'].sudo()._append(profiles)

    def _merge_into(self, partner, kind):
        """Let promises and disputes go on with the survivor."""
        survivor = super()._merge_into(partner, kind)
        for model in ('credit.promise', 'credit.dispute'):
            self.env[model].sudo().search([('profile_id', '=', self.id)]).profile_id = survivor
        return survivor
