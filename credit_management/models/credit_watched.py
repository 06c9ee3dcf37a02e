from datetime import date

from odoo import fields, models
from odoo.exceptions import AccessError

from ..tools.legal_dates import next_alert

#: No alert comes after the last one.
NEVER = date(9999, 12, 31)


class CreditWatched(models.AbstractModel):
    """What has a last day, and leaves the queue when somebody saw it, until the next alert.

    `_alerts_before` returns (last day or None, days before it at which people are told).
    """

    _name = 'credit.watched'
    _description = "Watched Last Day"

    seen_until = fields.Date(string="Looked At Until", readonly=True, copy=False)
    seen_by_id = fields.Many2one(
        'res.users', string="Looked At By", readonly=True, copy=False)

    def action_seen(self):
        """I have seen it: it leaves the queue until the next alert."""
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Last days are watched by credit officers. Ask one of them."))
        for watched_sudo in self.sudo():
            end, days = watched_sudo._alerts_before()
            later = next_alert(end, watched_sudo.company_id._credit_today(), days)
            watched_sudo.write({'seen_until': later or NEVER, 'seen_by_id': self.env.uid})
        return True
