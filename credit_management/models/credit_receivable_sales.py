from odoo import api, models

from ..receivables import sales


class CreditReceivable(models.AbstractModel):
    """Reads credit sales. As everything in here, it checks no rights."""

    _inherit = 'credit.receivable'

    @api.model
    def _sold(self, asked, since=None, group_by='company'):
        """Return ``[(key, first day of the month, sales, sold)]``, as `sales.by_month` says."""
        return self._sums_of_all(sales.by_month(asked, since, group_by, self._has_counters()))

    @api.model
    def _has_counters(self):
        return 'pos.order' in self.env
