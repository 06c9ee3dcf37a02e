from odoo import api, models
from odoo.tools import SQL

from ..receivables import disputes


class CreditCashForecast(models.Model):
    """Days that are better than a habit: a promise, then the deadline of a dispute."""

    _inherit = 'credit.cash.forecast'

    @api.model
    def _selection_date_source(self):
        return [
            ('promise', self.env._("Promise")), ('dispute', self.env._("Dispute")),
            *super()._selection_date_source(),
        ]

    @api.model
    def _forecast_dates(self, asked, since):
        """A promise in its days of grace is expected at once; a dispute decides for the line of
        which the larger part is disputed."""
        return [
            ('promise', SQL(
                "CASE WHEN promised.ends_on >= %(since)s"
                " THEN GREATEST(promised.promised_for, %(since)s::date) END", since=since)),
            ('dispute', SQL(
                "CASE WHEN dispute.amount * 2 >= l.open_amount THEN dispute.ends_on END")),
            *super()._forecast_dates(asked, since),
        ]

    @api.model
    def _forecast_joins(self, asked):
        return [
            *super()._forecast_joins(asked),
            SQL("LEFT JOIN (%s) dispute ON dispute.line_id = l.id", disputes.by_line(asked)),
            SQL("LEFT JOIN (%s) promised ON promised.line_id = l.id",
                disputes.promised_by_line(asked)),
        ]
