from odoo import api, fields, models
from odoo.tools import SQL


class CreditSignalMark(models.Model):
    """Whose signals something may have changed: appended by the event, worked off minutes later."""

    _name = 'credit.signal.mark'
    _description = "Signals to Look At"
    _log_access = False
    _order = 'id'

    profile_id = fields.Many2one('credit.profile', required=True, ondelete='cascade', index=True)
    event = fields.Char(required=True)

    @api.model
    def _append(self, profiles, event):
        """Note that `profiles` deserve a look, and no more."""
        if profiles:
            self.env.cr.execute(SQL(
                "INSERT INTO credit_signal_mark (profile_id, event) SELECT unnest(%s), %s",
                profiles.ids, event,
            ))
