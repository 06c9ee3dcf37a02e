from odoo import api, models

from ..receivables import disputes
from ..tools.exact import exact


class CreditKpi(models.AbstractModel):
    """What is disputed, as a lever of DSO: it is no late payment, nor a longer term."""

    _inherit = 'credit.kpi'

    @api.model
    def _lever_amounts(self, root_sudo, position, unbilled=None):
        """Take what is disputed out of the others; None while the company keeps no disputes."""
        amounts = super()._lever_amounts(root_sudo, position, unbilled)
        keeps = self.env['credit.dispute'].sudo().search_count(
            [('company_id', '=', root_sudo.id)], limit=1)
        if not keeps:
            return amounts
        asked = self._question(root_sudo, position.day)
        [(disputed, overdue, longer)] = self.env['credit.receivable']._rows(
            disputes.sums(asked, root_sudo.credit_standard_days))
        return {
            **amounts, 'dispute': exact(disputed),
            'late_payment': amounts['late_payment'] - exact(overdue),
            'longer_terms': amounts['longer_terms'] - exact(longer),
        }
