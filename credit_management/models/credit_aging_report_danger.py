from odoo import api, fields, models
from odoo.tools import SQL

from .credit_aging_report import ASKED
from .credit_signal_change import LEVELS


class CreditAgingReport(models.Model):
    """The danger level of each line's customer, as of the last look: it has no past day."""

    _inherit = 'credit.aging.report'

    danger_level = fields.Selection(
        LEVELS, string="Danger", readonly=True, depends_context=ASKED,
        help="Of the customer, now; on a past day as well.",
    )

    @api.model
    def _columns(self, asked):
        return {**super()._columns(asked), 'danger_level': SQL("profile.danger_level")}
