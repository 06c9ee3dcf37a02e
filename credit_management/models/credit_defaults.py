from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL

from ..tools.defaults import PERCENTILES, Spread, proposed

MONTHS = 12


class CreditDefaults(models.AbstractModel):
    """Amounts to begin with, proposed from what a company invoices; checks no rights."""

    _name = 'credit.defaults'
    _description = "Proposed Amounts"

    @api.model
    def _proposed(self, root_sudo):
        """Return `tools.defaults.proposed` for a root company with all its branches."""
        until = root_sudo._credit_today()
        branches_sudo = self.env['res.company'].sudo().with_context(active_test=False).search(
            [('id', 'child_of', root_sudo.id)])
        posted = SQL(
            """move.state = 'posted' AND move.company_id = ANY(%s) AND move.invoice_date <= %s""",
            branches_sudo.ids, until,
        )
        since = until - relativedelta(months=MONTHS)
        return proposed(
            self._spread(self._invoices(posted, since)),
            self._spread(self._first_invoices(posted, since)),
            self._spread(self._customers(posted, since)), step=root_sudo.currency_id.rounding,
        )

    @api.model
    def _spread(self, amounts):
        """Return the `Spread` of a query with one column `amount`; what is not above 0 is none."""
        [(count, values)] = self.env['credit.receivable']._rows(SQL(
            """SELECT COUNT(*), percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY amount)
                 FROM (%s) spread WHERE amount > 0""",
            [percent / 100 for percent in PERCENTILES], amounts,
        ))
        return Spread(count, dict(zip(PERCENTILES, values or [], strict=False)))

    @staticmethod
    def _invoices(posted, since):
        return SQL(
            """SELECT move.amount_total_signed AS amount FROM account_move move
                WHERE move.move_type = 'out_invoice' AND %s AND move.invoice_date > %s""",
            posted, since,
        )

    @staticmethod
    def _first_invoices(posted, since):
        return SQL(
            """SELECT amount FROM (
                   SELECT DISTINCT ON (move.commercial_partner_id)
                          move.amount_total_signed AS amount, move.invoice_date AS day
                     FROM account_move move WHERE move.move_type = 'out_invoice' AND %s
                    ORDER BY move.commercial_partner_id, move.invoice_date, move.id) first_invoice
                WHERE day > %s""", posted, since,
        )

    @staticmethod
    def _customers(posted, since):
        return SQL(
            """SELECT SUM(move.amount_total_signed) AS amount FROM account_move move
                WHERE move.move_type IN ('out_invoice', 'out_refund') AND %s
                  AND move.invoice_date > %s GROUP BY move.commercial_partner_id""",
            posted, since,
        )
