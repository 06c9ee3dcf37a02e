from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FIGURES


class CreditAgingReport(models.Model):
    """Until when each line can be sued for, as counted last."""

    _inherit = 'credit.aging.report'

    safe_date = fields.Date(
        string="Last Safe Day", readonly=True, groups=FIGURES,
        help="Of limitation, as counted last; of any day that is looked at.")

    @api.model
    def _columns(self, asked):
        return {**super()._columns(asked), 'safe_date': SQL("limitation.safe_date")}

    @api.model
    def _joins(self, asked):
        return [*super()._joins(asked), SQL(
            "LEFT JOIN credit_limitation limitation ON limitation.move_line_id = l.id")]
