from odoo import api, fields, models
from odoo.tools import SQL

from ..receivables import disputes
from .credit_aging_report import ASKED


class CreditAgingReport(models.Model):
    """What of each line is disputed, and the day for which it is promised."""

    _inherit = 'credit.aging.report'

    disputed_amount = fields.Monetary(
        string="Disputed", currency_field='company_currency_id', readonly=True,
        depends_context=ASKED,
        help="What the customer disputed on the day of the report. It stays in what is open.",
    )
    promised_for = fields.Date(
        readonly=True, depends_context=ASKED,
        help="The day of an open promise to pay that names the line.",
    )

    @api.model
    def _columns(self, asked):
        return {
            **super()._columns(asked),
            'disputed_amount': SQL(
                "CASE WHEN dispute.amount IS NOT NULL AND NOT l.is_credit"
                " THEN LEAST(dispute.amount, l.open_amount) ELSE 0 END"),
            'promised_for': SQL("promised.promised_for"),
        }

    @api.model
    def _joins(self, asked):
        """Both have a line once: unread, they cost nothing."""
        return [
            *super()._joins(asked),
            SQL("LEFT JOIN (%s) dispute ON dispute.line_id = l.id", disputes.by_line(asked)),
            SQL("LEFT JOIN (%s) promised ON promised.line_id = l.id",
                disputes.promised_by_line(asked)),
        ]

    def action_promise(self):
        """Take a promise to pay the chosen lines of one customer."""
        return self.env['credit.promise.make']._open_for(self._receivables())

    def action_dispute(self):
        """Raise a dispute about the first of the chosen lines."""
        return self.env['credit.dispute.raise']._open_for(self._receivables()[:1])

    def _receivables(self):
        """Return the maturity lines behind the chosen rows that are claims; a row has their id."""
        self.check_access('read')
        return self.env['account.move.line'].browse(
            self.filtered(lambda row: row.open_amount > 0).ids)
