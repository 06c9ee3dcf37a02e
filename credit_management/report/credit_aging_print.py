from odoo import api, models

#: Rows on paper; the smaller customers share one row, because nobody leafs through five hundred pages.
MOST_ROWS = 1_000


class ReportCreditAging(models.AbstractModel):
    """The customers by age on a day, on paper, with what ties them to the ledger."""

    _name = 'report.credit_management.report_credit_aging'
    _description = "Aging on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        checks = self.env['credit.aging.check'].browse(docids)
        return {
            'doc_ids': docids, 'doc_model': checks._name, 'docs': checks,
            'pages': {check.id: self._page(check) for check in checks},
        }

    @api.model
    def _page(self, check):
        """Return the answer of `get_aging`, the largest customers first to be kept, in words' order."""
        report = self.env['credit.aging.report']
        answer = report.get_aging(
            check.as_of.isoformat(), check.company_id.id, check.basis, ledger=False)
        tie = report.check_tie(check.as_of.isoformat(), check.company_id.id)
        largest = sorted(answer['rows'], key=lambda row: -abs(row['total']))
        kept = {row['key'] for row in largest[:MOST_ROWS]}
        return {
            **answer, 'tie': tie, 'digits': check.currency_id.decimal_places,
            'gross': check.currency_id.round(sum(answer['totals']['amounts'])),
            'rows': [row for row in answer['rows'] if row['key'] in kept],
            'rest': self._rest(largest[MOST_ROWS:], check.currency_id),
        }

    @api.model
    def _rest(self, rows, currency):
        """Return the rows that share one, added up, or None."""
        if not rows:
            return None
        return {
            'count': len(rows),
            'amounts': [currency.round(sum(column)) for column in zip(
                *(row['amounts'] for row in rows), strict=True)],
            'unallocated': currency.round(sum(row['unallocated'] for row in rows)),
            'total': currency.round(sum(row['total'] for row in rows)),
        }
