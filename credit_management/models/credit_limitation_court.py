from odoo import api, models


class CreditLimitation(models.Model):
    """Court filings as events of limitation."""

    _inherit = 'credit.limitation'

    @api.model
    def _events(self, line_ids, as_of):
        found = super()._events(line_ids, as_of)
        for line_id, event in self.env['credit.court.event']._limitation_events(line_ids):
            found[line_id].append(event)
        return found
